"""Seal and open short secrets with the field keys; the newest key seals, all of them open."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal_text(text: str) -> str:
    """Encrypt and authenticate."""
    return _box().encrypt(text.encode()).decode()


def open_text(sealed: str) -> str:
    """Decrypt. Raises cryptography.fernet.InvalidToken for anything that was not sealed here."""
    return _box().decrypt(sealed.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
