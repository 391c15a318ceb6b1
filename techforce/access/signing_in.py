"""Puts each sign-in on the ledger, and each tie to an identity elsewhere."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.dispatch import receiver
from django.http import HttpRequest

from techforce.accounts.models import User
from techforce.accounts.strength import session_is_strong
from techforce.audit.actions import record

from .holding import roles_of


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """How they proved who they are, and whether a second factor was part of it; no address, no device."""
    proofs = {str(proof["method"]) for proof in get_authentication_records(request, user)}
    methods = sorted(proofs - {"socialaccount"})  # allauth's second name for "oidc"
    record("sign_in", user, by=user, role=role_of(user), methods=methods, strong=session_is_strong(request))


@receiver(social_account_added)
def record_tie(sender: Any, request: HttpRequest, sociallogin: SocialLogin, **kwargs: Any) -> None:
    """That an identity at a provider now opens this account; which one stays with the tie itself."""
    user = sociallogin.user
    record("tie_identity", user, by=user, role=role_of(user), provider=sociallogin.account.provider)


def role_of(user: User) -> str:
    """The first role of a person, for acts on their own account."""
    return next((role.key for role in roles_of(user)), "none")
