"""Two applications that may be of one person."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .application import OPEN_STATES, Application


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def pending(self) -> "DuplicateQuerySet":
        """Pairs that HR has not decided and of which both still live."""
        return self.filter(decided_at=None, first__state__in=OPEN_STATES, second__state__in=OPEN_STATES)

    def of(self, application: Application) -> "DuplicateQuerySet":
        """Pairs that this application is one of."""
        return self.filter(models.Q(first=application) | models.Q(second=application))


class Duplicate(models.Model):
    """One pair; `first` has the lower id, so that a pair has one row. `same` is what HR decided."""

    first = models.ForeignKey(Application, models.PROTECT, related_name="+")
    second = models.ForeignKey(Application, models.PROTECT, related_name="+")
    same_name_and_phone = models.BooleanField(default=False)
    found_at = models.DateTimeField(db_default=Now())
    # When somebody who was signed in to both accounts said so: nobody else can.
    proven_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    same = models.BooleanField(null=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="applicants_pair_once"),
            models.CheckConstraint(
                name="applicants_pair_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
            models.CheckConstraint(
                name="applicants_pair_has_a_ground",
                condition=models.Q(same_name_and_phone=True) | models.Q(proven_at__isnull=False),
            ),
            models.CheckConstraint(
                name="applicants_pair_decided_by_somebody",
                condition=models.Q(decided_at=None, decided_by=None, same=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, same__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at", "id"], name="applicants_pairs_to_do", condition=models.Q(decided_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    def other(self, application: Application) -> Application:
        """The other one of the pair."""
        return self.second if application.pk == self.first_id else self.first
