"""Give and take global roles."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record

from .holding import forget, may, role_with
from .models import Grant
from .permissions import Permission
from .roles import GLOBAL_ROLES, ROLES


class GrantRefused(Exception):
    """The role cannot be granted like this."""


@transaction.atomic
def grant_role(
    user: User, role: str, *, by: User | None, body: str = "", ends_at: datetime | None = None
) -> Grant:
    """Give a person a global role, by an operator or (None) the system. Does nothing when they hold it.

    Raises GrantRefused for anybody else, for oneself, for a scoped role (it is a membership), and for a role that must
    end without an end.
    """
    acting = _role(by)
    refuse_grant(user, role, by=by, ends_at=ends_at)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    held = Grant.objects.current().filter(user=user, role=role).first()
    if held:
        return held
    # One that lapsed by its date is closed, so that the new one can stand beside it on the record.
    Grant.objects.filter(user=user, role=role, revoked_at=None).update(revoked_at=timezone.now())
    grant = Grant.objects.create(user=user, role=role, body=body, granted_by=by, ends_at=ends_at)
    record("grant", grant, by=by, role=acting, to_state=role, user=user.pk)
    forget(user)
    return grant


@transaction.atomic
def revoke_role(grant: Grant, *, by: User | None, reason: str) -> None:
    """End a grant; it takes effect at the person's next request. Again changes nothing. Raises GrantRefused."""
    acting = _role(by)
    current = Grant.objects.filter(pk=grant.pk, revoked_at=None)
    if current.update(revoked_at=timezone.now()):
        record("revoke", grant, by=by, role=acting, from_state=grant.role, reason=reason)
    forget(grant.user)


def refuse_grant(user: User, role: str, *, by: User | None, ends_at: datetime | None) -> None:
    """Raise GrantRefused, with words for the person who tried, unless this grant could be made."""
    _role(by)
    if by == user:
        raise GrantRefused("Nobody gives a role to themselves.")
    if role not in {one.key for one in GLOBAL_ROLES}:
        raise GrantRefused(f"{role} is not a global role.")
    if ROLES[role].needs_end and ends_at is None:
        raise GrantRefused(f"The role {ROLES[role].label} is granted until a date.")


def _role(by: User | None) -> str:
    if by is None:
        return "system"
    if not may(by, Permission.OPERATIONS):
        raise GrantRefused("Only operators give and take roles.")
    return role_with(by, Permission.OPERATIONS)
