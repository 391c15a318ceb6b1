"""The verification bundle of a run: one file with which anybody can check a published match."""

from django.db import models
from django.db.models.functions import Now

from .match_run import MatchRun


class MatchBundle(models.Model):
    """`content` is the ZIP as it is downloaded, before publishing by staff and afterwards by anybody: the same bytes."""

    run = models.OneToOneField(MatchRun, models.PROTECT, primary_key=True, related_name="bundle")
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    snapshot_digest = models.CharField(max_length=64, help_text="SHA-256 of the public snapshot.")
    result_digest = models.CharField(max_length=64, help_text="SHA-256 of the public result.")
    claims = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placements_bundle_has_digests",
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")
                & models.Q(snapshot_digest__regex=r"^[0-9a-f]{64}$")
                & models.Q(result_digest__regex=r"^[0-9a-f]{64}$"),
            )
        ]

    def __str__(self) -> str:
        return f"bundle of run {self.run_id}"
