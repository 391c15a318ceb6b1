"""An exception to a match: one person placed at one requisition that they ranked, by two people, for a reason."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from agencies.models import Requisition
from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import OVERRIDE
from .match_run import MatchRun


class OverrideReason(models.TextChoices):
    """Why a match is set aside for one person; the class is told to those concerned, the words are not."""

    ERROR = "error", "A fact or a list was wrong through no fault of the person"
    LATE = "late", "Evidence that was due came after ranking closed"
    HARDSHIP = "hardship", "Hardship of the person"
    MISSION = "mission", "A need of the mission that OPM confirmed"
    LEGAL = "legal", "A legal duty"


class OverrideQuerySet(models.QuerySet["Override"]):
    def visible_to(self, user: Any) -> "OverrideQuerySet":
        """Those who run and approve matches, and auditors: who sees the run sees its exceptions."""
        allowed = (Permission.MATCH_RUN, Permission.MATCH_APPROVE, Permission.LEDGER_READ)
        return self if any(may(user, permission) for permission in allowed) else self.none()


class Override(Stateful):
    """`trial` is the dry run that shows the price; `outcome` the real run made once a second person approved."""

    WORKFLOW: ClassVar[Workflow] = OVERRIDE

    base = models.ForeignKey(MatchRun, models.PROTECT, related_name="overrides")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="+")
    reason_class = models.CharField(max_length=20, choices=OverrideReason.choices)
    reason = models.TextField(max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    trial = models.OneToOneField(MatchRun, models.PROTECT, related_name="priced_override")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.OneToOneField(MatchRun, models.PROTECT, null=True, related_name="approved_override")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["state_since"]
        triggers = state_triggers(OVERRIDE)
        constraints = [
            models.UniqueConstraint(
                fields=["base"],
                condition=models.Q(state="proposed"),
                name="placements_one_open_override",
            ),
            models.CheckConstraint(
                name="placements_override_by_two",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="placements_approved_override_is_whole",
                condition=~models.Q(state="approved")
                | models.Q(decided_by__isnull=False, outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_override_has_reason",
                condition=~models.Q(reason="") & models.Q(reason_class__in=OverrideReason.values),
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"
