"""Make cohorts and move them from announcement to the end of service."""

from datetime import datetime

from django.db import transaction

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, begin

from ..models import Cohort


@transaction.atomic
def create_cohort(
    name: str,
    slug: str,
    *,
    by: User | None,
    ranking_opens_at: datetime | None = None,
    ranking_closes_at: datetime | None = None,
) -> Cohort:
    """A planned cohort without tracks. `by=None` is the system. Raises NotAllowed, Refused."""
    allow(by)
    _check_order(ranking_opens_at, ranking_closes_at)
    cohort = Cohort(
        name=name, slug=slug, ranking_opens_at=ranking_opens_at, ranking_closes_at=ranking_closes_at
    )
    return begin(cohort, by=by)


def announce_cohort(cohort: Cohort, *, by: User) -> LedgerEntry:
    """planned → announced: from now on it and its tracks are on the public pages. Raises Refused without tracks."""
    return apply(cohort, "announce", by=by, guards=[_has_tracks])


def run_cohort(cohort: Cohort, *, by: User | None) -> LedgerEntry:
    """announced → running: applications can arrive."""
    return apply(cohort, "run", by=by)


def cancel_cohort(cohort: Cohort, *, by: User, reason: str) -> LedgerEntry:
    """planned or announced → cancelled, with a reason."""
    return apply(cohort, "cancel", by=by, reason=reason)


def allow(by: User | None) -> None:
    """Raise NotAllowed unless the person runs cohorts; the system may."""
    if by is not None and not may(by, Permission.COHORT_RUN):
        raise NotAllowed("You do not have the right to do this.")


def role_of(by: User | None) -> str:
    """The role in which the act is done, for the ledger."""
    return "system" if by is None else role_with(by, Permission.COHORT_RUN)


def _check_order(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("Ranking has to close after it opens.")


def _has_tracks(cohort: Cohort) -> None:
    if not cohort.tracks.exists():
        raise Refused("This cohort has no tracks yet. Add them first.")
