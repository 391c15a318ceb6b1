"""The shared list of qualified people that every participating agency may select from."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Track
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import ENTRY


class Certificate(models.Model):
    """Issued for one track, until a date, in a published order."""

    track = models.ForeignKey(Track, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20, unique=True)
    authority = models.CharField(max_length=120, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField()

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.number


LIVE = ["listed", "available", "matched", "offered", "accepted", "reserve"]


class PriorityReason(models.TextChoices):
    """Why somebody comes first: in every case through no fault of theirs."""

    SEAT_CANCELLED = "seat_cancelled", "Their seat was cancelled"
    REQUISITION_CANCELLED = "requisition_cancelled", "The request for their seat was cancelled"
    REQUISITION_SUSPENDED = "requisition_suspended", "The request for their seat was put on hold"


class EntryQuerySet(models.QuerySet["CertificateEntry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Staff see all; agencies those who are available or were matched; a candidate their own."""
        if may(user, Permission.APPLICATION_READ):
            return self
        if may(user, Permission.CERTIFICATE_BROWSE):
            return self.filter(state__in=["available", "matched", "offered", "accepted", "placed", "reserve"])
        return self.filter(application__candidate__user=user)

    def live(self) -> "EntryQuerySet":
        return self.filter(state__in=LIVE)


class CertificateEntry(Stateful):
    """One person on one certificate. Agencies see its application's code, not a name.

    A mark of priority says since when and why somebody who lost a seat comes before anybody else; a new seat ends it.
    """

    WORKFLOW: ClassVar[Workflow] = ENTRY

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="entries")
    application = models.ForeignKey(Application, models.PROTECT, related_name="entries")
    score = models.PositiveIntegerField(help_text="Published score, 0 to 1000; orders the certificate.")
    priority_since = models.DateTimeField(null=True, editable=False)
    priority_reason = models.CharField(
        max_length=24, choices=PriorityReason.choices, blank=True, editable=False
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "id"]
        verbose_name_plural = "certificate entries"
        triggers = state_triggers(ENTRY)
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "application"], name="placements_one_entry_per_certificate"
            ),
            # A person is matched, offered or accepted once at a time, whatever number of tracks they are in.
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["matched", "offered", "accepted"]),
                name="placements_one_committed_entry",
            ),
            models.CheckConstraint(
                name="placements_priority_has_reason",
                condition=models.Q(priority_since=None, priority_reason="")
                | (models.Q(priority_since__isnull=False) & ~models.Q(priority_reason="")),
            ),
            models.CheckConstraint(name="placements_score_on_scale", condition=models.Q(score__lte=1000)),
        ]
        indexes = [
            models.Index(fields=["certificate", "state", "-score", "id"], name="placements_entry_order")
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
