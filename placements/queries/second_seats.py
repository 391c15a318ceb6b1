"""Who of these people would go to which open seat now, outside a match run: found by the engine itself.

Both sides must have ranked the other by name, in any round; the newest list counts first. Limits of agencies and pairs that
are kept apart count as in a match. Nobody who holds a seat is
part of it, so the answer is stable among the people asked about, and the same whatever the order of rows.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from agencies.models import Requisition, Seat
from placements.matching import Market, Result, Snapshot, build_market, solve
from placements.matching.model import FORMAT
from placements.models import CertificateEntry, PastRankList, RankList
from placements.queries.exclusions import exclusion_rows
from placements.snapshot import people_rows, unit_rows
from placements.snapshot_demand import PLAIN, requisition_rows, with_terms
from placements.snapshot_rules import cap_rows
from techforce.programme.models import Cohort


class Place(NamedTuple):
    """A requisition and, in a team, the role."""

    requisition: uuid.UUID
    role: int | None


Lists = dict[uuid.UUID, list[uuid.UUID]]
# Where a match has been and ranking is not open: what is open there is promised to no round.
SETTLED = ["filling", "ranking_closed"]
# How a seat came to be open that somebody had held.
FREED = ("free", "offer_again")


def best_seats(
    cohort: Cohort,
    entries: Iterable[CertificateEntry],
    *,
    without: Collection[uuid.UUID] = (),
    freed: bool = False,
) -> dict[uuid.UUID, Place]:
    """Entry to its place for those of `entries` who find a seat; `without` are seats that do not count.

    `freed` looks only at seats that somebody had held: what stayed open in the match stays open for a round.
    """
    rows = {row.pk: row for row in entries}
    needs = list(open_requisitions(cohort, without, freed))
    if not rows or not needs:
        return {}
    people = {row.application_id for row in rows.values()}
    document = _document(
        cohort, rows, needs, _lists("application", people), _lists("requisition", [n.pk for n in needs])
    )
    counts = _open_by_role(needs, without, freed)
    document["requisitions"] = [_alone(row, counts) for row in document["requisitions"]]
    market = build_market(Snapshot.from_json(document))
    track_of = {need.pk: need.track_id for need in needs}
    by_track = {(row.application_id, row.certificate.track_id): row.pk for row in rows.values()}
    return {
        by_track[person, track_of[place.requisition]]: place
        for person, place in _places(market, solve(market))
    }


def _places(market: Market, result: Result) -> Iterator[tuple[uuid.UUID, Place]]:
    """Who goes where, by person."""
    columns = market.columns
    for at, name in enumerate(columns.candidate_ids):
        where = int(result.assign[at])
        if where >= 0:
            role = columns.role_ids[where][int(result.role[at])]
            place = Place(uuid.UUID(columns.requisition_ids[where]), None if role == PLAIN else int(role))
            yield uuid.UUID(name), place


def open_requisitions(cohort: Cohort, without: Collection[uuid.UUID] = (), freed: bool = False) -> Any:
    """Requisitions with seats that can be given outside a round, as `open_seats`; `freed`: only those somebody had."""
    mine = Q(seats__in=_open_seats(without, freed))
    rows = with_terms(Requisition.objects.filter(track__cohort=cohort, state__in=SETTLED))
    return rows.annotate(open_seats=Count("seats", filter=mine)).filter(open_seats__gt=0).order_by("pk")


def _open_seats(without: Collection[uuid.UUID], freed: bool) -> QuerySet[Seat]:
    rows = Seat.objects.filter(state="open").exclude(pk__in=list(without))
    return rows.filter(ledger_entry__act__in=FREED) if freed else rows


def _open_by_role(needs: list[Requisition], without: Collection[uuid.UUID], freed: bool) -> Counter[str]:
    rows = _open_seats(without, freed).filter(requisition__in=needs, role__isnull=False)
    return Counter(str(role) for role in rows.values_list("role_id", flat=True))


def _lists(owner: str, ids: Iterable[uuid.UUID]) -> Lists:
    """What each has certified, newest list first, every line once. Two queries."""
    wanted = {f"{owner}__in": list(ids)}
    found: Lists = {}
    for pk, certified in (
        RankList.objects.certified().filter(**wanted).values_list(f"{owner}_id", "certified")
    ):
        found[pk] = list(certified)
    past = PastRankList.objects.filter(**wanted).order_by("-round_number")
    for pk, certified in past.values_list(f"{owner}_id", "certified"):
        found[pk] = list(dict.fromkeys([*found.get(pk, []), *certified]))
    return found


def _document(
    cohort: Cohort,
    rows: dict[uuid.UUID, CertificateEntry],
    needs: list[Requisition],
    own: Lists,
    theirs: Lists,
) -> dict[str, Any]:
    scores: dict[uuid.UUID, dict[str, int]] = {}
    for row in rows.values():
        scores.setdefault(row.application_id, {})[row.certificate.track.key] = row.score
    known = {str(need.pk) for need in needs}
    rankings = {person: [str(pk) for pk in own.get(person, []) if str(pk) in known] for person in scores}
    orders = {
        need.pk: {
            "by": "list",
            "ranked": list(
                dict.fromkeys(str(rows[pk].application_id) for pk in theirs.get(need.pk, []) if pk in rows)
            ),
            "unranked": "excluded",
        }
        for need in needs
    }
    return {
        "format": FORMAT,
        "seed": "second seats",  # lists are strict, so no lottery is drawn
        "candidates": people_rows(scores, rankings),
        "requisitions": requisition_rows(needs, orders),
        "units": unit_rows(),
        "caps": cap_rows(cohort),
        "exclusions": exclusion_rows(scores),
    }


def _alone(row: dict[str, Any], counts: Counter[str]) -> dict[str, Any]:
    """A team was opened, or not, in its match: one seat of it is filled by itself now."""
    roles = [
        {**role, "minimum": 0, "seats": role["seats"] if role["id"] == PLAIN else counts[role["id"]]}
        for role in row["roles"]
    ]
    return {**row, "roles": roles}
