"""Give back what was held for somebody: the seat, the entry, the other requisitions' hopes."""

from agencies.actions.seat import free_seat
from agencies.models import Requisition, Seat
from placements.models import CertificateEntry
from techforce.accounts.models import User
from techforce.jobs.actions import enqueue
from techforce.workflow.kernel import apply, lock

ALTERNATES = "placements.alternates"
HELD = ("matched", "offered")


def free_held_seat(seat: Seat) -> None:
    """Open a seat that was kept for somebody; alternates are looked for after this. Does nothing when it is open or gone."""
    need = lock(Requisition(pk=seat.requisition_id))  # before its seats, as everybody else does
    if lock(seat).state in HELD:
        free_seat(seat)
        enqueue(ALTERNATES, cohort_id=need.track.cohort_id)


def move_to_reserve(entry: CertificateEntry, *, by: User | None) -> None:
    """Put an entry in reserve, from where a supplemental round may recall it. Does nothing when it ended."""
    if lock(entry).state in ("available", "matched", "offered", "accepted"):
        apply(entry, "reserve", by=by)
