"""Who of these people would go to which open seat now, outside a match run: found by the engine itself.

Both sides must have ranked the other by name, in any round; the newest list counts first. Nobody who holds a seat is
part of it, so the answer is stable among the people asked about, and the same whatever the order of rows.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q

from agencies.models import Requisition
from placements.matching import Snapshot, build_market, solve
from placements.matching.model import FORMAT
from placements.models import CertificateEntry, PastRankList, RankList
from placements.snapshot import people_rows, requisition_rows, with_terms
from techforce.programme.models import Cohort

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
) -> dict[uuid.UUID, uuid.UUID]:
    """Entry to requisition for those of `entries` who find a seat; `without` are seats that do not count.

    `freed` looks only at seats that somebody had held: what stayed open in the match stays open for a round.
    """
    rows = {row.pk: row for row in entries}
    needs = list(open_requisitions(cohort, without, freed))
    if not rows or not needs:
        return {}
    people = {row.application_id for row in rows.values()}
    document = _document(
        rows, needs, _lists("application", people), _lists("requisition", [n.pk for n in needs])
    )
    market = build_market(Snapshot.from_json(document))
    found = {
        uuid.UUID(name): uuid.UUID(market.columns.requisition_ids[at])
        for name, at in zip(market.columns.candidate_ids, solve(market).assign.tolist(), strict=True)
        if at >= 0
    }
    track_of = {need.pk: need.track_id for need in needs}
    by_track = {(row.application_id, row.certificate.track_id): row.pk for row in rows.values()}
    return {by_track[person, track_of[need]]: need for person, need in found.items()}


def open_requisitions(cohort: Cohort, without: Collection[uuid.UUID] = (), freed: bool = False) -> Any:
    """Requisitions with seats that can be given outside a round, as `open_seats`; `freed`: only those somebody had."""
    mine = Q(seats__state="open") & ~Q(seats__pk__in=list(without))
    if freed:
        mine &= Q(seats__ledger_entry__act__in=FREED)
    rows = with_terms(Requisition.objects.filter(track__cohort=cohort, state__in=SETTLED))
    return rows.annotate(open_seats=Count("seats", filter=mine)).filter(open_seats__gt=0).order_by("pk")


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
    rows: dict[uuid.UUID, CertificateEntry], needs: list[Requisition], own: Lists, theirs: Lists
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
        "requisitions": [_alone(row) for row in requisition_rows(needs, orders)],
        "units": [{"id": name, "parent": None} for name in sorted({need.agency.acronym for need in needs})],
    }


def _alone(row: dict[str, Any]) -> dict[str, Any]:
    """A team was opened, or not, in its match: one seat of it is filled by itself now."""
    return {**row, "roles": [{**role, "minimum": 0} for role in row["roles"]]}
