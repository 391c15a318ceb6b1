"""An ordered list: by a candidate over requisitions, or by an agency over entries."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.models import Agency, Requisition
from applicants.models import Application


class RankListQuerySet(models.QuerySet["RankList"]):
    def visible_to(self, user: Any) -> "RankListQuerySet":
        """Each side sees its own and never the other's; no staff role reads a list."""
        return self.filter(
            models.Q(application__candidate__user=user)
            | models.Q(requisition__agency__in=Agency.objects.of_member(user))
        )

    def certified(self) -> "RankListQuerySet":
        return self.filter(certified_at__isnull=False)


class RankList(models.Model):
    """`draft` is what is being worked on, `certified` what counts. Both hold ids, best first.

    A candidate's list (`application`) holds requisition ids over all tracks; a requisition's holds entry ids.
    """

    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="rank_list"
    )
    requisition = models.OneToOneField(
        Requisition, models.PROTECT, null=True, blank=True, related_name="rank_list"
    )
    draft = ArrayField(models.UUIDField(), default=list, blank=True)
    certified = ArrayField(models.UUIDField(), default=list, blank=True)
    lock_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RankListQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="placements_list_has_one_owner",
                condition=models.Q(application__isnull=True, requisition__isnull=False)
                | models.Q(application__isnull=False, requisition__isnull=True),
            ),
            models.CheckConstraint(
                name="placements_certified_has_time",
                condition=models.Q(certified_at__isnull=False, certified_by__isnull=False)
                | models.Q(certified_at__isnull=True, certified=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"rank list {self.pk}"

    @property
    def changed_since_certified(self) -> bool:
        """Whether the draft differs from what counts."""
        return self.draft != self.certified
