"""A reviewer says where they worked, and HR decides what may be the same employer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from ..models import Candidate, Conflict, PossibleTie, Review, ReviewerEmployer
from ..models.review import HELD
from ..rules.employers import keys_for
from .conflict import record_conflict
from .panel import LIVE
from .ties import note_for_reviewer, shared_with

MOST_EMPLOYERS = 8


@transaction.atomic
def declare_employers(reviewer: User, employers: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """Replace what a reviewer declared about their employers, by the reviewer. Each has name, from_year and to_year.

    Reviews they hold of somebody who worked there go back to the queue at once, and what may be the same employer is
    put before HR. The ledger keeps how many were declared, not which. Raises NotAllowed, Refused.
    """
    if by != reviewer or not may(by, Permission.REVIEW):
        raise NotAllowed("Only a reviewer can declare their own employers.")
    if len(employers) > MOST_EMPLOYERS:
        raise Refused(f"Name at most {MOST_EMPLOYERS} employers.")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=reviewer.pk)
    ReviewerEmployer.objects.filter(reviewer=reviewer).delete()
    ReviewerEmployer.objects.bulk_create(
        ReviewerEmployer(reviewer=reviewer, **one, **keys_for(one["name"])) for one in employers
    )
    record(
        "declare_employers", reviewer, by=by, role=role_with(by, Permission.REVIEW), employers=len(employers)
    )
    _give_back_shared(reviewer)
    note_for_reviewer(reviewer)


def _give_back_shared(reviewer: User) -> None:
    """Reviews that are not final, of people who worked where this reviewer did."""
    shared = shared_with(reviewer, models.OuterRef("panel__application__candidate"))
    mine = Review.objects.filter(
        models.Exists(shared), reviewer=reviewer, state__in=[*HELD, "locked"], panel__state__in=LIVE
    )
    people = Candidate.objects.filter(pk__in=mine.values("panel__application__candidate")).order_by("pk")
    for candidate in people:
        record_conflict(reviewer, candidate, by=reviewer, reason=Conflict.Reason.EMPLOYER)


@transaction.atomic
def decide_possible_tie(tie: PossibleTie, *, by: User, tied: bool) -> None:
    """Say whether two employers are the same, by HR. The same: the pair is excluded for good; else it may be offered.

    Raises WrongState when somebody decided before, NotAllowed.
    """
    if not may(by, Permission.REVIEW_MANAGE):
        raise NotAllowed("You do not have the right to do this.")
    row = PossibleTie.objects.select_for_update(of=("self",), no_key=True).get(pk=tie.pk)
    if row.decided_at is not None:
        raise WrongState("Somebody has already decided about these two. Nothing was changed.")
    row.decided_at, row.decided_by, row.tied = timezone.now(), by, tied
    row.save(update_fields=["decided_at", "decided_by", "tied"])
    role = role_with(by, Permission.REVIEW_MANAGE)
    record("decide_possible_tie", row, by=by, role=role, reviewer=row.reviewer_id, tied=tied)
    if tied:
        record_conflict(row.reviewer, row.candidate, by=by, reason=Conflict.Reason.EMPLOYER)
