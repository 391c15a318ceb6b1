"""Seats counted by what became of them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from agencies.models import Seat
from techforce.programme.models import Cohort


@dataclass(frozen=True)
class SeatCount:
    """Seats of one agency (or of everybody): filled, being matched, open."""

    name: str
    filled: int
    matching: int
    open: int

    @property
    def total(self) -> int:
        return self.filled + self.matching + self.open


COUNTED = {
    "filled": Count("pk", filter=Q(state="filled")),
    "matching": Count("pk", filter=Q(state__in=["matched", "offered"])),
    "open": Count("pk", filter=Q(state="open")),
}


def seats_of(cohort: Cohort) -> SeatCount:
    """All standing seats of a cohort."""
    row = Seat.objects.filter(requisition__track__cohort=cohort).aggregate(**COUNTED)
    return SeatCount("All agencies", **row)


def seats_by_agency(cohort: Cohort) -> list[SeatCount]:
    """Standing seats of a cohort for each agency, most seats first."""
    rows = (
        Seat.objects.standing()
        .filter(requisition__track__cohort=cohort)
        .values("requisition__agency__name")
        .annotate(**COUNTED)
        .order_by("requisition__agency__name")
        .values_list("requisition__agency__name", *COUNTED)
    )
    return sorted((SeatCount(*row) for row in rows), key=lambda count: -count.total)
