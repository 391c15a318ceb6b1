"""One funded position of a requisition: capacity is counted in rows, never in a number."""

from typing import Any, ClassVar

from django.db import models

from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import SEAT
from .funding import FundingCertification
from .requisition import Requisition
from .role import RequisitionRole

STANDING = ["open", "matched", "offered", "filled"]


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, user: Any) -> "SeatQuerySet":
        return self.filter(requisition__in=Requisition.objects.visible_to(user))

    def standing(self) -> "SeatQuerySet":
        """Seats that exist: neither cancelled nor reverted."""
        return self.filter(state__in=STANDING)


class Seat(Stateful):
    """Made when a requisition is published, one for each funded position; in a team each belongs to a role."""

    WORKFLOW: ClassVar[Workflow] = SEAT

    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    funding = models.ForeignKey(FundingCertification, models.PROTECT, related_name="seats")
    # A reverted seat lives on in at most one other seat, of the same requisition or of another one.
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    role = models.ForeignKey(
        RequisitionRole, models.PROTECT, null=True, blank=True, related_name="funded_seats"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["requisition", "number"]
        triggers = state_triggers(SEAT)
        constraints = [
            models.UniqueConstraint(fields=["requisition", "number"], name="agencies_seat_number"),
            models.CheckConstraint(name="agencies_seat_counts_from_one", condition=models.Q(number__gte=1)),
        ]
        indexes = [models.Index(fields=["requisition", "state"], name="agencies_seats_by_state")]

    def __str__(self) -> str:
        return f"seat {self.number} of {self.requisition_id}"
