"""What becomes of a requisition when the last of its seats is filled, cancelled or gone."""

from agencies.models import Requisition, Seat
from techforce.workflow.kernel import apply, lock

NO_SEAT_LEFT = "No seat of it is left."
OPEN = ("published", "ranking_closed", "filling")


def settle_requisition(requisition: Requisition) -> None:
    """Fill or close a requisition that has nothing open any more, by the system; else leave it as it is."""
    need = lock(requisition)
    states = set(Seat.objects.standing().filter(requisition=need).values_list("state", flat=True))
    if need.state not in OPEN:
        return
    if states == {"filled"}:
        apply(need, "fill", by=None)
    elif not states:
        if need.state == "published":
            apply(need, "close_ranking", by=None)
        apply(need, "close_short", by=None, reason=NO_SEAT_LEFT)
