"""Who acts for an agency: give and end memberships, and ask for one before an act."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, AgencyMembership
from techforce.access.holding import forget, may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed


def require_role(agency: Agency, by: User, *roles: str) -> None:
    """Raise NotAllowed unless the person holds one of these roles in the agency or in the department above it."""
    if not Agency.objects.of_member(by, *roles).filter(pk=agency.pk).exists():
        raise NotAllowed("Your role in this agency does not allow this.")


@transaction.atomic
def add_member(
    agency: Agency, user: User, role: str, *, by: User | None, ends_at: datetime | None = None
) -> AgencyMembership:
    """Give a person a role in an agency and its components; does nothing when they hold it. Raises NotAllowed."""
    acting = _role(by)
    held = AgencyMembership.objects.current().filter(agency=agency, user=user, role=role).first()
    if held:
        return held
    # One that lapsed by its date is closed, so that the new one can stand beside it on the record.
    AgencyMembership.objects.filter(agency=agency, user=user, role=role, ended_at=None).update(
        ended_at=timezone.now()
    )
    membership = AgencyMembership.objects.create(agency=agency, user=user, role=role, ends_at=ends_at)
    record("add_member", membership, by=by, role=acting, agency=agency.pk, user=user.pk, member_role=role)
    forget(user)
    return membership


@transaction.atomic
def end_member(membership: AgencyMembership, *, by: User | None, reason: str = "") -> None:
    """End a membership; it takes effect at the person's next request. Raises NotAllowed."""
    acting = _role(by)
    current = AgencyMembership.objects.filter(pk=membership.pk, ended_at=None)
    if current.update(ended_at=timezone.now()):
        record("end_member", membership, by=by, role=acting, reason=reason, agency=membership.agency_id)
    forget(membership.user)


def _role(by: User | None) -> str:
    if by is None:
        return "system"
    for right in (Permission.REQUISITION_TRIAGE, Permission.OPERATIONS):
        if may(by, right):
            return role_with(by, right)
    raise NotAllowed("You do not have the right to do this.")
