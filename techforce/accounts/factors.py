"""What follows when somebody adds a second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from .models import User


@receiver(authenticator_added)
def first_factor_counts(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Setting up the first factor proves it in this session: nobody waits for the next code to go on.

    A second one does not count, or whoever holds an old session could add a device of their own and pass.
    """
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
