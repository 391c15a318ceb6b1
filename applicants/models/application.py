"""One candidate in one cohort: a draft that becomes the record."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from techforce.programme.vocabulary import Clearance, SkillLevel
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import APPLICATION
from .candidate import Candidate

OPEN_STATES = APPLICATION.open_states()


class Citizenship(models.TextChoices):
    CITIZEN = "citizen", "United States citizen"
    NATIONAL = "national", "United States national"
    OTHER = "other", "Neither"


class Experience(models.TextChoices):
    UNDER_1 = "under_1", "Under 1 year"
    FROM_1 = "from_1", "1 to 3 years"
    FROM_4 = "from_4", "4 to 7 years"
    FROM_8 = "from_8", "8 or more"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Staff who read applications see what was submitted; a candidate sees their own."""
        if may(user, Permission.APPLICATION_READ):
            return self.filter(submitted_at__isnull=False)
        return self.filter(candidate__user=user)

    def with_tracks(self) -> "ApplicationQuerySet":
        """With the chosen tracks in the candidate's order, in one more query for all rows."""
        chosen = ApplicationTrack.objects.select_related("track").order_by("order")
        return self.prefetch_related(models.Prefetch("track_choices", chosen))

    def live(self) -> "ApplicationQuerySet":
        """Applications that have not ended."""
        return self.filter(state__in=OPEN_STATES)


class Application(Stateful):
    """Answers live here while they are a draft; submitting freezes a version. `code` is its blind name."""

    WORKFLOW: ClassVar[Workflow] = APPLICATION

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="applications")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="applications")
    code = models.CharField(max_length=12, unique=True)
    lock_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(null=True)
    # The page that saved last: its own next save is never called stale, however its requests overtake one another.
    saved_in = models.CharField(max_length=16, default="", blank=True, editable=False)
    # That page's number for its save: one with a lower number was sent earlier, however late it arrives.
    saved_turn = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(null=True)
    receipt_number = models.CharField(max_length=20, null=True, unique=True)  # noqa: DJ001 unique needs NULL

    # Eligibility
    citizenship = models.CharField(max_length=10, choices=Citizenship.choices, blank=True)
    is_adult = models.BooleanField(null=True)
    can_work_full_time = models.BooleanField(null=True)
    conduct_agreed = models.BooleanField(null=True)

    # Work
    experience = models.CharField(max_length=10, choices=Experience.choices, blank=True)
    work_story = models.TextField(blank=True)

    # Terms
    minimum_grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, related_name="+")
    places = models.ManyToManyField(DutyStation, blank=True, related_name="+")
    start_from = models.DateField(null=True, blank=True)
    start_by = models.DateField(null=True, blank=True)
    clearance_held = models.PositiveSmallIntegerField(choices=Clearance.choices, default=Clearance.NONE)
    clearance_willing = models.PositiveSmallIntegerField(choices=Clearance.choices, null=True, blank=True)
    travel_ok = models.BooleanField(null=True)
    on_site_ok = models.BooleanField(null=True)

    # What the candidate was asked for, and answered
    action_due_at = models.DateTimeField(null=True)
    action_answer = models.TextField(blank=True)

    # The application that this one was joined with, when the same person had sent both.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    # When every panel was decided and at least one passed: HR may qualify.
    assessed_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        triggers = state_triggers(APPLICATION)
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "cohort"],
                condition=models.Q(state__in=OPEN_STATES),
                name="applicants_one_live_application",
            ),
            models.CheckConstraint(
                name="applicants_submitted_has_receipt",
                condition=models.Q(state__in=["draft", "withdrawn", "merged", "lapsed"])
                | models.Q(submitted_at__isnull=False, receipt_number__isnull=False),
            ),
            models.CheckConstraint(
                name="applicants_merged_points_at_another",
                condition=models.Q(state="merged", merged_into__isnull=False)
                & ~models.Q(merged_into=models.F("id"))
                | (~models.Q(state="merged") & models.Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="applicants_action_has_due_date",
                condition=~models.Q(state="action_needed") | models.Q(action_due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"],
                name="applicants_to_screen",
                condition=models.Q(state="screening"),
            ),
            models.Index(
                fields=["submitted_at", "id"],
                name="applicants_waiting",
                condition=models.Q(state="submitted"),
            ),
            models.Index(
                fields=["assessed_at", "id"],
                name="applicants_to_qualify",
                condition=models.Q(state="in_hurdles", assessed_at__isnull=False),
            ),
            models.Index(
                fields=["action_due_at", "id"],
                name="applicants_answer_due",
                condition=models.Q(state="action_needed"),
            ),
            models.Index(
                fields=["-submitted_at", "-id"],
                name="applicants_newest",
                condition=models.Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["state", "-submitted_at", "-id"],
                name="applicants_newest_by_state",
                condition=models.Q(submitted_at__isnull=False),
            ),
            models.Index(fields=["cohort", "state", "-submitted_at", "-id"], name="applicants_by_state"),
        ]

    def __str__(self) -> str:
        return self.code


class ApplicationTrack(models.Model):
    """A track that the candidate asks to be considered for, in their order."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="track_choices")
    track = models.ForeignKey(Track, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "track"], name="applicants_track_once"),
            models.UniqueConstraint(fields=["application", "order"], name="applicants_track_order"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in track {self.track_id}"


class ApplicationSkill(models.Model):
    """A skill that the candidate claims, at a level."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel.choices)

    class Meta:
        ordering = ["-level", "skill__name"]
        constraints = [models.UniqueConstraint(fields=["application", "skill"], name="applicants_skill_once")]

    def __str__(self) -> str:
        return f"skill {self.skill_id} at {self.level}"


class ApplicationVersion(models.Model):
    """The application as it was submitted: what is judged, kept for good."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applicants_version_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.application_id}"


class Consent(models.Model):
    """A permission that the candidate gave, separately and revocably. No row is a no."""

    class Kind(models.TextChoices):
        TRUE_STATEMENT = "true_statement", "What I say is true"
        PRIVACY = "privacy", "I have read the privacy statement"
        LATER_COHORTS = "later_cohorts", "Consider me for later cohorts"
        PARTNER_EVENTS = "partner_events", "Tell me about partner events"

    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    given_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=models.Q(revoked_at=None),
                name="applicants_consent_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.application_id}"
