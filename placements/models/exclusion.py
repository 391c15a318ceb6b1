"""A candidate and an agency that must never meet, with the class of the reason; the agency never learns it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency
from applicants.models import Candidate
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import EXCLUSION


class ExclusionReason(models.TextChoices):
    """Why two must not meet. Read by HR, program managers and auditors alone."""

    RECUSAL = "recusal", "Recusal: somebody who decides at the agency is tied to the person"
    EMPLOYER = "employer", "Former employer, under the ethics rules"
    WISH = "wish", "The person’s own wish"
    FAMILY = "family", "Family at the agency"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: Any) -> "ExclusionQuerySet":
        """HR and program managers."""
        return self if may(user, Permission.PLACEMENT_MANAGE) else self.none()


class Exclusion(Stateful):
    """Holds for the agency with everything under it, in every cohort, until it is lifted."""

    WORKFLOW: ClassVar[Workflow] = EXCLUSION

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="exclusions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="exclusions")
    reason_class = models.CharField(max_length=20, choices=ExclusionReason.choices)
    reason = models.TextField(max_length=1000)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())
    lifted_because = models.TextField(max_length=1000, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["-state_since"]
        triggers = state_triggers(EXCLUSION)
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "agency"],
                condition=models.Q(state="standing"),
                name="placements_one_exclusion_a_pair",
            ),
            models.CheckConstraint(
                name="placements_exclusion_has_reason",
                condition=~models.Q(reason="") & models.Q(reason_class__in=ExclusionReason.values),
            ),
            models.CheckConstraint(
                name="placements_lifted_has_reason",
                condition=models.Q(state="standing") | ~models.Q(lifted_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
