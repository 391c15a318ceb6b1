"""An offer of one seat to one person, with a clock."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Seat
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import OFFER
from .certificate import CertificateEntry
from .match_run import MatchRun

LIVE = ["drafted", "ready", "sent", "accepted", "final"]


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: Any) -> "OfferQuerySet":
        """Staff see all; an agency its own; a candidate theirs, once it was sent."""
        if may(user, Permission.OFFER_MANAGE) or may(user, Permission.LEDGER_READ):
            return self
        own = models.Q(entry__application__candidate__user=user, sent_at__isnull=False)
        return self.filter(own | models.Q(seat__requisition__agency__in=Agency.objects.of_member(user)))

    def live(self) -> "OfferQuerySet":
        return self.filter(state__in=LIVE)


class Offer(Stateful):
    """`expires_at` is set when it is sent. Accepting needs a second confirmation on the page."""

    WORKFLOW: ClassVar[Workflow] = OFFER

    entry = models.ForeignKey(CertificateEntry, models.PROTECT, related_name="offers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="offers")
    run = models.ForeignKey(MatchRun, models.PROTECT, null=True, related_name="offers")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        triggers = state_triggers(OFFER)
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state__in=LIVE),
                name="placements_one_live_offer_per_entry",
            ),
            models.UniqueConstraint(
                fields=["seat"], condition=models.Q(state__in=LIVE), name="placements_one_live_offer_per_seat"
            ),
            models.CheckConstraint(
                name="placements_sent_offer_has_clock",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False, expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="placements_offer_clock", condition=models.Q(state="sent")
            )
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
