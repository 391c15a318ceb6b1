"""One run's outcome judged by the lists and seats of another: which pairs would rather have each other there."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from agencies.models import Requisition
from applicants.models import Application
from placements.matching import Market, Result, Snapshot, build_market, result_from_json
from placements.matching.cuts import held_positions
from placements.matching.result import ClosedTeam
from placements.matching.verify import blocking_pairs
from placements.matching.whatif import outcome
from placements.models import MatchRun

SHOWN = 50
# Above this many ranked pairs reading both snapshots takes longer than a page may.
MOST_PAIRS = 200_000


@dataclass(frozen=True)
class Crossing:
    """The pairs of one direction by code and number, the first fifty, and how many there are."""

    pairs: list[tuple[str, str]]
    total: int


def too_large(*runs: MatchRun) -> bool:
    """Whether the two have to be compared on the command line."""
    return any(run.certificate["report"]["ranked_pairs"] > MOST_PAIRS for run in runs)  # type: ignore[index]


def crossings(old: MatchRun, new: MatchRun) -> tuple[Crossing, Crossing]:
    """The old outcome judged by the new run, and the new outcome by the old one. Two queries besides the documents."""
    one, two = _read(old), _read(new)
    there, back = _blocks(two[0], *one), _blocks(one[0], *two)
    codes = _names(Application, "code", {who for who, _ in there + back})
    numbers = _names(Requisition, "number", {where for _, where in there + back})
    forth, home = (
        Crossing(sorted((codes[who], numbers[where]) for who, where in found)[:SHOWN], len(found))
        for found in (there, back)
    )
    return forth, home


def _read(run: MatchRun) -> tuple[Market, Result]:
    market = build_market(Snapshot.from_json(run.snapshot))  # type: ignore[arg-type]
    return market, result_from_json(market, run.result)  # type: ignore[arg-type]


def _blocks(judge: Market, market: Market, result: Result) -> list[tuple[str, str]]:
    """Pairs of the judging market that the other outcome leaves wanting each other."""
    _, found, _ = blocking_pairs(judge, *_carried(judge, market, result))
    owner = np.searchsorted(judge.indptr, found, side="right") - 1
    people, requests = judge.columns.candidate_ids, judge.columns.requisition_ids
    return [
        (people[who], requests[where])
        for who, where in zip(owner.tolist(), judge.choice[found].tolist(), strict=True)
    ]


def _carried(judge: Market, market: Market, result: Result) -> tuple[Result, Any]:
    """The outcome in terms of another market. Who is not in it, or could not be placed there by it, has no place."""
    people = {name: at for at, name in enumerate(judge.columns.candidate_ids)}
    requests = {name: at for at, name in enumerate(judge.columns.requisition_ids)}
    assign, role = np.full(judge.n, -1, np.int32), np.full(judge.n, -1, np.int8)
    for at in np.flatnonzero(result.assign >= 0).tolist():
        where = int(result.assign[at])
        person = people.get(market.columns.candidate_ids[at], -1)
        request = requests.get(market.columns.requisition_ids[where], -1)
        named = market.columns.role_ids[where][result.role[at]]
        if person >= 0 and request >= 0 and named in judge.columns.role_ids[request]:
            assign[person], role[person] = request, judge.columns.role_ids[request].index(named)
    held = held_positions(judge, assign)
    unfit = (held < 0) | ((judge.mask[np.maximum(held, 0)] == 0) if len(judge.mask) else True)
    assign[unfit], role[unfit], held[unfit] = -1, -1, -1
    closed = tuple(
        ClosedTeam(requests[name], (), 0)
        for name in (market.columns.requisition_ids[row.request] for row in result.closed_teams)
        if name in requests
    )
    return replace(outcome(judge, assign, role), closed_teams=closed, ties=result.ties), held


def _names(model: Any, field: str, ids: set[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", field)}
