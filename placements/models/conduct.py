"""A report that somebody broke the conduct rule of ranking: from a candidate or an agency, to OPM alone."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from agencies.models import Requisition
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import CONDUCT_REPORT
from .certificate import CertificateEntry


class ConductReportQuerySet(models.QuerySet["ConductReport"]):
    def visible_to(self, user: Any) -> "ConductReportQuerySet":
        """Those at OPM who read reports see all; anybody else what they reported themselves."""
        return self if may(user, Permission.CONDUCT_READ) else self.filter(reporter=user)


class ConductReport(Stateful):
    """What was reported and about what. The words stay in this row: neither notice nor ledger carries them."""

    WORKFLOW: ClassVar[Workflow] = CONDUCT_REPORT

    class Side(models.TextChoices):
        CANDIDATE = "candidate", "A candidate"
        AGENCY = "agency", "An agency"

    class Kind(models.TextChoices):
        ASKED = "asked", "Somebody asked how I or we will rank"
        PROMISED = "promised", "Something was promised for a place on a list"
        PRESSED = "pressed", "Somebody pressed or threatened"
        IMPROPER = "improper", "A question that has nothing to do with the work"
        RESCORED = "rescored", "Qualification was judged again"
        OTHER = "other", "Something else"

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(max_length=3000)
    requisition = models.ForeignKey(Requisition, models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(CertificateEntry, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = ConductReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        triggers = state_triggers(CONDUCT_REPORT)
        constraints = [
            models.CheckConstraint(name="placements_report_has_words", condition=~models.Q(words=""))
        ]

    def __str__(self) -> str:
        return f"conduct report {self.pk}"
