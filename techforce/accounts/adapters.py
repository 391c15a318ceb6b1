"""Where allauth asks us: what a sign-in counts for, who may drop a second factor, how its secrets are kept."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import letters
from .boxes import open_text, seal_text
from .models import User
from .strength import AT_PROVIDER, proven_at_provider

LONGEST_ADDRESS = 254


class AccountAdapter(DefaultAccountAdapter):
    """Open sign-up makes candidate accounts only; every other right is granted by a person."""

    def clean_email(self, email: str) -> str:
        """Refuse what the column cannot hold: allauth would cut it short and so make it another address."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(f"Enter an email address of at most {LONGEST_ADDRESS} characters")
        return str(super().clean_email(email))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Note in the session at which level the identity provider signed this person in, if it did."""
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if answer is None and sociallogin:
            account = sociallogin.account
            acr = account.extra_data["acr"]
            record_authentication(request, user, AT_PROVIDER, provider=account.provider, acr=acr)
        return answer

    def get_login_stages(self) -> list[str]:
        """Allauth's own, but for the second factor: one proven at the provider is enough."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "techforce.accounts.oidc.stages.AuthenticateStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came from the identity provider is told that it may still know this browser."""
        if isinstance(request.user, User) and proven_at_provider(request, request.user):
            return reverse("oidc:signed_out")
        return str(super().get_logout_redirect_url(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Keep the letter for a worker: the page answers as fast for a known address as for an unknown one."""
        whole = {"request": request_context.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, whole)
        letters.post(email, message.subject, str(message.body).strip())


class MFAAdapter(DefaultMFAAdapter):
    """Keeps TOTP and recovery seeds encrypted: allauth leaves them in clear unless told otherwise."""

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Those who must have a second factor may not remove their last one."""
        user = authenticator.user
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not needs_second_factor(user):
            return True
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def needs_second_factor(user: Any) -> bool:
    """Everybody with rights beyond a candidate's own pages."""
    return user.is_staff or user.is_superuser or any(holds(user) for holds in _judges)


# Access stands above accounts, so it says here who holds rights over other people's records.
_judges: list[Callable[[User], bool]] = []


def register_judge(holds: Callable[[User], bool]) -> None:
    """Add a function that says whether somebody holds such a right."""
    if holds not in _judges:
        _judges.append(holds)
