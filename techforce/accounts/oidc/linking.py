"""Who may come in from the identity provider, and how an identity there is tied to an account here."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.email_authentication import wipe_password
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from techforce.accounts.adapters import needs_second_factor
from techforce.accounts.models import User

from .config import current
from .provider import PROVIDER
from .refusals import Refused

STATE_LENGTH = 43


class StaffOidcAccounts(DefaultSocialAccountAdapter):
    """What allauth asks about accounts from elsewhere: ties to people with rights, never a sign-up."""

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one provider of the settings; rows in the database cannot add another."""
        sso = current()
        if sso is None or provider not in (None, PROVIDER, sso.server_url):
            return []
        options = {"server_url": sso.server_url, "acr_values": sso.acr_values}
        app = SocialApp(provider=PROVIDER, provider_id=sso.server_url, name=sso.name, client_id=sso.client_id)
        app.settings = options
        return [app]

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Longer than allauth's sixteen characters: federal providers want at least 22."""
        return get_random_string(STATE_LENGTH)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the identity at its first visit. Raises Refused."""
        if not sociallogin.is_existing:
            tie(request, sociallogin)
        if not sociallogin.user.is_active:
            raise Refused("closed")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Say everything that stops a sign-in in our own words. Raises Refused, always."""
        if isinstance(exception, Refused):
            raise exception
        if error == AuthError.CANCELLED:
            raise Refused("cancelled")
        if exception is not None:
            raise Refused("answer", type(exception).__name__)
        raise Refused("answer" if (extra_context or {}).get("state") else "expired")


@transaction.atomic
def tie(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Tie an identity to the account with its verified address; from then on the identity counts, not the address.

    Only people with rights beyond a candidate's. Raises Refused for strangers, for candidates, for closed accounts, and
    where the account is tied to another identity already: an address that changed hands must not open it.
    """
    address = sociallogin.email_addresses[0].email
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(email__iexact=address).first()
    if user is None or not needs_second_factor(user):
        raise Refused("stranger")
    if not user.is_active:
        raise Refused("closed")
    if SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
        raise Refused("other")
    # Whoever signed up with an address that was never theirs must not keep a password to it.
    wipe_password(request, user, address)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    sociallogin.connect(request, user)


def is_tied(user: User) -> bool:
    """Whether this person signs in at the provider that is set up now."""
    sso = current()
    return sso is not None and SocialAccount.objects.filter(user=user, provider=sso.server_url).exists()
