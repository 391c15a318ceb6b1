"""What has happened to a placement, told from the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from placements.models import Placement
from placements.workflow import PLACEMENT, REASSIGNMENT
from techforce.audit.models import LedgerEntry

# Acts that move no state, or whose words say more than the state they lead to.
TOLD = {
    "start": "Onboarding began",
    "confirm_day_one": "One side confirmed the first day",
    "remind": "Reminded that the term ends",
    "extend": "Term extended",
    "resume": "At work again",
}
TOLD_OF_MOVES = {
    "start": "A move was proposed",
    "agree_losing": "The agency that is left agreed",
    "agree_gaining": "The agency that is joined agreed",
    "agree_opm": "OPM agreed",
    "agree_participant": "The participant agreed",
    "agree": "The move is agreed",
    "carry_out": "Moved",
    "refuse": "The move was refused",
    "call_off": "The move was called off",
}
LEFT_OUT = ("complete_step",)


@dataclass(frozen=True)
class Line:
    """One act: when, what, by whom, why."""

    at: datetime
    what: str
    who: str
    reason: str


def history_of(placement: Placement) -> list[Line]:
    """Every act on a placement and on its moves, newest first. One query and one for the moves."""
    moves = [str(pk) for pk in placement.reassignments.values_list("pk", flat=True)]
    entries = LedgerEntry.objects.filter(
        Q(subject_type=PLACEMENT.noun, subject_id=str(placement.pk))
        | Q(subject_type=REASSIGNMENT.noun, subject_id__in=moves)
    )
    kept = entries.exclude(act__in=LEFT_OUT).select_related("actor").order_by("-id")
    return [_line(entry) for entry in kept]


def _line(entry: LedgerEntry) -> Line:
    if entry.subject_type == REASSIGNMENT.noun:
        what = TOLD_OF_MOVES[entry.act]
    else:
        what = TOLD.get(entry.act) or PLACEMENT.state(entry.to_state).label
    return Line(entry.at, what, str(entry.actor) if entry.actor else "by itself", entry.reason)
