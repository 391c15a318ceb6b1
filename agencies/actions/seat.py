"""What happens to one seat between being opened and being filled. Its requisition is locked first, always."""

from collections.abc import Sequence

from django.db import transaction

from agencies.models import Requisition, Seat
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.kernel import apply, lock
from techforce.workflow.many import apply_all


def match_seats(seats: Sequence[Seat]) -> None:
    """open → matched for all of these, when a match is published. The caller holds their requisitions."""
    apply_all(seats, "match", by=None)


@transaction.atomic
def offer_seat(seat: Seat, *, by: User | None = None) -> LedgerEntry:
    """matched → offered, when the offer is sent."""
    return _move(seat, "offer", by)


@transaction.atomic
def fill_seat(seat: Seat, *, by: User | None = None) -> LedgerEntry:
    """offered → filled. The last seat fills the requisition too."""
    entry = _move(seat, "fill", by)
    requisition = seat.requisition
    requisition.refresh_from_db()
    waiting = Seat.objects.filter(requisition=requisition).standing().exclude(state="filled")
    if requisition.state == "filling" and not waiting.exists():
        apply(requisition, "fill", by=None)
    return entry


@transaction.atomic
def free_seat(seat: Seat, *, by: User | None = None) -> LedgerEntry:
    """matched, offered or filled → open: the person declined, withdrew or left."""
    return _move(seat, "free", by)


def _move(seat: Seat, name: str, by: User | None) -> LedgerEntry:
    lock(Requisition(pk=seat.requisition_id))
    return apply(seat, name, by=by)
