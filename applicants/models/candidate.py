"""A person who applies."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper

from techforce.access.holding import may
from techforce.access.permissions import Permission


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, user: Any) -> "CandidateQuerySet":
        """Staff who read applications see all; everybody else only themselves."""
        return self if may(user, Permission.APPLICATION_READ) else self.filter(user=user)


class Candidate(models.Model):
    """Who somebody is and how to reach them. Never shown to a reviewer."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="candidate")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state_code = models.CharField(max_length=2, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(Upper("family_name"), Upper("given_name"), name="applicants_same_name")]

    def __str__(self) -> str:
        return f"candidate {self.pk}"

    @property
    def full_name(self) -> str:
        """Given and family name as the person writes them."""
        return f"{self.given_name} {self.family_name}".strip()
