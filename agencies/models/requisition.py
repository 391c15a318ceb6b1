"""An agency's request for engineers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import DutyStation, Grade, Skill, Track
from techforce.programme.vocabulary import Clearance, SkillLevel, UnrankedPolicy
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import REQUISITION
from .agency import Agency

PUBLIC_STATES = ["published", "ranking_closed", "in_match", "filling", "filled"]


class Reversion(models.TextChoices):
    STAY = "stay", "They stay open until OPM closes the request"
    PROGRAMME = "programme", "They go back to the program"
    REQUISITION = "requisition", "They go to another request of the agency"


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    def visible_to(self, user: Any) -> "RequisitionQuerySet":
        """Programme staff see what was submitted; agency people their agency and its components.

        What everybody may read once it is published is `public()`.
        """
        if may(user, Permission.REQUISITION_TRIAGE) or may(user, Permission.LEDGER_READ):
            return self.exclude(state="draft")
        return self.filter(agency__in=Agency.objects.of_member(user))

    def editable_by(self, user: Any) -> "RequisitionQuerySet":
        """Requisitions of agencies in which the person is a coordinator."""
        return self.filter(agency__in=Agency.objects.of_member(user, "coordinator"))

    def public(self) -> "RequisitionQuerySet":
        """What candidates and visitors may read."""
        return self.filter(state__in=PUBLIC_STATES)

    def rankable(self) -> "RequisitionQuerySet":
        """What can be ranked while the ranking window is open."""
        return self.filter(state="published")


class Requisition(Stateful):
    """The need, in one record: project, seats, terms, supervisor. Seats and money are rows of their own."""

    WORKFLOW: ClassVar[Workflow] = REQUISITION

    number = models.CharField(max_length=24, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="requisitions")
    track = models.ForeignKey(Track, models.PROTECT, related_name="requisitions")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    lock_version = models.PositiveIntegerField(default=0)

    title = models.CharField(max_length=120)
    project = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    seat_count = models.PositiveSmallIntegerField(default=1)
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, related_name="+")
    duty_station = models.ForeignKey(DutyStation, models.PROTECT, null=True, blank=True, related_name="+")
    remote_ok = models.BooleanField(default=False)
    travel_required = models.BooleanField(default=False)
    clearance = models.PositiveSmallIntegerField(choices=Clearance.choices, default=Clearance.NONE)
    start_from = models.DateField(null=True, blank=True)
    start_by = models.DateField(null=True, blank=True)
    supervisor_name = models.CharField(max_length=120, blank=True)
    supervisor_email = models.EmailField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    unranked_policy = models.CharField(
        max_length=20, choices=UnrankedPolicy.choices, default=UnrankedPolicy.EXCLUDED
    )
    reversion = models.CharField(max_length=12, choices=Reversion.choices, default=Reversion.STAY)
    reverts_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reverting")
    reverts_on = models.DateField(
        null=True, blank=True, help_text="Seats that are open after this day go by the rule."
    )
    validated_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        triggers = state_triggers(REQUISITION)
        constraints = [
            models.CheckConstraint(name="agencies_seats_asked", condition=models.Q(seat_count__gte=1)),
            models.CheckConstraint(
                name="agencies_start_window",
                condition=models.Q(start_from=None)
                | models.Q(start_by=None)
                | models.Q(start_by__gte=models.F("start_from")),
            ),
            models.CheckConstraint(
                name="agencies_reverts_elsewhere",
                condition=models.Q(reverts_to=None)
                | (models.Q(reversion="requisition") & ~models.Q(reverts_to=models.F("id"))),
            ),
            models.CheckConstraint(
                name="agencies_reversion_is_whole",
                condition=~models.Q(state__in=PUBLIC_STATES)
                | models.Q(reversion="stay", reverts_on=None)
                | models.Q(reversion="programme", reverts_on__isnull=False)
                | models.Q(reversion="requisition", reverts_on__isnull=False, reverts_to__isnull=False),
            ),
            models.CheckConstraint(
                name="agencies_published_is_complete",
                condition=~models.Q(state__in=PUBLIC_STATES)
                | (
                    ~models.Q(supervisor_name="")
                    & ~models.Q(supervisor_email="")
                    & ~models.Q(contact_email="")
                    & models.Q(
                        grade__isnull=False,
                        duty_station__isnull=False,
                        start_from__isnull=False,
                        start_by__isnull=False,
                        validated_at__isnull=False,
                        published_at__isnull=False,
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state"], name="agencies_by_agency"),
            models.Index(fields=["state", "-created_at", "-id"], name="agencies_by_state"),
        ]

    def __str__(self) -> str:
        return self.number


class RequisitionSkill(models.Model):
    """A skill the work needs. A required one is a hard constraint, a useful one only counts for fit."""

    requisition = models.ForeignKey(Requisition, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel.choices, default=SkillLevel.WORKING)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["-required", "skill__name"]
        constraints = [models.UniqueConstraint(fields=["requisition", "skill"], name="agencies_skill_once")]

    def __str__(self) -> str:
        return f"skill {self.skill_id} at {self.level}"
