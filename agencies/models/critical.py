"""An agency's claim that its work is mission critical; it counts only after a second person at OPM has approved it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import CRITICAL_CLAIM
from .requisition import Requisition

STANDING_CLAIM = ["asked", "approved"]


class CriticalClaim(Stateful):
    """Asked by a coordinator with a reason; decided by an approver, who is never the one who asked."""

    WORKFLOW: ClassVar[Workflow] = CRITICAL_CLAIM

    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="critical_claims")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["state_since", "id"]
        triggers = state_triggers(CRITICAL_CLAIM)
        constraints = [
            models.UniqueConstraint(
                fields=["requisition"],
                condition=models.Q(state__in=STANDING_CLAIM),
                name="agencies_one_standing_claim",
            ),
            models.CheckConstraint(
                name="agencies_claim_decided_by_another",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="agencies_claim_decided_by_somebody",
                condition=~models.Q(state__in=["approved", "declined"]) | models.Q(decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"claim for {self.requisition_id}"
