"""A second and later round of ranking in a cohort, and the lists that counted before it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Requisition
from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import ROUND

UNFINISHED = ["announced", "open", "closed"]
BEGUN = ["open", "closed", "concluded"]


class RoundQuerySet(models.QuerySet["RankingRound"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Those who run and approve matches, and auditors. What was announced everybody reads where they rank."""
        allowed = (Permission.MATCH_READ, Permission.COHORT_RUN)
        return self if any(may(user, permission) for permission in allowed) else self.none()

    def unfinished(self) -> "RoundQuerySet":
        """Rounds that are still to come, or whose ranking has not led to a result."""
        return self.filter(state__in=UNFINISHED)


class RankingRound(Stateful):
    """Supplemental: the first round is the cohort's own window, so numbers start at two.

    `reopens` are requisitions that had closed and come back with it. The cohort's window is set from here when it opens.
    """

    WORKFLOW: ClassVar[Workflow] = ROUND

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(db_default=Now())
    reopens = models.ManyToManyField(Requisition, related_name="+", blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "-number"]
        triggers = state_triggers(ROUND)
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="placements_round_number"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=models.Q(state__in=UNFINISHED),
                name="placements_one_unfinished_round",
            ),
            models.CheckConstraint(name="placements_round_from_two", condition=models.Q(number__gte=2)),
            models.CheckConstraint(
                name="placements_round_window", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"


def current_round(cohort: Cohort) -> int:
    """The number of the round whose lists count now: one until a supplemental round opens. One query."""
    last = RankingRound.objects.filter(cohort=cohort, state__in=BEGUN).aggregate(last=models.Max("number"))
    return last["last"] or 1


class PastListQuerySet(models.QuerySet["PastRankList"]):
    def visible_to(self, user: Any) -> "PastListQuerySet":
        """As with the lists that count: each side its own, no staff role any."""
        return self.filter(
            models.Q(application__candidate__user=user)
            | models.Q(requisition__agency__in=Agency.objects.of_member(user))
        )


class PastRankList(models.Model):
    """A list as it was certified in a round that is over. Never changed; the match results stand on it."""

    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="past_lists")
    requisition = models.ForeignKey(Requisition, models.PROTECT, null=True, related_name="past_lists")
    round_number = models.PositiveSmallIntegerField()
    certified = ArrayField(models.UUIDField())
    certified_at = models.DateTimeField()
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PastListQuerySet.as_manager()

    class Meta:
        ordering = ["round_number", "id"]
        constraints = [
            models.CheckConstraint(
                name="placements_past_list_one_owner",
                condition=models.Q(application__isnull=True, requisition__isnull=False)
                | models.Q(application__isnull=False, requisition__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["application", "round_number"], name="placements_past_list_of_person"
            ),
            models.UniqueConstraint(
                fields=["requisition", "round_number"], name="placements_past_list_of_need"
            ),
        ]

    def __str__(self) -> str:
        return f"list of round {self.round_number}"
