"""Where allauth asks us: who may drop a second factor, and how its secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Open sign-up makes candidate accounts only; every other right is granted by a person."""


class MFAAdapter(DefaultMFAAdapter):
    """Keeps TOTP and recovery seeds encrypted: allauth leaves them in clear unless told otherwise."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Those who must have a second factor may not remove their last one."""
        user = authenticator.user
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not needs_second_factor(user):
            return True
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def needs_second_factor(user: Any) -> bool:
    """Everybody with rights beyond a candidate's own pages."""
    return user.is_staff or user.is_superuser or getattr(user, "is_programme_staff", False)
