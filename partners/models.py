"""Partners, their agreements and the people who speak for them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from .workflow import PARTNER


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: Any) -> "PartnerQuerySet":
        """Programme staff see all; a contact sees its own."""
        if may(user, Permission.COHORT_RUN) or may(user, Permission.LEDGER_READ):
            return self
        return self.filter(contacts__in=PartnerContact.objects.current().filter(user=user)).distinct()

    def public(self) -> "PartnerQuerySet":
        return self.filter(state="active")


class Partner(Stateful):
    """A company or support organisation. The roster is rows: it grows without a release."""

    class Kind(models.TextChoices):
        COMPANY = "company", "Company"
        TALENT_PLATFORM = "talent_platform", "Talent platform"

    WORKFLOW: ClassVar[Workflow] = PARTNER

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    sector = models.CharField(max_length=60, blank=True)
    part = models.CharField(max_length=200, blank=True, help_text="What it does in the programme.")

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        triggers = state_triggers(PARTNER)

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What a partner signed, and until when."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=120)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                name="partners_agreement_dates",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("signed_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PartnerContactQuerySet(models.QuerySet["PartnerContact"]):
    def current(self) -> "PartnerContactQuerySet":
        return self.filter(ended_at=None)


class PartnerContact(models.Model):
    """A named person who speaks for a partner; with an account, they may see its record."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="partner_contacts"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerContactQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
