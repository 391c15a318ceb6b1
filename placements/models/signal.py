"""A limited word of interest, from a candidate to the agency of one requisition."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce, Now

from agencies.models import Agency, Requisition
from applicants.models import Application

from .ranking_round import BEGUN, RankingRound


class InterestSignalQuerySet(models.QuerySet["InterestSignal"]):
    def visible_to(self, user: Any) -> "InterestSignalQuerySet":
        """The candidate and the agency it was sent to; no other agency and no staff role."""
        return self.filter(
            models.Q(application__candidate__user=user)
            | models.Q(requisition__agency__in=Agency.objects.of_member(user))
        )

    def of_current_round(self) -> "InterestSignalQuerySet":
        """Those sent in the round whose lists count now."""
        begun = RankingRound.objects.filter(cohort=models.OuterRef("application__cohort"), state__in=BEGUN)
        newest = models.Subquery(begun.order_by("-number").values("number")[:1])
        return self.filter(round_number=Coalesce(newest, 1))


class InterestSignal(models.Model):
    """Says that a person is interested, and nothing about where the requisition stands on their list.

    The match does not read it. It counts against the cohort's limit in the round in which it was sent.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="signals")
    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="signals")
    round_number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(db_default=Now())

    objects = InterestSignalQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requisition", "round_number"], name="placements_one_signal_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"
