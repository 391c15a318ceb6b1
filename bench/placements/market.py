"""A cohort of any size, ready to be matched: people, requisitions with funded seats, both sides' certified lists."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from agencies.models import FundingCertification, Requisition, RequisitionSkill, Seat
from applicants.models import Application, ApplicationSkill, Candidate
from placements.models import Certificate, CertificateEntry, RankList
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry, subject_type
from techforce.copying import copy_in, copy_numbered
from techforce.operations.seeding.scale import Scale
from techforce.operations.seeding.world import World, make_world
from techforce.programme.models import Cohort, Track
from techforce.workflow.many import parts
from techforce.workflow.models import Stateful

SEATS_PER_PERSON = 0.55
SHORTEST, LONGEST, LONGEST_AGENCY_LIST = 5, 21, 60
BATCH = 5000


@dataclass
class Market:
    """What was made; `by_track` holds requisitions' and entries' ids, for the lists."""

    world: World
    people: int
    requisitions: int
    chance: random.Random = field(default_factory=lambda: random.Random(20250601))
    works: dict[uuid.UUID, list[uuid.UUID]] = field(default_factory=dict)
    entries: dict[uuid.UUID, list[uuid.UUID]] = field(default_factory=dict)
    certificates: dict[uuid.UUID, Certificate] = field(default_factory=dict)


def make_market(people: int, requisitions: int) -> Market:
    """Fill an empty database. Rows stand in their states by an entry of their own, as the triggers demand."""
    world = make_world(Scale("bench", 0, 0, 3, 0, 0, 0.0), seed=1)
    market = Market(world, people, requisitions)
    _close_ranking(world.cohort)
    for track in world.tracks:
        market.certificates[track.pk] = Certificate.objects.create(
            track=track,
            number=f"BENCH-{track.order}",
            issued_by=world.hr,
            expires_on=timezone.localdate() + timedelta(days=300),
        )
        market.works[track.pk], market.entries[track.pk] = [], []
    for part in parts(range(requisitions), 250):
        _make_requisitions(market, part)
        _count_rows()
    for part in parts(range(people), BATCH):
        _make_people(market, part)
        _count_rows()
    _make_agency_lists(market)
    _count_rows()
    return market


def _count_rows() -> None:
    """Tell the planner how many rows there are: the triggers look entries up by its plan."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _close_ranking(cohort: Cohort) -> None:
    now = timezone.now()
    Cohort.objects.filter(pk=cohort.pk).update(
        ranking_opens_at=now - timedelta(days=8), ranking_closes_at=now - timedelta(minutes=1)
    )
    cohort.refresh_from_db()


def stand(rows: Sequence[Stateful], state: str) -> None:
    """Insert rows that stand in this state."""
    now = timezone.now()
    entries = [
        LedgerEntry(
            act="bench",
            subject_type=subject_type(row),
            subject_id=str(row.pk),
            actor_role="system",
            to_state=state,
            at=now,
        )
        for row in rows
    ]
    copy_numbered(entries)
    for row, entry in zip(rows, entries, strict=True):
        row.state, row.state_since, row.ledger_entry = state, now, entry
    copy_in(rows)


@transaction.atomic
def _make_requisitions(market: Market, numbers: list[int]) -> None:
    world, chance = market.world, market.chance
    seats = max(1, round(SEATS_PER_PERSON * market.people / market.requisitions))
    rows = [_requisition(market, number, chance.randint(1, 2 * seats - 1)) for number in numbers]
    stand(rows, "ranking_closed")
    for row in rows:
        market.works[row.track_id].append(row.pk)
    copy_in(
        RequisitionSkill(requisition=row, skill=skill, level=2, required=place < 2)
        for row in rows
        for place, skill in enumerate(chance.sample(_skills_of(world, row.track), 3))
    )
    money = [
        FundingCertification(
            requisition=row,
            seat_count=row.seat_count,
            source="bench",
            available_until=timezone.localdate() + timedelta(days=700),
            certified_by=world.hr,
        )
        for row in rows
    ]
    copy_numbered(money)
    every = [
        Seat(requisition=row, number=number, funding=funds)
        for row, funds in zip(rows, money, strict=True)
        for number in range(1, row.seat_count + 1)
    ]
    for part in parts(every, BATCH):
        stand(part, "open")


def _skills_of(world: World, track: Track) -> list[Any]:
    """Eight skills that a track's work is about."""
    return (world.skills[track.order * 5 :] + world.skills)[:8]


def _requisition(market: Market, number: int, seats: int) -> Requisition:
    world, chance, now = market.world, market.chance, timezone.now()
    start = now.date() + timedelta(days=chance.randint(30, 60))
    return Requisition(
        number=f"BENCH-{number:06d}",
        agency=world.agencies[number % len(world.agencies)],
        track=world.tracks[number % len(world.tracks)],
        created_by=world.cast["cora"],
        title=f"Bench {number}",
        seat_count=seats,
        grade=chance.choice(world.grades),
        duty_station=chance.choice(world.stations),
        remote_ok=chance.random() < 0.75,
        travel_required=chance.random() < 0.1,
        clearance=chance.choice([0, 0, 1, 2]),
        start_from=start,
        start_by=start + timedelta(days=60),
        supervisor_name="Bench",
        supervisor_email="bench@demo.example",
        contact_name="Bench",
        contact_email="bench@demo.example",
        unranked_policy=chance.choice(["excluded", "certificate_order", "certificate_order"]),
        validated_at=now,
        published_at=now,
    )


@transaction.atomic
def _make_people(market: Market, numbers: list[int]) -> None:
    world, chance = market.world, market.chance
    users = [
        User(email=f"bench{number}@demo.example", name="Bench", password="!")  # noqa: S106 nobody can sign in with it
        for number in numbers
    ]
    copy_numbered(users)
    candidates = [Candidate(user=user, given_name="Bench", family_name=str(user.pk)) for user in users]
    copy_numbered(candidates)
    applications = [
        _application(market, row, number) for row, number in zip(candidates, numbers, strict=True)
    ]
    stand(applications, "certified")
    tracks = [world.tracks[number % len(world.tracks)] for number in numbers]
    copy_in(_skills(market, applications, tracks))
    place = Application.places.through
    copy_in(
        place(application_id=row.pk, dutystation_id=station.pk)
        for row in applications
        for station in chance.sample(world.stations, 5)
    )
    entries = [
        CertificateEntry(
            certificate=market.certificates[track.pk],
            application=row,
            score=min(1000, max(0, round(chance.gauss(600, 150) / 6.25) * 6)),
        )
        for row, track in zip(applications, tracks, strict=True)
    ]
    stand(entries, "available")
    for entry, track in zip(entries, tracks, strict=True):
        market.entries[track.pk].append(entry.pk)
    copy_in(
        _list(user, chance.sample(works, min(len(works), chance.randint(SHORTEST, LONGEST))), application=row)
        for user, row, works in zip(users, applications, (market.works[t.pk] for t in tracks), strict=True)
    )


def _application(market: Market, candidate: Candidate, number: int) -> Application:
    chance, now = market.chance, timezone.now()
    start = now.date() + timedelta(days=chance.randint(0, 40))
    return Application(
        candidate=candidate,
        cohort=market.world.cohort,
        code=f"B-{number:07d}",
        receipt_number=f"B-{number:07d}",
        submitted_at=now,
        citizenship="citizen",
        minimum_grade=market.world.grades[0],
        start_from=start,
        start_by=start + timedelta(days=90),
        clearance_held=chance.choice([0, 0, 0, 1]),
        clearance_willing=chance.choice([1, 2, 3]),
        travel_ok=chance.random() < 0.8,
        on_site_ok=chance.random() < 0.8,
    )


def _skills(
    market: Market, applications: list[Application], tracks: list[Track]
) -> Iterator[ApplicationSkill]:
    for row, track in zip(applications, tracks, strict=True):
        for skill in _skills_of(market.world, track):
            if market.chance.random() < 0.8:
                yield ApplicationSkill(application=row, skill=skill, level=market.chance.randint(2, 4))


def _list(by: User, ids: list[uuid.UUID], **owner: Any) -> RankList:
    now = timezone.now()
    return RankList(draft=ids, certified=ids, saved_at=now, certified_at=now, certified_by=by, **owner)


def _make_agency_lists(market: Market) -> None:
    """Two of three requisitions certified a list."""
    by = market.world.cast["cora"]

    def lists() -> Iterator[RankList]:
        for track, works in market.works.items():
            pool = market.entries[track]
            for work in works:
                if market.chance.random() < 0.67:
                    chosen = market.chance.sample(pool, min(len(pool), LONGEST_AGENCY_LIST))
                    yield _list(by, chosen, requisition_id=work)

    copy_in(lists())
