"""Make cohorts and move them from announcement to the end of service."""

from datetime import datetime
from typing import Any

from django.db import transaction

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from ..checklist import must_be_ready
from ..models import Cohort
from ..vocabulary import MOST_SIGNALS, UnrankedPolicy

BEFORE_PLACING = ["planned", "announced", "running"]


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


@transaction.atomic
def set_up_cohort(
    cohort: Cohort,
    *,
    by: User | None,
    announcement: str,
    term_months: int,
    extension_months: int,
    term_authority: str,
    unranked_policy: str,
    interest_signals: int,
    reason: str = "",
) -> Cohort:
    """Set what the cohort announces and on what terms, while nobody is being placed. Whoever is at work keeps their end.

    Raises NotAllowed, WrongState once it has moved on to placing, ReasonNeeded once it is announced, and Refused for a
    term of no months, an unknown policy or too many signals.
    """
    allow(by)
    locked = lock(cohort)
    if locked.state not in BEFORE_PLACING:
        raise WrongState("People are being placed on these terms. They cannot be changed any more.")
    if locked.state != "planned" and not reason.strip():
        raise ReasonNeeded("Say why this changes after it was announced.")
    if term_months < 1 or extension_months < 0 or unranked_policy not in UnrankedPolicy.values:
        raise Refused("Name a term of at least one month, and what happens to people who are not ranked.")
    if not 0 <= interest_signals <= MOST_SIGNALS:
        raise Refused(f"Between none and {MOST_SIGNALS} interest signals can be given to each person.")
    values: dict[str, Any] = {
        "announcement": announcement.strip(),
        "term_months": term_months,
        "extension_months": extension_months,
        "term_authority": term_authority.strip(),
        "unranked_policy": unranked_policy,
        "interest_signals": interest_signals,
    }
    for row in (locked, cohort):
        for name, value in values.items():
            setattr(row, name, value)
    locked.save(update_fields=list(values))
    record("set_up", locked, by=by, role=role_of(by), reason=reason.strip(), **values)
    return cohort


def announce_cohort(cohort: Cohort, *, by: User) -> LedgerEntry:
    """planned → announced: from now on it and its tracks are on the public pages. Raises Unready with every gap."""
    return apply(cohort, "announce", by=by, guards=[lambda row: must_be_ready(row, list(row.tracks.all()))])


def place_cohort(cohort: Cohort, *, by: User | None) -> LedgerEntry:
    """running → placing: no new tracks any more, and people are matched and placed."""
    return apply(cohort, "place", by=by)


def serve_cohort(cohort: Cohort, *, by: User) -> LedgerEntry:
    """placing → serving: people are at work."""
    return apply(cohort, "serve", by=by)


def complete_cohort(cohort: Cohort, *, by: User) -> LedgerEntry:
    """serving → completed: the terms are over."""
    return apply(cohort, "complete", by=by)


def archive_cohort(cohort: Cohort, *, by: User) -> LedgerEntry:
    """completed → archived: it leaves every list that people work from."""
    return apply(cohort, "archive", by=by)


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
