"""The published standard of a track: competencies with anchored ratings."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from techforce.programme.models import Track

KEEP_FROZEN = """
IF EXISTS (SELECT 1 FROM applicants_rubric r
           WHERE r.id IN (OLD.rubric_id, NEW.rubric_id) AND r.frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the competencies of a frozen rubric never change' USING ERRCODE = '23514';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class Rubric(models.Model):
    """One version of a track's standard. The newest frozen one counts; a frozen one never changes."""

    track = models.ForeignKey(Track, models.PROTECT, related_name="rubrics")
    version = models.PositiveSmallIntegerField()
    change_reason = models.TextField(blank=True)
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["track", "-version"]
        constraints = [models.UniqueConstraint(fields=["track", "version"], name="applicants_rubric_version")]
        triggers = [
            pgtrigger.Protect(
                name="keep_frozen_rubrics",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__frozen_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"rubric {self.version} of track {self.track_id}"


class Competency(models.Model):
    """One thing that is scored, with words for each of the five ratings."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="competencies")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField(help_text="Per cent.")
    anchors = ArrayField(models.CharField(max_length=200), size=5, help_text="Words for ratings 1 to 5.")
    pass_rating = models.PositiveSmallIntegerField(default=3)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "competencies"
        constraints = [
            models.UniqueConstraint(fields=["rubric", "order"], name="applicants_competency_order"),
            models.CheckConstraint(
                name="applicants_pass_rating_on_scale",
                condition=models.Q(pass_rating__gte=1, pass_rating__lte=5),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_frozen_standard",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=KEEP_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return self.name
