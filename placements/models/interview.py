"""A conversation of an agency and a person about suitability and interest, before ranking closes."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Requisition
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import INTERVIEW
from .certificate import CertificateEntry

OPEN = ["invited", "accepted"]


class FitInterviewQuerySet(models.QuerySet["FitInterview"]):
    def of_agency(self, user: Any) -> "FitInterviewQuerySet":
        """Those of the person's agencies."""
        return self.filter(requisition__agency__in=Agency.objects.of_member(user))

    def of_candidate(self, user: Any) -> "FitInterviewQuerySet":
        """The person's own."""
        return self.filter(entry__application__candidate__user=user)

    def open(self) -> "FitInterviewQuerySet":
        return self.filter(state__in=OPEN)


class FitInterview(Stateful):
    """`slots` are the times offered, `chosen_at` the one agreed on. The outcome is four fixed answers and a short note."""

    WORKFLOW: ClassVar[Workflow] = INTERVIEW

    class How(models.TextChoices):
        VIDEO = "video", "Video call"
        PHONE = "phone", "Phone call"
        PERSON = "person", "In person"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly, or with changes"
        NO = "no", "No"

    entry = models.ForeignKey(CertificateEntry, models.PROTECT, related_name="interviews")
    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="interviews")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=Now())
    slots = ArrayField(models.DateTimeField(), size=3)
    minutes = models.PositiveSmallIntegerField(default=30)
    how = models.CharField(max_length=10, choices=How.choices)
    joining = models.CharField(max_length=300)
    chosen_at = models.DateTimeField(null=True)

    interest = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    conditions = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    start = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    team = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(max_length=600, blank=True)

    objects = FitInterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-id"]
        triggers = state_triggers(INTERVIEW)
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "requisition"],
                condition=models.Q(state__in=OPEN),
                name="placements_one_open_interview",
            ),
            models.CheckConstraint(
                name="placements_interview_has_slots", condition=models.Q(slots__len__gte=1)
            ),
            models.CheckConstraint(
                name="placements_agreed_interview_has_time",
                condition=~models.Q(state__in=["accepted", "held"]) | models.Q(chosen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_held_interview_has_answers",
                condition=models.Q(
                    state="held", interest__gt="", conditions__gt="", start__gt="", team__gt=""
                )
                | (
                    ~models.Q(state="held") & models.Q(interest="", conditions="", start="", team="", note="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"fit interview {self.pk}"
