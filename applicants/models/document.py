"""An uploaded résumé: hostile until checked, never served under the name it came with."""

import uuid
from typing import Any

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Now

from techforce.access.holding import may
from techforce.access.permissions import Permission

from .application import Application, ApplicationVersion


def storage_name(document: "Document", filename: str) -> str:
    """A random name: nothing about the person is in a path."""
    return f"documents/{uuid.uuid4().hex}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Staff who read applications see the files that were sent, also earlier ones; a candidate their current one."""
        if may(user, Permission.APPLICATION_READ):
            sent = ApplicationVersion.objects.alias(file=KT("answers__resume__document")).filter(
                application=models.OuterRef("application"),
                file=Cast(models.OuterRef("pk"), models.CharField()),
            )
            return self.filter(models.Exists(sent))
        return self.filter(application__candidate__user=user, removed_at=None)


class Document(models.Model):
    """One file that passed the checks. `text` is what reviewers may read: pages up to the cap."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    file = models.FileField(upload_to=storage_name, max_length=100)
    original_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    uploaded_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(removed_at=None),
                name="applicants_one_current_resume",
            )
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"
