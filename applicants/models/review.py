"""One reviewer's scores for one panel."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import REVIEW
from .panel import Panel
from .rubric import Competency

HELD = ["offered", "in_progress", "returned"]
COUNTING = ["locked", "final"]


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """A reviewer sees their own; who manages reviews or reads the ledger sees those that are locked.

        Whoever still has a review of a panel to do sees nobody else's of that panel, whatever else they may.
        """
        own = models.Q(reviewer=user)
        if not (may(user, Permission.REVIEW_MANAGE) or may(user, Permission.LEDGER_READ)):
            return self.filter(own)
        to_do = Review.objects.filter(reviewer=user, state__in=HELD).values("panel")
        return self.filter(own | (models.Q(state__in=[*COUNTING, "returned"]) & ~models.Q(panel__in=to_do)))

    def held(self) -> "ReviewQuerySet":
        """Reviews that somebody still has to do."""
        return self.filter(state__in=HELD)


class Review(Stateful):
    """`meets` is the reviewer's decision; a "not met" names the competency and says why."""

    WORKFLOW: ClassVar[Workflow] = REVIEW

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    meets = models.BooleanField(null=True)
    competency_not_met = models.ForeignKey(
        Competency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    recusal_class = models.CharField(max_length=20, blank=True)
    lock_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    # The page that saved last: its own next save is never called stale, however its requests overtake one another.
    saved_in = models.CharField(max_length=16, default="", blank=True, editable=False)
    # That page's number for its save: one with a lower number was sent earlier, however late it arrives.
    saved_turn = models.PositiveIntegerField(default=0, editable=False)
    # When it goes back to the queue unless something is saved before.
    due_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-state_since"]
        triggers = state_triggers(REVIEW)
        constraints = [
            # The pair is never offered again, whatever became of the first time.
            models.UniqueConstraint(fields=["panel", "reviewer"], name="applicants_one_review_per_pair"),
            models.CheckConstraint(
                name="applicants_locked_has_decision",
                condition=~models.Q(state__in=["locked", "final"])
                | models.Q(meets__isnull=False, locked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="applicants_not_met_names_competency",
                condition=~models.Q(state__in=["locked", "final"], meets=False)
                | (models.Q(competency_not_met__isnull=False) & ~models.Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "state"], name="applicants_my_reviews"),
            models.Index(
                fields=["due_at", "id"], name="applicants_review_due", condition=models.Q(state__in=HELD)
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewRating(models.Model):
    """The rating of one competency, with what the reviewer saw."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["competency__order"]
        constraints = [
            models.UniqueConstraint(fields=["review", "competency"], name="applicants_one_rating"),
            models.CheckConstraint(
                name="applicants_rating_on_scale",
                condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"rating of competency {self.competency_id}"


class ReviewVersion(models.Model):
    """A review as it was locked. A review that was returned and locked again has two, and both are kept."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    meets = models.BooleanField()
    competency_not_met = models.ForeignKey(Competency, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    ratings = models.JSONField(help_text="Rating and note by the id of the competency.")
    locked_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="applicants_review_version")]
        triggers = [
            pgtrigger.Protect(name="keep_locked_scores", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"version {self.number} of review {self.review_id}"
