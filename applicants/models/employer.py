"""Where candidates and reviewers worked: what keeps people who worked together from meeting in a review."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .candidate import Candidate


class Employer(models.Model):
    """An employer and the years there; `to_year` is empty for the present one. `key` and `start` follow from the name by rule."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=240, editable=False)
    start = models.CharField(max_length=8, editable=False)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"employer {self.pk}"


def _right_years(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=models.Q(to_year=None) | models.Q(to_year__gte=models.F("from_year"))
    )


class Employment(Employer):
    """Where a candidate worked. Never shown to a reviewer or an agency."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="employments")

    class Meta(Employer.Meta):
        constraints = [_right_years("applicants_employment_years")]
        indexes = [
            models.Index(fields=["candidate", "key"], name="applicants_worked_at"),
            models.Index(fields=["key"], name="applicants_worked_there"),
            models.Index(fields=["start"], name="applicants_worked_alike"),
        ]


class ReviewerEmployer(Employer):
    """Where a reviewer works or worked, as they declare it."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="declared_employers")

    class Meta(Employer.Meta):
        constraints = [_right_years("applicants_reviewer_years")]
        indexes = [
            models.Index(fields=["key"], name="applicants_declared_key"),
            models.Index(fields=["start"], name="applicants_declared_alike"),
        ]


class PossibleTie(models.Model):
    """A reviewer and a candidate whose employers may be the same. Until HR decides, the pair is not offered."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="possible_ties")
    reviewer_name = models.CharField(max_length=120)
    candidate_name = models.CharField(max_length=120)
    found_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tied = models.BooleanField(null=True)

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "candidate", "reviewer_name", "candidate_name"],
                name="applicants_possible_tie_once",
            ),
            models.CheckConstraint(
                name="applicants_possible_tie_decided_by_somebody",
                condition=models.Q(decided_at=None, decided_by=None, tied=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, tied__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at", "id"], name="applicants_ties_to_do", condition=models.Q(decided_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"possible tie {self.pk}"
