"""The published weights by which the fit of a person to a requisition is counted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from techforce.programme.models import Track

WHOLE = 100


class FitWeights(models.Model):
    """One version of a track's weights, in hundredths. Versions are only ever added, each with its reason."""

    track = models.ForeignKey(Track, models.PROTECT, related_name="fit_weights")
    version = models.PositiveSmallIntegerField()
    certificate = models.PositiveSmallIntegerField()
    useful = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    reason = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["track", "-version"]
        triggers = [pgtrigger.Protect(name="keep_fit_weights", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["track", "version"], name="placements_one_fit_version"),
            models.CheckConstraint(
                name="placements_fit_weights_are_whole",
                condition=models.Q(
                    certificate=WHOLE - models.F("useful") - models.F("depth") - models.F("start")
                ),
            ),
            models.CheckConstraint(name="placements_fit_weights_have_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"fit weights {self.version} of track {self.track_id}"
