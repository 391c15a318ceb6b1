"""Two candidates of one cohort who rank jointly, by consent of both."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from applicants.models import Application
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import PAIR

OPEN = PAIR.open_states()


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, user: Any) -> "PairQuerySet":
        """Either side reads its own."""
        return self.filter(models.Q(asker__candidate__user=user) | models.Q(asked__candidate__user=user))

    def of(self, application: Application) -> "PairQuerySet":
        """Where an application is on either side."""
        return self.filter(models.Q(asker=application) | models.Q(asked=application))

    def open(self) -> "PairQuerySet":
        """Requests that wait, and links."""
        return self.filter(state__in=OPEN)


class Pair(Stateful):
    """A request from `asker` under the receipt number that they typed, and the link it becomes.

    `asked` is empty where nobody can be asked under that number: for the asker it waits like any other, so that a
    request tells nobody whether a number belongs to somebody.
    """

    WORKFLOW: ClassVar[Workflow] = PAIR

    asker = models.ForeignKey(Application, models.PROTECT, related_name="pairs_asked")
    asked = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="pairs_received"
    )
    number = models.CharField(max_length=20, help_text="The receipt number as it was typed.")
    asked_at = models.DateTimeField(db_default=Now())

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        triggers = state_triggers(PAIR)
        constraints = [
            models.CheckConstraint(
                name="placements_pair_has_two", condition=~models.Q(asker=models.F("asked"))
            ),
            models.CheckConstraint(
                name="placements_linked_pair_is_whole",
                condition=~models.Q(state__in=["linked", "declined", "dissolved"])
                | models.Q(asked__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    def other(self, application: Application) -> Application | None:
        """The other side, as one side sees it."""
        return self.asked if self.asker_id == application.pk else self.asker


class PairMember(models.Model):
    """An application that a live link takes up: the asker's from the request on, the other's once it is confirmed.

    One row for one application is what keeps everybody to one live link.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="pair_member")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="members")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"member {self.application_id} of pair {self.pair_id}"
