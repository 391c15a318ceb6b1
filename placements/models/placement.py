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

WORKING = ["active", "extended", "reassigning"]
HOLDING = ["onboarding", "cleared", *WORKING]
ENDED = ["completed", "alumni", "ended_early"]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: Any) -> "PlacementQuerySet":
        """Staff see all; an agency its own; a participant theirs."""
        if may(user, Permission.PLACEMENT_MANAGE) or may(user, Permission.LEDGER_READ):
            return self
        own = models.Q(entry__application__candidate__user=user)
        return self.filter(own | models.Q(seat__requisition__agency__in=Agency.objects.of_member(user)))

    def at_work(self) -> "PlacementQuerySet":
        """Those whose term has begun and not ended."""
        return self.filter(state__in=WORKING)


class EndReason(models.TextChoices):
    """Why a term ended before its end. A code, because the record is for good."""

    RESIGNED = "resigned", "The participant resigned"
    OTHER_POST = "other_post", "The participant took another post"
    HEALTH_OR_FAMILY = "health_or_family", "Health or family"
    MONEY_ENDED = "money_ended", "The money for the seat ended"
    WORK_ENDED = "work_ended", "The work ended"
    PERFORMANCE = "performance", "Performance"
    CONDUCT = "conduct", "Conduct or suitability"
    OTHER = "other", "Another reason"


class Placement(Stateful):
    """Day one counts when the agency and the participant have both confirmed it; it starts one term with one end.

    `seat` is the present one: a move to another agency changes it, and the term goes on.
    """

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
    ends_on = models.DateField(null=True, help_text="The last day of the term.")
    ended_on = models.DateField(null=True, help_text="The last day that was really served.")
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

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
            models.CheckConstraint(
                name="placements_term_has_an_end",
                condition=~models.Q(state__in=[*WORKING, *ENDED]) | models.Q(ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_term_ends_after_it_starts",
                condition=models.Q(ends_on=None)
                | models.Q(started_on=None)
                | models.Q(ends_on__gte=models.F("started_on")),
            ),
            models.CheckConstraint(
                name="placements_last_day_when_ended",
                condition=models.Q(state__in=ENDED, ended_on__isnull=False)
                | (~models.Q(state__in=ENDED) & models.Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="placements_early_end_has_a_reason",
                condition=(models.Q(state="ended_early") & ~models.Q(end_reason=""))
                | (~models.Q(state="ended_early") & models.Q(end_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_on"], name="placements_terms_by_end", condition=models.Q(state__in=WORKING)
            )
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
