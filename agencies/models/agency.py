"""Agencies as a tree, and the people who act for them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from techforce.access.roles import ROLES

AGENCY_ROLES = ["coordinator", "agency_hr", "hiring_official"]


class AgencyQuerySet(models.QuerySet["Agency"]):
    def of_member(self, user: Any, *roles: str) -> "AgencyQuerySet":
        """Agencies in which the person holds one of these roles (any role when none is named), and
        their components. A component's people do not see the department above."""
        own = AgencyMembership.objects.current().filter(user=user)
        if roles:
            own = own.filter(role__in=roles)
        ids = own.values("agency_id")
        return self.filter(models.Q(pk__in=ids) | models.Q(parent__in=ids) | models.Q(parent__parent__in=ids))


class Agency(models.Model):
    """A department, bureau or independent agency. IRS sits in Treasury, CMS in HHS."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Department"
        BUREAU = "bureau", "Bureau"
        INDEPENDENT = "independent", "Independent agency"

    acronym = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="components")
    is_participating = models.BooleanField(default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                name="agencies_not_its_own_parent", condition=~models.Q(parent=models.F("id"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgencyMembershipQuerySet(models.QuerySet["AgencyMembership"]):
    def current(self) -> "AgencyMembershipQuerySet":
        return self.filter(ended_at=None).filter(
            models.Q(ends_at=None) | models.Q(ends_at__gt=timezone.now())
        )


class AgencyMembership(models.Model):
    """One person's role in one agency and its components."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agency_memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(key, ROLES[key].label) for key in AGENCY_ROLES])
    started_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgencyMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=models.Q(ended_at=None),
                name="agencies_one_membership_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.user_id} of agency {self.agency_id}"
