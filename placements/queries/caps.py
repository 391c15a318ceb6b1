"""Limits of agencies, with what is taken of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from agencies.models import Agency, Seat
from placements.models import SeatCap
from techforce.programme.models import Cohort

HELD = ["matched", "offered", "filled"]


@dataclass(frozen=True)
class CapUse:
    """One limit: people who hold seats under it already, seats that are open, and what a match can still fill."""

    cap: SeatCap
    held: int
    open: int

    @property
    def left(self) -> int:
        """How many more people the limit lets in."""
        return max(0, self.cap.seats - self.held)

    @property
    def binds(self) -> bool:
        """Whether some open seats have to stay open."""
        return self.left < self.open


def caps_of(cohort: Cohort) -> list[CapUse]:
    """The limits of a cohort by agency. Three queries, one where there is none."""
    caps = list(SeatCap.objects.filter(cohort=cohort).select_related("agency", "set_by"))
    if not caps:
        return []
    parents: dict[int, int | None] = dict(Agency.objects.values_list("pk", "parent_id"))
    held, free = _seats(cohort, HELD, parents), _seats(cohort, ["open"], parents)
    return [CapUse(cap, held[cap.agency_id], free[cap.agency_id]) for cap in caps]


def _seats(cohort: Cohort, states: list[str], parents: dict[int, int | None]) -> Counter[int]:
    """Seats in these states by agency, each counted at every agency above it too."""
    rows = Seat.objects.filter(requisition__track__cohort=cohort, state__in=states).order_by()
    found: Counter[int] = Counter()
    for agency, many in rows.values_list("requisition__agency").annotate(many=Count("pk")):
        at: int | None = agency
        while at is not None:
            found[at] += many
            at = parents[at]
    return found
