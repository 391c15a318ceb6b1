"""What becomes of one funded seat. Called by the match, by offers and by placements."""

from django.db import transaction

from agencies.models import Seat
from techforce.accounts.models import User
from techforce.workflow.kernel import apply


@transaction.atomic
def match_seat(seat: Seat, *, by: User | None = None) -> None:
    """Keep an open seat for the person a match found. Raises WrongState when it is not open."""
    apply(seat, "match", by=by)


@transaction.atomic
def offer_seat(seat: Seat, *, by: User | None = None) -> None:
    """A matched seat is being offered. Raises WrongState from any other state."""
    apply(seat, "offer", by=by)


@transaction.atomic
def fill_seat(seat: Seat, *, by: User | None = None) -> None:
    """The person in an offered seat has started. Raises WrongState from any other state."""
    apply(seat, "fill", by=by)


@transaction.atomic
def free_seat(seat: Seat, *, by: User | None = None) -> None:
    """Open a seat again that was kept for somebody. Raises WrongState when it was not."""
    apply(seat, "free", by=by)


@transaction.atomic
def cancel_seat(seat: Seat, *, by: User | None = None) -> None:
    """Take away a seat that nobody has started in. Raises WrongState for a filled one."""
    apply(seat, "cancel", by=by)
