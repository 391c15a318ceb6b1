"""Keep the masked work of people on certificates, for agencies to search."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from applicants.models import ApplicationVersion, HiddenPhrase
from applicants.queries import BlindView, blind_view
from placements.models import CertificateEntry, EntryEvidence
from placements.models.certificate import LIVE

BATCH = 500


def mask_evidence(now: datetime) -> int:
    """Mask what has not been masked yet, and anew where a word was hidden since, by the system; returns how many.

    Safe to run twice and at the same time: whoever writes last writes the same.
    """
    done = 0
    for entry in due_entries()[:BATCH]:
        at = timezone.now()  # before reading, so that a word hidden meanwhile is due again
        version = _version_of(entry)
        if version is None:
            continue
        EntryEvidence.objects.update_or_create(
            entry=entry, defaults={"body": _readable(blind_view(version)), "masked_at": at}
        )
        done += 1
    return done


def due_entries() -> QuerySet[CertificateEntry]:
    """Live entries without evidence, or with a phrase that was hidden after it was masked."""
    masked = EntryEvidence.objects.filter(entry=OuterRef("pk")).values("masked_at")
    versions = ApplicationVersion.objects.filter(application=OuterRef("application"))
    later = HiddenPhrase.objects.filter(application=OuterRef("application"), added_at__gte=OuterRef("masked"))
    rows = CertificateEntry.objects.filter(Exists(versions), state__in=LIVE).annotate(masked=Subquery(masked))
    return (rows.filter(masked=None) | rows.filter(Exists(later))).order_by("pk")


def _version_of(entry: CertificateEntry) -> ApplicationVersion | None:
    rows = ApplicationVersion.objects.filter(application=entry.application_id)
    return rows.select_related("application__candidate__user").order_by(F("number").desc()).first()


def _readable(view: BlindView) -> str:
    """What may be read, in one text; a gap stands for what is hidden, so that no word runs into the next."""
    texts = (
        "".join(" " if piece.hidden else piece.text for piece in part) for part in (view.story, view.resume)
    )
    return "\n\n".join(texts)
