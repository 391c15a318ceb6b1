"""A person in a seat, from acceptance to the end of the term."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Seat
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import PLACEMENT
from .certificate import CertificateEntry
from .offer import Offer

HOLDING = ["onboarding", "cleared", "active", "extended", "reassigning"]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: Any) -> "PlacementQuerySet":
        """Staff see all; an agency its own; a participant theirs."""
        if may(user, Permission.PLACEMENT_MANAGE) or may(user, Permission.LEDGER_READ):
            return self
        own = models.Q(entry__application__candidate__user=user)
        return self.filter(own | models.Q(seat__requisition__agency__in=Agency.objects.of_member(user)))


class Placement(Stateful):
    """Day one counts when the agency and the participant have both confirmed it."""

    WORKFLOW: ClassVar[Workflow] = PLACEMENT

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="placement")
    entry = models.ForeignKey(CertificateEntry, models.PROTECT, related_name="placements")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="placements")
    created_at = models.DateTimeField(db_default=Now())
    starts_on = models.DateField(null=True)
    agency_confirmed_at = models.DateTimeField(null=True)
    agency_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    participant_confirmed_at = models.DateTimeField(null=True)
    started_on = models.DateField(null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        triggers = state_triggers(PLACEMENT)
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state__in=HOLDING),
                name="placements_one_placement_per_entry",
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=models.Q(state__in=HOLDING),
                name="placements_one_placement_per_seat",
            ),
            models.CheckConstraint(
                name="placements_active_was_confirmed_by_both",
                condition=~models.Q(state__in=["active", "extended", "reassigning", "completed", "alumni"])
                | models.Q(
                    agency_confirmed_at__isnull=False,
                    participant_confirmed_at__isnull=False,
                    started_on__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class OnboardingStep(models.Model):
    """One thing to do before the first day, with an owner and a date."""

    class Owner(models.TextChoices):
        PARTICIPANT = "participant", "Participant"
        AGENCY = "agency", "Agency"
        OPM = "opm", "OPM"

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    owner = models.CharField(max_length=12, choices=Owner.choices)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "order"], name="placements_step_order"),
        ]

    def __str__(self) -> str:
        return self.title
