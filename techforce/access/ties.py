"""Cut the tie between an account and an identity at the provider."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from techforce.accounts.models import User
from techforce.audit.actions import record

from .actions import GrantRefused
from .holding import may, role_with
from .permissions import Permission


@transaction.atomic
def untie_identity(user: User, *, by: User | None, reason: str) -> bool:
    """Let a person's next visit tie another identity, by an operator or (None) the system.

    Says whether there was one. Raises GrantRefused for anybody else, and for one's own account: whoever holds a new
    identity with the same address comes in after this.
    """
    if by is not None and not may(by, Permission.OPERATIONS):
        raise GrantRefused("Only operators cut ties.")
    if by == user:
        raise GrantRefused("Nobody cuts their own tie.")
    cut, _ = SocialAccount.objects.filter(user=user).delete()
    if cut:
        role = "system" if by is None else role_with(by, Permission.OPERATIONS)
        record("untie_identity", user, by=by, role=role, reason=reason)
    return bool(cut)
