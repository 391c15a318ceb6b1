"""Cohorts, tracks and the words that everybody else uses: skills, places, grades, bodies."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from .vocabulary import UnrankedPolicy
from .workflow import COHORT, TRACK


def standard_term() -> int:
    """Months of service that a new cohort starts with."""
    return int(settings.TERM_MONTHS)


def standard_extension() -> int:
    """Months by which terms of a new cohort may be extended."""
    return int(settings.EXTENSION_MONTHS)


class Cohort(Stateful):
    """One intake of the programme, from announcement to the end of service."""

    WORKFLOW: ClassVar[Workflow] = COHORT

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    # Ranking is one window for the whole cohort: people may rank requisitions of several tracks in one list.
    ranking_opens_at = models.DateTimeField(null=True, blank=True)
    ranking_closes_at = models.DateTimeField(null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(default=standard_term)
    # How much longer than that a term may become, all extensions together.
    extension_months = models.PositiveSmallIntegerField(default=standard_extension)
    term_authority = models.CharField(max_length=200, blank=True)
    announcement = models.TextField(blank=True, help_text="What the public reads about this cohort.")
    unranked_policy = models.CharField(max_length=20, choices=UnrankedPolicy.choices, blank=True)
    # How many requisitions a person can show interest in, in one round of ranking; none switches signals off.
    interest_signals = models.PositiveSmallIntegerField(default=3)

    class Meta:
        ordering = ["-state_since", "name"]
        triggers = state_triggers(COHORT)
        constraints = [
            models.CheckConstraint(
                name="programme_cohort_ranking_window",
                condition=models.Q(ranking_opens_at=None)
                | models.Q(ranking_closes_at=None)
                | models.Q(ranking_closes_at__gt=models.F("ranking_opens_at")),
            ),
            models.CheckConstraint(
                name="programme_cohort_has_a_term", condition=models.Q(term_months__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ranking_is_open(self) -> bool:
        """Whether rank lists can be changed and certified now."""
        now = timezone.now()
        opens, closes = self.ranking_opens_at, self.ranking_closes_at
        return opens is not None and opens <= now and (closes is None or now < closes)


class TrackQuerySet(models.QuerySet["Track"]):
    def open_now(self) -> "TrackQuerySet":
        """Tracks whose window is open at this moment."""
        now = timezone.now()
        return self.filter(state="open", opens_at__lte=now, closes_at__gt=now)

    def public(self) -> "TrackQuerySet":
        """Tracks of cohorts that have been announced."""
        return self.exclude(cohort__state__in=["planned", "cancelled", "archived"])


class Track(Stateful):
    """A field of work inside a cohort, with its own window, hurdles and rubric."""

    WORKFLOW: ClassVar[Workflow] = TRACK

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="tracks")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    rolling_intake = models.BooleanField(
        default=False, help_text="Screen each application when it arrives instead of after the window closes."
    )

    objects = TrackQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        triggers = state_triggers(TRACK)
        constraints = [
            models.UniqueConstraint(fields=["cohort", "key"], name="programme_track_once_per_cohort"),
            models.CheckConstraint(
                name="programme_track_window", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def window_is_open(self) -> bool:
        """Whether somebody can submit to this track now."""
        return self.state == "open" and self.opens_at <= timezone.now() < self.closes_at


class Skill(models.Model):
    """A skill that candidates claim and requisitions ask for."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    group = models.CharField(max_length=40)

    class Meta:
        ordering = ["group", "name"]

    def __str__(self) -> str:
        return self.name


class DutyStation(models.Model):
    """A place of work. Remote is one of them, so that every list of places is one list."""

    key = models.SlugField(max_length=40, unique=True)
    city = models.CharField(max_length=60)
    state_code = models.CharField(max_length=2, blank=True)
    is_remote = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "city"]

    def __str__(self) -> str:
        return f"{self.city}, {self.state_code}" if self.state_code else self.city


class Grade(models.Model):
    """A pay grade. Pay is data: a grade without figures shows none."""

    code = models.CharField(max_length=10, unique=True)
    rank = models.PositiveSmallIntegerField(unique=True)
    pay_from = models.PositiveIntegerField(null=True, blank=True)
    pay_to = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.code


class GovernanceBody(models.Model):
    """A body that leads, coordinates or watches the programme; its people hold read-only roles."""

    key = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=120, help_text="Its part in the programme.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "governance bodies"

    def __str__(self) -> str:
        return self.name
