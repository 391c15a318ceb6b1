"""What happens to one seat between being opened and being filled. Its requisition is locked first, always."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from agencies.models import Requisition, Seat
from agencies.signals import seat_reopened
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.kernel import apply, lock
from techforce.workflow.many import apply_all

from .settling import settle_requisition


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
    settle_requisition(seat.requisition)
    return entry


@transaction.atomic
def free_seat(seat: Seat, *, by: User | None = None) -> LedgerEntry:
    """matched or offered → open: the person declined or withdrew before the first day."""
    return _move(seat, "free", by)


@transaction.atomic
def hold_seat(seat: Seat) -> LedgerEntry:
    """open → matched, for somebody who may move in from another agency."""
    return _move(seat, "match", None)


@transaction.atomic
def take_seat(seat: Seat) -> LedgerEntry:
    """matched → filled, when somebody moves in from another agency. The last seat fills the requisition too."""
    entry = _move(seat, "take", None)
    settle_requisition(seat.requisition)
    return entry


@transaction.atomic
def reopen_seat(seat: Seat, *, reason: str) -> None:
    """filled → reopened → open: somebody left before their term ended. A filled requisition is filling again.

    A seat whose requisition has been closed, or whose money is no longer available, reverts instead. `seat_reopened`
    is sent for one that is open again.
    """
    requisition = lock(Requisition(pk=seat.requisition_id))
    apply(seat, "reopen", by=None, reason=reason)
    if requisition.state == "closed_short" or seat.funding.available_until < timezone.localdate():
        apply(seat, "revert", by=None)
        return
    apply(seat, "offer_again", by=None)
    if requisition.state == "filled":
        apply(requisition, "reopen", by=None, reason=reason)
    seat_reopened.send(Seat, seat=seat, reason=reason)


def _move(seat: Seat, name: str, by: User | None) -> LedgerEntry:
    lock(Requisition(pk=seat.requisition_id))
    return apply(seat, name, by=by)
