"""What HR decided about the published eligibility rules, and which rule."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .application import Application


class EligibilityDecision(models.Model):
    """One decision by one person. `rule` is the key of the rule that was not met; empty when all are."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="eligibility_decision")
    eligible = models.BooleanField()
    rule = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                name="applicants_ineligible_names_rule",
                condition=models.Q(eligible=True, rule="") | (models.Q(eligible=False) & ~models.Q(rule="")),
            )
        ]

    def __str__(self) -> str:
        return f"eligibility of {self.application_id}"
