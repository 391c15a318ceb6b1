"""Give and take global roles."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record

from .holding import forget
from .models import Grant
from .roles import ROLES


class GrantRefused(Exception):
    """The role cannot be granted like this."""


@transaction.atomic
def grant_role(
    user: User, role: str, *, by: User | None, body: str = "", ends_at: datetime | None = None
) -> Grant:
    """Give a person a global role. Does nothing when they hold it. Raises GrantRefused.

    A scoped role is refused (it is a membership), and so is a role that must end without an end.
    """
    if role not in ROLES or ROLES[role].scoped:
        raise GrantRefused(f"{role} is not a global role.")
    if ROLES[role].needs_end and ends_at is None:
        raise GrantRefused(f"The role {ROLES[role].label} is granted until a date.")
    held = Grant.objects.current().filter(user=user, role=role).first()
    if held:
        return held
    grant = Grant.objects.create(user=user, role=role, body=body, granted_by=by, ends_at=ends_at)
    record("grant", grant, by=by, role="system" if by is None else "operator", to_state=role, user=user.pk)
    forget(user)
    return grant


@transaction.atomic
def revoke_role(grant: Grant, *, by: User | None, reason: str) -> None:
    """End a grant; it takes effect at the person's next request."""
    Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=timezone.now())
    record(
        "revoke",
        grant,
        by=by,
        role="system" if by is None else "operator",
        from_state=grant.role,
        reason=reason,
    )
    forget(grant.user)
