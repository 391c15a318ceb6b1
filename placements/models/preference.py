"""Veterans' preference: the claim and its adjudication, and the cases in which an agency asks to pass somebody over.

It lives here and not with applications, so that nothing a reviewer reads can reach it.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency, Requisition
from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import PASS_OVER, PREFERENCE_CLAIM
from .certificate import CertificateEntry

STANDING = ["proposed", "answered", "sustained"]


class PreferenceClaim(Stateful):
    """One claim for one application, made by the candidate and decided by HR after the last hurdle."""

    WORKFLOW: ClassVar[Workflow] = PREFERENCE_CLAIM

    class Kind(models.TextChoices):
        FIVE = "five", "5-point preference"
        TEN = "ten", "10-point preference"
        SOLE = "sole", "Sole survivor preference"

    application = models.OneToOneField(Application, models.PROTECT, related_name="preference_claim")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    claimed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["claimed_at", "id"]
        triggers = state_triggers(PREFERENCE_CLAIM)

    def __str__(self) -> str:
        return f"preference claim {self.pk}"


class PassOverQuerySet(models.QuerySet["PassOver"]):
    def visible_to(self, user: Any) -> "PassOverQuerySet":
        """Those who decide and read matches see all; an agency its own; a person theirs."""
        if may(user, Permission.MATCH_READ):
            return self
        return self.filter(
            models.Q(requisition__agency__in=Agency.objects.of_member(user))
            | models.Q(entry__application__candidate__user=user)
        )


class PassOver(Stateful):
    """An agency asks to rank people behind a preference-eligible person before them. `ahead`: those entries."""

    WORKFLOW: ClassVar[Workflow] = PASS_OVER

    class Ground(models.TextChoices):
        CONDITIONS = "conditions", "Place, hours or travel do not suit the person"
        DATES = "dates", "The dates do not suit the person"
        SPECIALTY = "specialty", "A specialty the work needs, as the requisition says"
        SUITABILITY = "suitability", "A question of suitability"

    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="pass_overs")
    entry = models.ForeignKey(CertificateEntry, models.PROTECT, related_name="pass_overs")
    ahead = ArrayField(models.UUIDField())
    ground = models.CharField(max_length=12, choices=Ground.choices)
    reasons = models.TextField(max_length=3000)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    answer_due_at = models.DateTimeField()
    answer_text = models.TextField(max_length=3000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PassOverQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        triggers = state_triggers(PASS_OVER)
        constraints = [
            models.UniqueConstraint(
                fields=["requisition", "entry"],
                condition=models.Q(state__in=STANDING),
                name="placements_one_pass_over",
            ),
            models.CheckConstraint(name="placements_pass_over_has_reasons", condition=~models.Q(reasons="")),
            models.CheckConstraint(
                name="placements_pass_over_names_whom", condition=models.Q(ahead__len__gte=1)
            ),
            models.CheckConstraint(
                name="placements_pass_over_decided_by_another",
                condition=models.Q(state__in=["sustained", "denied"], decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("opened_by"))
                | models.Q(state__in=["proposed", "answered", "withdrawn"], decided_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"pass-over {self.pk}"
