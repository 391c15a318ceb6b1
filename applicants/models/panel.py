"""The blind review of one application in one track."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from techforce.programme.models import Track
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import PANEL
from .application import Application, ApplicationVersion
from .rubric import Competency, Rubric


class Panel(Stateful):
    """Two reviewers, a third only when they differ. The version and the rubric are fixed when it opens."""

    WORKFLOW: ClassVar[Workflow] = PANEL

    application = models.ForeignKey(Application, models.PROTECT, related_name="panels")
    track = models.ForeignKey(Track, models.PROTECT, related_name="panels")
    version = models.ForeignKey(ApplicationVersion, models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    passed = models.BooleanField(null=True)
    competency_not_met = models.ForeignKey(Competency, models.PROTECT, null=True, related_name="+")
    # How many reviews are held or done; the queue reads this instead of counting.
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["opened_at"]
        triggers = state_triggers(PANEL)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "track"],
                condition=~models.Q(state="cancelled"),
                name="applicants_one_panel_per_track",
            ),
            models.CheckConstraint(
                name="applicants_decided_has_outcome",
                condition=models.Q(state="decided", passed__isnull=False)
                | (~models.Q(state="decided") & models.Q(passed__isnull=True)),
            ),
            models.CheckConstraint(
                name="applicants_three_reviewers_at_most", condition=models.Q(taken__lte=3)
            ),
        ]
        indexes = [
            models.Index(
                fields=["track", "taken", "opened_at", "id"],
                name="applicants_review_queue",
                condition=models.Q(state__in=["open", "tiebreak"]),
            )
        ]

    def __str__(self) -> str:
        return f"panel of {self.application_id}"
