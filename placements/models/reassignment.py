"""A move of somebody at work to another agency, within one continuous term."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Seat
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import REASSIGNMENT
from .placement import Placement

OPEN = ["proposed", "agreed"]


class Side(models.TextChoices):
    """Who has to agree."""

    LOSING = "losing", "The agency that is left"
    GAINING = "gaining", "The agency that is joined"
    OPM = "opm", "OPM"
    PARTICIPANT = "participant", "The participant"


class ReassignmentQuerySet(models.QuerySet["Reassignment"]):
    def visible_to(self, user: Any) -> "ReassignmentQuerySet":
        """Staff see all; both agencies theirs; a participant their own."""
        if may(user, Permission.PLACEMENT_MANAGE) or may(user, Permission.LEDGER_READ):
            return self
        agencies = Agency.objects.of_member(user)
        return self.filter(
            models.Q(placement__entry__application__candidate__user=user)
            | models.Q(from_seat__requisition__agency__in=agencies)
            | models.Q(to_seat__requisition__agency__in=agencies)
        )

    def open(self) -> "ReassignmentQuerySet":
        return self.filter(state__in=OPEN)


def _two(first: str, second: str) -> models.Q:
    """Two different people, as soon as both are known."""
    return models.Q(**{first: None}) | models.Q(**{second: None}) | ~models.Q(**{first: models.F(second)})


class Reassignment(Stateful):
    """`to_seat` is held as matched from the proposal on. Nobody agrees for two sides, or to their own proposal."""

    WORKFLOW: ClassVar[Workflow] = REASSIGNMENT

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="reassignments")
    from_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    to_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    moves_on = models.DateField()
    reason = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    losing_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    losing_at = models.DateTimeField(null=True)
    gaining_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    gaining_at = models.DateTimeField(null=True)
    opm_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opm_at = models.DateTimeField(null=True)
    participant_at = models.DateTimeField(null=True)

    objects = ReassignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        triggers = state_triggers(REASSIGNMENT)
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=models.Q(state__in=OPEN),
                name="placements_one_open_move_per_person",
            ),
            models.UniqueConstraint(
                fields=["to_seat"],
                condition=models.Q(state__in=OPEN),
                name="placements_one_open_move_per_seat",
            ),
            models.CheckConstraint(
                name="placements_move_goes_elsewhere", condition=~models.Q(from_seat=models.F("to_seat"))
            ),
            models.CheckConstraint(
                name="placements_move_has_three_approvers",
                condition=_two("losing_by", "gaining_by")
                & _two("losing_by", "opm_by")
                & _two("gaining_by", "opm_by")
                & _two("created_by", "opm_by"),
            ),
            models.CheckConstraint(
                name="placements_agreed_by_every_side",
                condition=~models.Q(state__in=["agreed", "done"])
                | models.Q(
                    losing_by__isnull=False,
                    losing_at__isnull=False,
                    gaining_by__isnull=False,
                    gaining_at__isnull=False,
                    opm_by__isnull=False,
                    opm_at__isnull=False,
                    participant_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["moves_on"], name="placements_moves_by_day", condition=models.Q(state="agreed")
            )
        ]

    def __str__(self) -> str:
        return f"reassignment {self.pk}"
