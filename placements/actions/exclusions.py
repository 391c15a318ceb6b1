"""Keep a candidate and an agency apart, and let them meet again."""

from django.db import transaction

from agencies.models import Agency
from applicants.models import Candidate
from placements.models import Exclusion, ExclusionReason
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, WrongState
from techforce.workflow.kernel import apply, begin

from .interview import lapse_interviews_of
from .ranking_window import hold_rules


@transaction.atomic
def exclude_pair(
    candidate: Candidate, agency: Agency, *, by: User, reason_class: str, reason: str
) -> Exclusion:
    """Keep a candidate from an agency and everything under it, by HR or a program manager.

    A hard rule from now on: nobody ranks, invites or matches the pair, and interviews that have not been held lapse. An
    offer or a placement is not ended by it: whoever excludes them decides on that.
    Raises NotAllowed, ReasonNeeded, and WrongState where it stands already or while a real run of the person is undecided.
    """
    if not may(by, Permission.PLACEMENT_MANAGE):
        raise NotAllowed("Only HR and program managers keep people and agencies apart.")
    if not reason.strip() or reason_class not in ExclusionReason.values:
        raise ReasonNeeded("Give a reason. The agency never reads it.")
    _hold_matches(candidate)
    if Exclusion.objects.filter(candidate=candidate, agency=agency, state="standing").exists():
        raise WrongState(f"This person is kept from {agency.name} already.")
    row = Exclusion(
        candidate=candidate, agency=agency, reason_class=reason_class, reason=reason.strip(), added_by=by
    )
    begin(row, by=by, reason=reason.strip(), agency=agency.pk, reason_class=reason_class)
    lapse_interviews_of(candidate, agency)
    return row


@transaction.atomic
def lift_exclusion(exclusion: Exclusion, *, by: User, reason: str) -> None:
    """Let the two meet again, with a reason. Raises NotAllowed, ReasonNeeded, and WrongState as `exclude_pair` does."""
    _hold_matches(exclusion.candidate)
    apply(exclusion, "lift", by=by, reason=reason, changes={"lifted_because": reason.strip()})


def _hold_matches(candidate: Candidate) -> None:
    """In the order of cohorts, so that two such acts never wait for each other."""
    mine = candidate.applications.filter(state="certified").values("cohort")
    for cohort in Cohort.objects.filter(pk__in=mine).order_by("pk"):
        hold_rules(cohort, "the exclusions")
