"""What happens around a running term: reminders of its end, and a participant who asks to leave before it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import EXIT_REQUEST
from .placement import EndReason, Placement


class TermReminder(models.Model):
    """One reminder of one end: an extended term has a new end, and is reminded of it anew."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="reminders")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "ends_on", "days"], name="placements_reminded_once_of_each_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.ends_on:%Y-%m-%d}"


class ExitRequest(Stateful):
    """A participant asks OPM to leave before the term ends. The agency does not read it."""

    WORKFLOW: ClassVar[Workflow] = EXIT_REQUEST
    # What a participant may say; the other reasons are OPM's to state.
    REASONS = (EndReason.OTHER_POST, EndReason.HEALTH_OR_FAMILY, EndReason.RESIGNED, EndReason.OTHER)

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="exit_requests")
    asked_at = models.DateTimeField(db_default=Now())
    last_day = models.DateField()
    reason = models.CharField(max_length=20, choices=EndReason.choices)

    class Meta:
        ordering = ["-asked_at", "-id"]
        triggers = state_triggers(EXIT_REQUEST)
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=models.Q(state="asked"),
                name="placements_one_open_exit_request",
            )
        ]

    def __str__(self) -> str:
        return f"exit request {self.pk}"
