"""Seats that a published run could have filled and did not, told from the ledger as it stood at that minute."""

import uuid
from dataclasses import dataclass

from agencies.models import Requisition, Seat
from placements.models import MatchRun, Offer, PastRankList, RankList, current_round
from techforce.audit.models import LedgerEntry


@dataclass(frozen=True)
class OpenSeat:
    """A seat that stayed open in a run. `since`: what has become of it, empty while it is still open."""

    number: int
    since: str


def left_open(run: MatchRun, requisition: Requisition) -> list[OpenSeat]:
    """Seats that were open when the run was published and to which it brought nobody. Four queries."""
    event = LedgerEntry.objects.about(run).filter(act="publish").order_by("-pk").first()
    if event is None:
        return []
    seats = {str(seat.pk): seat for seat in requisition.seats.order_by("number")}
    entries = LedgerEntry.objects.filter(
        subject_type=Seat.WORKFLOW.noun, subject_id__in=seats, pk__lt=event.pk, to_state__gt=""
    )
    state_then = dict(entries.order_by("pk").values_list("subject_id", "to_state"))
    taken = set(
        Offer.objects.filter(run=run, seat__requisition=requisition).values_list("seat_id", flat=True)
    )
    return [
        OpenSeat(seat.number, "" if seat.state == "open" else seat.state_info.label.lower())
        for key, seat in seats.items()
        if state_then.get(key) == "open" and seat.pk not in taken
    ]


def list_read_by(run: MatchRun, requisition: Requisition) -> list[uuid.UUID]:
    """The requisition's list that the run read: the one that counts now, or the one put aside since. Two queries."""
    if run.round_number == current_round(run.cohort):
        found = RankList.objects.filter(requisition=requisition).first()
        return list(found.certified) if found else []
    past = PastRankList.objects.filter(requisition=requisition, round_number=run.round_number).first()
    return list(past.certified) if past else []
