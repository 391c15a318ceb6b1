"""A reviewer and a candidate who must never meet."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .candidate import Candidate


class Conflict(models.Model):
    """One excluded pair with its reason class. Declared by the reviewer, or recorded by HR."""

    class Reason(models.TextChoices):
        KNOWN = "known", "Knows the person"
        FAMILY = "family", "Family or household"
        EMPLOYER = "employer", "Worked together in the last years"
        PARTNER = "partner", "Speaks for a partner where the person works"
        FINANCIAL = "financial", "Financial tie"
        OTHER = "other", "Another tie"

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    declared_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "candidate"], name="applicants_conflict_once")
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
