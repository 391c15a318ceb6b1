"""From what the engine found to rows: one result for each person, and the report of the run."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from agencies.models import Requisition
from placements.matching import Explanations, Market, Result, explain_requisition
from placements.matching.cuts import held_positions
from placements.matching.eligibility import names_of
from placements.matching.explain import CODES
from placements.matching.figures import own_places
from placements.matching.model import Pin
from placements.matching.result import closed_data
from placements.matching.whatif import SolverMissing, assignment
from placements.models import CertificateEntry, MatchResult, MatchRun, RankList
from placements.snapshot_demand import PLAIN

Row = dict[str, Any]
TOP = 3


def result_rows(run: MatchRun, market: Market, result: Result, made: Explanations) -> Iterator[MatchResult]:
    """A result for everybody in the run, unsaved, one at a time: together they hold a million explanations.

    `reasons` holds codes in the order of the person's own list.
    """
    people = [uuid.UUID(name) for name in market.columns.candidate_ids]
    requisitions = [uuid.UUID(name) for name in market.columns.requisition_ids]
    own = _own_lists(run, people)
    theirs = dict(
        RankList.objects.filter(requisition__in=requisitions).values_list("requisition_id", "certified")
    )
    track_of = dict(Requisition.objects.filter(pk__in=requisitions).values_list("pk", "track_id"))
    entries = _entries(run, people)
    missing = missing_roles(market, result)
    joint = joint_outcomes(market, result)
    for at, person in enumerate(people):
        codes = _codes(market, made, at, missing)
        ranked = [str(pk) for pk in own.get(person, [])] or _ranked(market, at)
        row = MatchResult(run=run, application_id=person, reasons=_own_list(codes, ranked))
        row.pair = joint.get(at, "")
        if result.assign[at] >= 0:
            requisition = requisitions[result.assign[at]]
            row.role_id = _role(market, result, at)
            _place(row, requisition, entries[person, track_of[requisition]], theirs.get(requisition, []))
        yield row


def joint_outcomes(market: Market, result: Result) -> dict[int, str]:
    """For everybody who ranked jointly whether they were placed together or each on their own list."""
    return {
        person: "together" if option >= 0 else "apart"
        for people, option in zip(market.couples.tolist(), result.couples, strict=True)
        for person in people
    }


def _own_lists(run: MatchRun, people: list[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """The whole certified list of each person; for a variant as it was when the run that it changes was made."""
    if run.base_id is None:
        return dict(
            RankList.objects.filter(application__in=people).values_list("application_id", "certified")
        )
    before = MatchResult.objects.filter(run=run.base_id).values_list("application_id", "reasons")
    return {person: [line["requisition"] for line in lines] for person, lines in before}


def missing_roles(market: Market, result: Result) -> dict[str, dict[str, int]]:
    """For each team that did not open, the seats that were missing, by role."""
    rows = closed_data(result.closed_teams, market)
    return {row["requisition"]: row["missing"] for row in rows}


def _role(market: Market, result: Result, person: int) -> int | None:
    name = market.columns.role_ids[result.assign[person]][result.role[person]]
    return None if name == PLAIN else int(name)


def _codes(
    market: Market, made: Explanations, person: int, missing: dict[str, dict[str, int]]
) -> dict[str, Row]:
    """What became of each requisition on the person's list in the run, best first, and the hard rules it broke."""
    found: dict[str, Row] = {}
    for at in range(int(market.indptr[person]), int(market.indptr[person + 1])):
        code, requisition = CODES[made.code[at]], market.columns.requisition_ids[market.choice[at]]
        failed = list(names_of(int(market.fail[at]))) if code == "ineligible" else []
        found[requisition] = {"code": code, "failed": failed}
        if code == "team_closed":
            found[requisition]["missing"] = missing[requisition]
    return found


def _ranked(market: Market, person: int) -> list[str]:
    """The list the person had in the run: without a pin that they had not ranked."""
    columns = market.columns
    own = columns.choice[columns.indptr[person] : columns.indptr[person + 1]]
    return [columns.requisition_ids[at] for at in own]


def _own_list(codes: dict[str, Row], order: list[str]) -> list[Row]:
    """Every line of the person's certified list with its code; what was not in the run any more is `gone`."""
    gone: Row = {"code": "gone", "failed": []}
    return [
        {"requisition": requisition, "place": place, **codes.get(requisition, gone)}
        for place, requisition in enumerate(order, 1)
    ]


def _place(row: MatchResult, requisition: uuid.UUID, entry: uuid.UUID, listed: list[uuid.UUID]) -> None:
    """`candidate_rank` stays empty for somebody pinned where they had not asked to be."""
    row.requisition_id, row.entry_id = requisition, entry
    places = (line["place"] for line in row.reasons if line["requisition"] == str(requisition))
    row.candidate_rank = next(places, None)
    row.agency_rank = listed.index(entry) + 1 if entry in listed else None


def _entries(run: MatchRun, people: list[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """(person, track) to the entry that stands for them there: the available one, else the newest."""
    rows = CertificateEntry.objects.filter(application__in=people, certificate__track__cohort=run.cohort_id)
    found: dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID] = {}
    for pk, person, track, state in rows.order_by("state_since").values_list(
        "pk", "application_id", "certificate__track_id", "state"
    ):
        if state == "available" or (person, track) not in found:
            found[person, track] = pk
    return found


def mark_exceptions(rows: Iterable[MatchResult], pins: Iterable[Pin]) -> Iterator[MatchResult]:
    """Say on the results which of them two people decided, before the match or after it, and in which class of reason."""
    why = {(pin.candidate, pin.requisition): pin.reason for pin in pins}
    for row in rows:
        row.exception = why.get((str(row.application_id), str(row.requisition_id)), "")
        yield row


def utility(market: Market) -> Row:
    """What placing the most people would give instead, and its price in people who would rather have each other."""
    try:
        found = assignment(market, "placed_then_rank")
    except SolverMissing:
        return {}
    return {
        "placed": found.figures.placed,
        "first_choice": found.figures.first_choice,
        "top_three": found.figures.top_three,
        "blocking_pairs": found.blocking_pairs,
        "people_in_one": found.candidates_in_one,
    }


def report_on(market: Market, result: Result, made: Explanations) -> Row:
    """The stability report's numbers, and for each requisition its seats and why any of them stayed open."""
    requisitions = {
        name: _requisition_report(market, result, made, name) for name in market.columns.requisition_ids
    }
    ranks = _placed_at(market, result)
    causes: Counter[str] = Counter()
    for row in requisitions.values():
        causes[row["why_open"]] += row["seats"] - row["filled"]
    seats = sum(row["seats"] for row in requisitions.values())
    found: Row = {
        "people": market.n,
        "requisitions": market.m,
        "ranked_pairs": len(market.choice),
        "placed": len(ranks),
        "first_choice": sum(rank == 1 for rank in ranks),
        "top_three": sum(1 <= rank <= TOP for rank in ranks),
        "seats": seats,
        "filled": len(ranks),
        "open_by_cause": {cause: many for cause, many in sorted(causes.items()) if many},
        "by_requisition": requisitions,
    }
    if len(market.forest.ids):
        found["caps"] = _cap_reports(market, result, requisitions)
    if len(market.couples):
        ways = Counter(joint_outcomes(market, result).values())
        found["pairs"] = {"together": ways["together"] // 2, "apart": ways["apart"] // 2}
        found["pairs"]["looped"] = result.looped
    return found


def _cap_reports(market: Market, result: Result, requisitions: dict[str, Row]) -> Row:
    """Each limit that could bind: how many it let in, how many came, and seats that stayed open under it because of one."""
    forest, names = market.forest, market.columns.requisition_ids
    found: Row = {}
    for at, name in enumerate(forest.ids):
        lo, hi = int(forest.lo[at]), int(forest.hi[at])
        inside = [requisitions[names[request]] for request in range(lo, hi)]
        found[name] = {
            "seats": int(forest.seats[at]),
            "filled": int(((result.assign >= lo) & (result.assign < hi)).sum()),
            "open": sum(row["seats"] - row["filled"] for row in inside if row["why_open"] == "cap"),
        }
    return found


def _placed_at(market: Market, result: Result) -> list[int]:
    """For everybody placed, the place of it on their own list in the run; 0 for a pin they had not ranked."""
    held = held_positions(market, result.assign)
    return own_places(market)[held[held >= 0]].tolist()


def _requisition_report(market: Market, result: Result, made: Explanations, name: str) -> Row:
    report = explain_requisition(market, result, name, made)
    seats, filled = sum(row.seats for row in report.roles), sum(row.filled for row in report.roles)
    at = market.columns.requisition_ids.index(name)
    found: Row = {"seats": seats, "filled": filled, "why_open": _why_open(market, at, report.why_open)}
    if report.roles[0].role != PLAIN:
        found["roles"] = {
            row.role: {
                "seats": row.seats,
                "filled": row.filled,
                "minimum": row.minimum,
                "missing": row.missing,
            }
            for row in report.roles
        }
    return found


def _why_open(market: Market, request: int, why: str) -> str:
    """The engine's word, made precise: whether anybody could have come at all, and whether for want of a list."""
    if why not in ("nobody", "elsewhere") or (market.mask[market.choice == request] != 0).any():
        return why
    strict = bool(market.columns.requests.strict[request])
    return "unlisted" if strict and not _has_list(market, request) else "nobody"


def _has_list(market: Market, request: int) -> bool:
    return bool((market.columns.listed_pair % market.m == request).any())
