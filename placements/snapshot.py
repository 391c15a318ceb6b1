"""From rows to what the matching engine reads: people, requisitions and both sides' certified lists.

Bulk reads only: the number of queries does not depend on how many people or requisitions there are.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db import connection, transaction
from django.db.models import Q, Value
from django.utils import timezone

from agencies.models import Agency, Requisition
from applicants.models import Application, ApplicationSkill
from placements.matching.model import FORMAT
from placements.models import CertificateEntry, RankList
from placements.queries.exclusions import exclusion_rows
from placements.queries.pair import couple_rows
from placements.queries.pins import approved_rows
from placements.snapshot_demand import requisition_rows, with_terms
from placements.snapshot_rules import cap_rows
from techforce.many_ids import as_text, ids_of
from techforce.programme.models import Cohort, Track

Row = dict[str, Any]
Scores = Mapping[uuid.UUID, Mapping[str, int]]
MATCHABLE = ["published", "ranking_closed"]
COMMITTED = ["matched", "offered", "accepted", "placed"]
# United States nationals may hold federal posts just as citizens may.
ALLEGIANCE = ("citizen", "national")
ALL_TRAVEL, ALL_WEEK = 100, 7
TOP_GRADE = 15
# People whom an agency did not list follow in certificate order: by published score and nothing else.
POLICY = {"weights": {"certificate": 100, "useful": 0, "depth": 0, "start": 0}}
ANSWERS = (
    "id",
    "citizenship",
    "clearance_held",
    "clearance_willing",
    "travel_ok",
    "on_site_ok",
    "minimum_grade__rank",
    "start_from",
    "start_by",
)
UNRANKED = {"excluded": "excluded", "certificate_order": "by_score"}


def take_snapshot(cohort: Cohort, track: Track | None, seed: str) -> Row:
    """The document of one match run, as everything stands at one instant.

    People: certified, available on a certificate that holds, not committed elsewhere, with a certified list or a pin.
    Requisitions: published, with open seats. What a list names besides these is left out of it.
    """
    with one_instant():
        entries = available_entries(cohort, track)
        pins = approved_rows(cohort, track)
        lists = _with_pinned(_candidate_lists(entries), entries, pins)
        requisitions = matchable(cohort, track)
        # One text for each requisition, however many lists name it.
        open_now = {name: name for name in (str(row.pk) for row in requisitions)}
        rankings = {
            application: [open_now[pk] for pk in ids if pk in open_now] for application, ids in lists.items()
        }
        scores = scores_of(entries, rankings)
        orders = _agency_orders(requisitions, entries, scores)
        return {
            "format": FORMAT,
            "seed": seed,
            "policy": POLICY,
            "candidates": people_rows(scores, rankings),
            "requisitions": requisition_rows(requisitions, orders),
            "units": unit_rows(),
            "caps": cap_rows(cohort),
            "exclusions": exclusion_rows(rankings),
            "pins": pins,
            "couples": couple_rows(cohort, scores.keys() - {uuid.UUID(pin["candidate"]) for pin in pins}),
        }


@contextmanager
def one_instant() -> Iterator[None]:
    """A transaction in which every read sees the same moment. Inside another one, that one's view holds."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def people_rows(scores: Scores, rankings: Mapping[uuid.UUID, list[str]]) -> list[Row]:
    """People with their certificate scores by track, answers, and lists. Three queries."""
    people = Application.objects.filter(pk__in=ids_of(scores)).order_by("pk")
    skills, places = _skills(scores), _places(scores)
    return [
        _person_row(answers, scores[answers.id], rankings, skills, places)
        for answers in people.values_list(*ANSWERS, named=True)
    ]


def _skills(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """Skills with their levels. Put together by the database: one row a person instead of one a skill."""
    rows = ApplicationSkill.objects.filter(application__in=ids_of(people)).order_by()
    found = rows.values("application_id").annotate(keys=ArrayAgg("skill__key"), levels=ArrayAgg("level"))
    return {
        pk: dict(zip(keys, levels, strict=True))
        for pk, keys, levels in found.values_list("application_id", "keys", "levels")
    }


def _places(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[list[str], bool]]:
    """Places of work in alphabetical order, and whether remote work is one of them."""
    rows: Any = Application.places.through.objects.filter(application__in=ids_of(people)).order_by()
    named = ArrayAgg("dutystation__key", filter=Q(dutystation__is_remote=False), default=Value([]))
    remote = BoolOr("dutystation__is_remote")
    found = rows.values("application_id").annotate(named=named, remote=remote)
    return {
        pk: (sorted(keys), remotely)
        for pk, keys, remotely in found.values_list("application_id", "named", "remote")
    }


def _person_row(
    row: Any,
    tracks: Mapping[str, int],
    rankings: Mapping[uuid.UUID, list[str]],
    skills: Mapping[uuid.UUID, dict[str, int]],
    places: Mapping[uuid.UUID, tuple[list[str], bool]],
) -> Row:
    """A deal-breaker that was left open excludes nothing; one that was answered is never traded."""
    named, remote = places.get(row.id, ([], False))
    data: Row = {
        "id": str(row.id),
        "tracks": dict(tracks),
        "ranking": rankings.get(row.id, []),
        "skills": skills.get(row.id, {}),
        "citizen": row.citizenship in ALLEGIANCE,
        "clearance": max(row.clearance_held, row.clearance_willing or 0),
        "places": named,
        "remote": remote,
        "travel": 0 if row.travel_ok is False else ALL_TRAVEL,
        "on_site": 0 if row.on_site_ok is False else ALL_WEEK,
    }
    if row.minimum_grade__rank is not None:
        data["grades"] = [row.minimum_grade__rank, TOP_GRADE]
    if row.start_from and row.start_by:
        data["start"] = [row.start_from.isoformat(), row.start_by.isoformat()]
    return data


def available_entries(cohort: Cohort, track: Track | None) -> list[tuple[uuid.UUID, uuid.UUID, str, int]]:
    """(entry, application, track key, score) of everybody who can be matched, in certificate order."""
    rows = CertificateEntry.objects.filter(
        state="available",
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=timezone.localdate(),
        application__state="certified",
    ).exclude(application__entries__state__in=COMMITTED)
    if track is not None:
        rows = rows.filter(certificate__track=track)
    return list(
        rows.order_by("-score", "pk").values_list("pk", "application_id", "certificate__track__key", "score")
    )


def _candidate_lists(entries: list[tuple[uuid.UUID, uuid.UUID, str, int]]) -> dict[uuid.UUID, list[str]]:
    rows = RankList.objects.certified().filter(application__in=ids_of({row[1] for row in entries}))
    return dict(rows.annotate(names=as_text("certified")).values_list("application_id", "names"))


def _with_pinned(
    lists: dict[uuid.UUID, list[str]],
    entries: list[tuple[uuid.UUID, uuid.UUID, str, int]],
    pins: list[Row],
) -> dict[uuid.UUID, list[str]]:
    """Somebody who is pinned takes part without a list too. Who is not available stays out: the engine names the pin."""
    pinned = {row["candidate"] for row in pins}
    return {**{person: [] for _, person, _, _ in entries if str(person) in pinned}, **lists}


def matchable(cohort: Cohort, track: Track | None) -> list[Requisition]:
    """Published requisitions with open seats."""
    rows = Requisition.objects.filter(state__in=MATCHABLE, track__cohort=cohort)
    if track is not None:
        rows = rows.filter(track=track)
    return list(with_terms(rows).filter(open_seats__gt=0).order_by("pk"))


def scores_of(
    entries: list[tuple[uuid.UUID, uuid.UUID, str, int]], people: Iterable[uuid.UUID]
) -> dict[uuid.UUID, dict[str, int]]:
    """Certificate scores of these people by track."""
    found: dict[uuid.UUID, dict[str, int]] = {pk: {} for pk in people}
    for _, application, key, score in entries:
        if application in found:
            found[application][key] = max(score, found[application].get(key, 0))
    return found


def _agency_orders(
    requisitions: list[Requisition], entries: list[tuple[uuid.UUID, uuid.UUID, str, int]], people: Scores
) -> dict[uuid.UUID, Row]:
    """Each requisition's certified list in terms of people; without one only its policy for the unranked holds."""
    person_of = {
        str(entry): str(application) for entry, application, _, _ in entries if application in people
    }
    rows = RankList.objects.certified().filter(requisition__in=ids_of(row.pk for row in requisitions))
    lists = dict(rows.annotate(names=as_text("certified")).values_list("requisition_id", "names"))
    orders = {}
    for row in requisitions:
        ranked = [person_of[pk] for pk in lists.get(row.pk, []) if pk in person_of]
        orders[row.pk] = {
            "by": "list",
            "ranked": list(dict.fromkeys(ranked)),
            "unranked": UNRANKED[row.unranked_policy],
        }
    return orders


def unit_rows() -> list[Row]:
    """The tree of agencies."""
    rows = Agency.objects.order_by("acronym").values_list("acronym", "parent__acronym")
    return [{"id": acronym, "parent": parent} for acronym, parent in rows]
