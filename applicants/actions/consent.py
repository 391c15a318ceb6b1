"""Consents: each given and taken back on its own, each time on the record."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed
from techforce.workflow.kernel import lock

from ..models import Application, Consent

OPTIONAL = frozenset({"later_cohorts", "partner_events"})


@transaction.atomic
def give_consents(application: Application, kinds: Collection[str], *, by: User | None) -> None:
    """Make these, and only these, the consents in force. Unknown kinds are ignored. `by=None` puts back what was given.

    The caller holds the application's row, so that two pages at once do not give one consent twice.
    """
    wanted = {kind for kind in kinds if kind in Consent.Kind.values}
    given = set(application.consents.filter(revoked_at=None).values_list("kind", flat=True))
    for kind in sorted(given - wanted):
        revoke_consent(application, kind, by=by)
    for kind in sorted(wanted - given):
        Consent.objects.create(application=application, kind=kind)
        record("give_consent", application, by=by, role=_role(by), kind=kind)


@transaction.atomic
def choose_consents(application: Application, kinds: Collection[str], *, by: User) -> None:
    """Give or take back the optional consents, at any time; what was declared at sending stays. The person themselves."""
    locked = lock(application)
    if locked.candidate.user_id != by.pk:
        raise NotAllowed("Only the person who applies can do this.")
    declared = locked.consents.filter(revoked_at=None).exclude(kind__in=OPTIONAL)
    give_consents(locked, {*declared.values_list("kind", flat=True), *(OPTIONAL & set(kinds))}, by=by)


@transaction.atomic
def revoke_consent(application: Application, kind: str, *, by: User | None) -> None:
    """Take one consent back. Does nothing when it is not in force."""
    changed = application.consents.filter(kind=kind, revoked_at=None).update(revoked_at=timezone.now())
    if changed:
        record("revoke_consent", application, by=by, role=_role(by), kind=kind)


def _role(by: User | None) -> str:
    return "candidate" if by else "system"
