"""Which tracks a reviewer reads for, and how many at a time."""

from django.conf import settings
from django.db import models

from techforce.programme.models import Track


class ReviewerTrack(models.Model):
    """A reviewer in a track. `cap` is hard: no more reviews than that are held at one time."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer_tracks")
    track = models.ForeignKey(Track, models.PROTECT, related_name="reviewers")
    cap = models.PositiveSmallIntegerField(default=5)
    trained_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["track", "reviewer"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "track"], name="applicants_reviewer_once_per_track")
        ]

    def __str__(self) -> str:
        return f"reviewer {self.reviewer_id} in track {self.track_id}"
