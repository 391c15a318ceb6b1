"""A seat that two people decided before a match: one person at one requisition; everybody else is matched around it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from agencies.models import Requisition
from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import PIN

STANDING = ["proposed", "approved"]


class PinReason(models.TextChoices):
    """Why a seat is decided beforehand; the class is told to those concerned, the words are not."""

    RETURNING = "pin_returning", "The person has begun this work and goes on with it"
    HARDSHIP = "pin_hardship", "Hardship of the person"
    MISSION = "pin_mission", "A need of the mission that OPM confirmed"
    LEGAL = "pin_legal", "A legal duty"


class PinQuerySet(models.QuerySet["Pin"]):
    def visible_to(self, user: Any) -> "PinQuerySet":
        """Those who run and approve matches, and auditors."""
        allowed = (Permission.MATCH_RUN, Permission.MATCH_APPROVE, Permission.LEDGER_READ)
        return self if any(may(user, permission) for permission in allowed) else self.none()


class Pin(Stateful):
    """For the match of one round. Only an approved one takes its seat, with its room under every limit, first."""

    WORKFLOW: ClassVar[Workflow] = PIN

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="pins")
    round_number = models.PositiveSmallIntegerField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="+")
    reason_class = models.CharField(max_length=20, choices=PinReason.choices)
    reason = models.TextField(max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["-state_since"]
        triggers = state_triggers(PIN)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round_number"],
                condition=models.Q(state__in=STANDING),
                name="placements_one_pin_a_person",
            ),
            models.CheckConstraint(
                name="placements_pin_by_two",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="placements_approved_pin_is_decided",
                condition=~models.Q(state="approved") | models.Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_pin_has_reason",
                condition=~models.Q(reason="") & models.Q(reason_class__in=PinReason.values),
            ),
        ]

    def __str__(self) -> str:
        return f"pin {self.pk}"
