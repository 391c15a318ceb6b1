"""Proof that the seats of a requisition are paid for."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .requisition import Requisition


class FundingCertification(models.Model):
    """One statement by agency HR: this many seats are funded from this source until this date."""

    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="funding_certifications")
    seat_count = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=120, help_text="Treasury account symbol or appropriation.")
    available_until = models.DateField()
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certified_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-certified_at"]
        constraints = [
            models.CheckConstraint(name="agencies_funding_seats", condition=models.Q(seat_count__gte=1)),
            models.UniqueConstraint(
                fields=["requisition"],
                condition=models.Q(withdrawn_at=None),
                name="agencies_one_current_funding",
            ),
        ]

    def __str__(self) -> str:
        return f"funding of {self.requisition_id}"
