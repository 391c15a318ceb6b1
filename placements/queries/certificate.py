"""Who waits for a certificate, which certificates there are, and who agencies can find on them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import Agency, Requisition
from applicants.models import Application
from applicants.queries import BlindView, blind_view, qualified_applications
from placements.models import Certificate, CertificateEntry
from techforce.accounts.models import User
from techforce.programme.models import Track


@dataclass(frozen=True)
class TrackDesk:
    """A track as HR sees it: how many people wait for a certificate, and how many are on one."""

    track: Track
    waiting: int
    on_list: int


def waiting_for_certificate(track: Track) -> QuerySet[Application]:
    """Qualified people of a track who are on none of its certificates."""
    listed = CertificateEntry.objects.live().filter(certificate__track=track, application=OuterRef("pk"))
    return qualified_applications(track).filter(~Exists(listed))


def track_desks() -> list[TrackDesk]:
    """Every track of a running cohort. Two queries for each track, of which there are a handful."""
    tracks = Track.objects.filter(cohort__state__in=["running", "placing", "serving"]).select_related(
        "cohort"
    )
    entries = CertificateEntry.objects.live()
    return [
        TrackDesk(
            track, waiting_for_certificate(track).count(), entries.filter(certificate__track=track).count()
        )
        for track in tracks.order_by("cohort__name", "order", "name")
    ]


def issued_certificates() -> QuerySet[Certificate]:
    """Certificates, newest first, with how many of their people stand where."""
    counts = {
        name: Count("entries", filter=Q(entries__state__in=states))
        for name, states in (
            ("listed", ["listed"]),
            ("available", ["available"]),
            ("held", ["matched", "offered", "accepted"]),
            ("placed", ["placed"]),
            ("reserve", ["reserve"]),
        )
    }
    return (
        Certificate.objects.select_related("track__cohort", "issued_by")
        .annotate(**counts)
        .order_by("-issued_at", "-pk")
    )


def open_certificates() -> QuerySet[Certificate]:
    """Certificates that hold, with how many people are available on each."""
    available = Count("entries", filter=Q(entries__state="available"))
    rows = Certificate.objects.filter(expires_on__gte=timezone.localdate()).select_related("track__cohort")
    return rows.annotate(available=available).order_by("track__order", "number")


RANKED_STATES = ["published", "ranking_closed", "in_match", "filling", "filled"]


def requisitions_of(user: User) -> QuerySet[Requisition]:
    """Requisitions of a person's agencies that people can be ranked for or have been matched to."""
    own = Requisition.objects.filter(agency__in=Agency.objects.of_member(user), state__in=RANKED_STATES)
    return own.select_related("agency", "track", "rank_list").order_by("agency__name", "number")


@dataclass(frozen=True)
class Evidence:
    """What an agency may read of a person: the masked work and the terms. `view` holds no identity."""

    entry: CertificateEntry
    view: BlindView
    start: tuple[date | None, date | None]


def evidence_of(entry: CertificateEntry) -> Evidence:
    """The frozen version that was judged, masked exactly as it was for the reviewers."""
    application = entry.application
    version = (
        application.versions.select_related("application__candidate__user")
        .order_by(F("number").desc())[:1]
        .get()
    )
    return Evidence(entry, blind_view(version), (application.start_from, application.start_by))
