"""Grants of global roles to people."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from .roles import GLOBAL_ROLES


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self) -> "GrantQuerySet":
        """Grants that hold now: not revoked, not past their end."""
        return self.filter(revoked_at=None).filter(
            models.Q(ends_at=None) | models.Q(ends_at__gt=timezone.now())
        )


class Grant(models.Model):
    """One person holds one global role, for a governance body where that matters. Never edited: revoked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.key, role.label) for role in GLOBAL_ROLES])
    body = models.CharField(max_length=20, blank=True, help_text="Governance body, for oversight roles.")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(revoked_at=None), name="access_one_grant_per_role"
            ),
            models.CheckConstraint(
                name="access_auditor_grant_ends",
                condition=~models.Q(role="auditor") | models.Q(ends_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_grants", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for account {self.user_id}"
