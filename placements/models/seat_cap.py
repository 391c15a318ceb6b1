"""How many people an agency and everything under it may take in one cohort."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from agencies.models import Agency
from techforce.programme.models import Cohort


class SeatCap(models.Model):
    """At most `seats` people of a cohort in an agency with its components. Caps nest because agencies are a tree."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="seat_caps")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seat_caps")
    seats = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "agency"], name="placements_one_cap_per_agency"),
            models.CheckConstraint(name="placements_cap_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"cap of agency {self.agency_id} in cohort {self.cohort_id}"
