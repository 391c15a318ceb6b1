"""Published requisitions as candidates and visitors read them. No name of a person is in here."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from agencies.models import Requisition, Seat
from placements.models import CertificateEntry
from techforce.accounts.models import User

TAKEN = Q(seats__state__in=["matched", "offered"])


@dataclass(frozen=True)
class Project:
    """One row of the board of work."""

    title: str
    agency: str
    tracks: tuple[str, ...]
    place: str
    filled: int
    matched: int
    total: int
    url: str


def published() -> QuerySet[Requisition]:
    """Everything public, with its seats by state, in one query."""
    return (
        Requisition.objects.public()
        .exclude(track__cohort__state__in=["planned", "cancelled", "archived"])
        .select_related("agency", "track__cohort", "duty_station", "grade")
        .annotate(
            seats_open=Count("seats", filter=Q(seats__state="open")),
            seats_matched=Count("seats", filter=TAKEN),
            seats_filled=Count("seats", filter=Q(seats__state="filled")),
        )
    )


def as_project(row: Requisition) -> Project:
    """A row of `published()` for the board."""
    filled, matched = row.seats_filled, row.seats_matched  # type: ignore[attr-defined]
    return Project(
        title=row.title,
        agency=row.agency.name,
        tracks=(row.track.name,),
        place=place_of(row),
        filled=filled,
        matched=matched,
        total=filled + matched + row.seats_open,  # type: ignore[attr-defined]
        url=reverse("public:project", args=[row.number]),
    )


def place_of(row: Requisition) -> str:
    """Where the work is, in words."""
    station = row.duty_station
    if station is None or station.is_remote or not row.remote_ok:
        return str(station or "")
    return f"{station} or remote"


def newest(limit: int, track_key: str = "") -> list[Project]:
    """The projects with open seats that were published last."""
    rows = published().filter(Q(seats_open__gt=0), state="published")
    if track_key:
        rows = rows.filter(track__key=track_key)
    return [as_project(row) for row in rows.order_by("-published_at", "-id")[:limit]]


def public_seats() -> QuerySet[Seat]:
    """Every standing seat that the public may count."""
    public = Requisition.objects.public().exclude(
        track__cohort__state__in=["planned", "cancelled", "archived"]
    )
    return Seat.objects.standing().filter(requisition__in=public)


def may_see_supervisor(user: User, row: Requisition) -> bool:
    """People on the certificate of its track read who would supervise them, before they rank."""
    entries = CertificateEntry.objects.live().filter(certificate__track_id=row.track_id)
    return entries.filter(application__candidate__user=user).exists()
