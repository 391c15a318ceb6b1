"""The masked work of a person on a certificate, kept so that agencies can search it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from .certificate import CertificateEntry


class EntryEvidence(models.Model):
    """Work story and résumé of one entry without anything that says whose they are: nothing else is searched."""

    entry = models.OneToOneField(CertificateEntry, models.CASCADE, related_name="evidence")
    body = models.TextField()
    words = models.GeneratedField(
        expression=SearchVector("body", config="english"), output_field=SearchVectorField(), db_persist=True
    )
    masked_at = models.DateTimeField()

    class Meta:
        ordering = ["entry"]
        verbose_name_plural = "entry evidence"
        indexes = [GinIndex(fields=["words"], name="placements_evidence_words")]

    def __str__(self) -> str:
        return f"evidence of entry {self.entry_id}"
