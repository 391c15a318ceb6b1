"""The numbers and lists of the public pages: every one of them is counted, none is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import median

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from applicants.models import Competency, Rubric
from partners.models import Partner
from techforce.programme.models import Cohort, GovernanceBody, Track

from .board import days_to_first_day, funnel
from .remembering import remembered
from .work import Project, newest, public_seats

SHORT, LONG = 30, 600
# Fewer people than this are not shown as a number: it could say something about one of them.
SMALLEST = 10


@dataclass(frozen=True)
class Seats:
    """Funded seats by state; `matched` are those between open and filled."""

    filled: int = 0
    matched: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.filled + self.matched + self.open


@dataclass(frozen=True)
class TrackFacts:
    """A track as the public pages show it."""

    slug: str
    name: str
    summary: str
    description: str
    url: str
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class Landing:
    """What the front page counts."""

    seats: Seats | None
    updated: datetime
    facts: tuple[tuple[str, str], ...]
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class AgencyFacts:
    """An agency, its components and the seats of both."""

    name: str
    acronym: str
    bureaus: tuple["AgencyFacts", ...]
    seats: Seats | None


@dataclass(frozen=True)
class Standard:
    """One competency of a published standard, with its five anchors."""

    name: str
    question: str
    weight: int
    anchors: tuple[str, ...]
    pass_rating: int


def landing() -> Landing:
    """Seats, facts and the newest work, at most half a minute old."""
    return remembered("public:landing:1", SHORT, _landing)


def tracks() -> list[TrackFacts]:
    """For each track the one that can be applied to now, else the latest. Whether it is open is asked at each call."""
    rows = remembered("public:tracks:1", SHORT, _tracks)
    return [_with_window(*row) for row in rows]


def announcements() -> list[str]:
    """What cohorts that take or will take applications announce, the latest first."""
    rows = Cohort.objects.filter(state__in=["announced", "running"]).exclude(announcement="")
    return remembered(
        "public:announcements:1", SHORT, lambda: list(rows.values_list("announcement", flat=True))
    )


def window(found: Iterable[TrackFacts]) -> datetime | None:
    """When the first open track closes; None when none is open."""
    return min((track.closes_at for track in found if track.is_open and track.closes_at), default=None)


def standard_of(slug: str) -> list[Standard]:
    """The newest frozen standard of a track; empty while none is published."""
    return remembered(f"public:standard:{slug}:1", SHORT, lambda: _standard(slug))


def agencies() -> list[AgencyFacts]:
    """Departments and independent agencies by name, each with its components."""
    return remembered("public:agencies:1", SHORT, _agencies)


def partners() -> tuple[list[tuple[str, list[Partner]]], list[Partner]]:
    """(sectors with their companies, talent platforms) of all active partners."""
    rows = remembered(
        "public:partners:1", SHORT, lambda: list(Partner.objects.public().order_by("sector", "name"))
    )
    companies = [row for row in rows if row.kind == Partner.Kind.COMPANY]
    platforms = [row for row in rows if row.kind == Partner.Kind.TALENT_PLATFORM]
    return [
        (sector, list(found)) for sector, found in groupby(companies, key=lambda row: row.sector)
    ], platforms


def governance() -> list[GovernanceBody]:
    """Who leads, coordinates and takes part."""
    return remembered("public:governance:1", SHORT, lambda: list(GovernanceBody.objects.all()))


def odds() -> tuple[str, tuple[tuple[str, int], ...]] | None:
    """(cohort, stages) of the newest cohort in which enough people were placed to be told; else None."""
    return remembered("public:odds:1", LONG, _odds)


def _landing() -> Landing:
    row = public_seats().aggregate(
        filled=Count("pk", filter=Q(state="filled")),
        matched=Count("pk", filter=Q(state__in=["matched", "offered"])),
        open=Count("pk", filter=Q(state="open")),
    )
    seats = Seats(**row)
    return Landing(
        seats=seats if seats.total else None,
        updated=timezone.now(),
        facts=tuple(_facts(seats)),
        projects=tuple(newest(5)),
    )


def _facts(seats: Seats) -> Iterable[tuple[str, str]]:
    if seats.total:
        yield f"{seats.total:,}", "funded seat" if seats.total == 1 else "funded seats"
    agencies = Agency.objects.filter(is_participating=True).count()
    if agencies:
        yield f"{agencies:,}", "agencies take part"
    companies = Partner.objects.public().filter(kind=Partner.Kind.COMPANY).count()
    if companies:
        yield f"{companies:,}", "companies lend training, mentors and managers"
    days = _days()
    if len(days) >= SMALLEST:
        yield f"{round(median(days))} days", "from an accepted need to a first day, half start sooner"


def _days() -> list[int]:
    cohort = (
        Cohort.objects.filter(state__in=["placing", "serving", "completed"]).order_by("-state_since").first()
    )
    return days_to_first_day(cohort) if cohort else []


def _tracks() -> list[tuple[TrackFacts, str]]:
    """The facts with the state; one query."""
    rows = Track.objects.public().select_related("cohort").order_by("order", "name")
    chosen: dict[str, Track] = {}
    for row in rows:
        held = chosen.get(row.key)
        if held is None or (row.state == "open", row.opens_at) > (held.state == "open", held.opens_at):
            chosen[row.key] = row
    return [(_track_facts(row), row.state) for row in chosen.values()]


def _track_facts(row: Track) -> TrackFacts:
    return TrackFacts(
        slug=row.key,
        name=row.name,
        summary=row.summary,
        description=row.description,
        url=reverse("public:track", args=[row.key]),
        is_open=False,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def _with_window(facts: TrackFacts, state: str) -> TrackFacts:
    """The window as it is at this moment; a remembered answer must not keep a closed track open."""
    now = timezone.now()
    opens, closes = facts.opens_at, facts.closes_at
    is_open = state == "open" and opens is not None and closes is not None and opens <= now < closes
    to_come = state == "planned" and opens is not None and opens > now
    return TrackFacts(
        slug=facts.slug,
        name=facts.name,
        summary=facts.summary,
        description=facts.description,
        url=facts.url,
        is_open=is_open,
        opens_at=opens if is_open or to_come else None,
        closes_at=closes if is_open or to_come else None,
    )


def _standard(slug: str) -> list[Standard]:
    rubric = (
        Rubric.objects.filter(track__key=slug, track__in=Track.objects.public(), frozen_at__isnull=False)
        .order_by("-frozen_at")
        .first()
    )
    rows = Competency.objects.filter(rubric=rubric) if rubric else Competency.objects.none()
    return [Standard(c.name, c.question, c.weight, tuple(c.anchors), c.pass_rating) for c in rows]


def _agencies() -> list[AgencyFacts]:
    counts = {
        row["requisition__agency"]: (row["filled"], row["matched"], row["open"])
        for row in public_seats()
        .order_by()
        .values("requisition__agency")
        .annotate(
            filled=Count("pk", filter=Q(state="filled")),
            matched=Count("pk", filter=Q(state__in=["matched", "offered"])),
            open=Count("pk", filter=Q(state="open")),
        )
    }
    rows = list(Agency.objects.filter(is_participating=True).order_by("name"))
    below: dict[int | None, list[Agency]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return [_agency_facts(row, below, counts) for row in below.get(None, [])]


def _agency_facts(
    row: Agency, below: dict[int | None, list[Agency]], counts: dict[int, tuple[int, int, int]]
) -> AgencyFacts:
    parts = tuple(_agency_facts(part, below, counts) for part in below.get(row.pk, []))
    numbers = [counts.get(row.pk, (0, 0, 0))]
    numbers += [(p.seats.filled, p.seats.matched, p.seats.open) for p in parts if p.seats]
    seats = Seats(*(sum(column) for column in zip(*numbers, strict=True)))
    return AgencyFacts(row.name, row.acronym, parts, seats if seats.total else None)


def _odds() -> tuple[str, tuple[tuple[str, int], ...]] | None:
    cohorts = Cohort.objects.filter(state__in=["running", "placing", "serving", "completed"])
    for cohort in cohorts.order_by("-state_since")[:3]:
        stages = tuple((stage.label, stage.people) for stage in funnel(cohort).stages)
        if min(people for _, people in stages) >= SMALLEST:
            return cohort.name, stages
    return None
