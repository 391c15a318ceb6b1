"""Words that staff hide from reviewers by hand, where the automatic mask did not know them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .application import Application


class HiddenPhrase(models.Model):
    """One word or phrase of one application that no reviewer reads."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="hidden_phrases")
    phrase = models.CharField(max_length=120)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "phrase"], name="applicants_hidden_phrase_once")
        ]

    def __str__(self) -> str:
        return f"hidden phrase {self.pk}"
