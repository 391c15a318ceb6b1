"""Whether a session proved a second factor, here or at the identity provider."""

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from .models import User
from .oidc.config import current

AT_PROVIDER = "oidc"


def session_is_strong(request: HttpRequest) -> bool:
    """Whether a second factor was proven in this session, or the local demo waives it."""
    if settings.DEMO_SIGN_IN and request.session.get("demo_sign_in"):
        return True
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records) or proven_at_provider(
        request, request.user
    )


def proven_at_provider(request: HttpRequest, user: User | None) -> bool:
    """Whether this session was signed in at the provider that is set up now, at a level that is allowed now."""
    records = [
        record for record in get_authentication_records(request, user) if record.get("method") == AT_PROVIDER
    ]
    sso = current() if records else None
    return sso is not None and any(
        record.get("provider") == sso.server_url and record.get("acr") in sso.allowed_acr
        for record in records
    )
