"""Comparisons that are never the result: a utility-maximising assignment, promotion over ties, trimmed seats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .cuts import held_positions
from .figures import Figures, figures, own_places, score_sum
from .keys import SCORE_SHIFT, TOP_PLACE
from .market import Market, build_market
from .model import Snapshot
from .result import Result, released
from .solving import solve
from .verify import blocking_pairs

OBJECTIVES = ("placed_then_rank", "score", "rank_and_score", "critical_then_rank")
Floats = npt.NDArray[np.float64]


class SolverMissing(RuntimeError):
    """SciPy, which brings the HiGHS solver, is not installed."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An outcome that was not chosen, with its price: pairs that block it and how many people are in one."""

    name: str
    result: Result
    figures: Figures
    score_sum: int
    blocking_pairs: int
    candidates_in_one: int


def weigh(market: Market, name: str, result: Result) -> WhatIf:
    """Count what blocks an outcome in a market, couples and team minimums left out."""
    _, pairs, _ = blocking_pairs(market, result, held_positions(market, result.assign))
    who = np.unique(np.searchsorted(market.indptr, pairs, side="right"))
    return WhatIf(name, result, figures(market, result), score_sum(market, result), len(pairs), len(who))


def worth(market: Market, pairs: npt.NDArray[np.int64], objective: str) -> Floats:
    """Value of each pair, whole numbers that a double holds exactly.

    placed_then_rank: most people, then the best ranks.  critical_then_rank: the same, a mission critical seat counting as
    five people.  score: most total standing.  rank_and_score: both on 0..1000, equally.
    """
    rank = own_places(market)[pairs].astype(np.int64)
    score = (market.key[pairs] >> SCORE_SHIFT & TOP_PLACE).astype(np.int64)
    longest = int(rank.max(initial=1)) + 1
    critical = market.columns.requests.critical[market.choice[pairs]]
    if objective == "score":
        return (score + 1).astype(np.float64)
    if objective == "rank_and_score":
        spread = max(1, int(score.max(initial=1)))
        return (1 + 1000 * (longest - rank) // longest + 1000 * score // spread).astype(np.float64)
    if objective == "critical_then_rank":
        return (longest * max(1, market.n) * np.where(critical, 5, 1) - rank).astype(np.float64)
    if objective == "placed_then_rank":
        return (longest * max(1, market.n) - rank).astype(np.float64)
    raise ValueError(f"objective must be one of {', '.join(OBJECTIVES)}, not {objective!r}")


def seats_of_pairs(
    market: Market, pairs: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every (pair, role) a person could take: position in `pairs`, role number over all requisitions."""
    at: list[Any] = []
    slot: list[Any] = []
    most = int(np.diff(market.role_start).max(initial=0))
    for role in range(most):
        some = np.flatnonzero(market.mask[pairs] >> role & 1)
        at.append(some)
        slot.append(market.role_start[market.choice[pairs[some]]] + role)
    return np.concatenate(at) if at else np.zeros(0, np.int64), np.concatenate(slot) if slot else np.zeros(
        0, np.int64
    )


def constraints(market: Market, person: Any, slot: Any) -> tuple[Any, Any]:
    """Rows of the programme: one place a person, seats by role, caps; with their right-hand sides."""
    from scipy.sparse import csr_array, vstack

    size = len(person)
    one = np.ones(size)
    column = np.arange(size)
    request = (
        np.repeat(np.arange(market.m), np.diff(market.role_start))[slot] if size else np.zeros(0, np.int64)
    )
    blocks = [
        csr_array((one, (person, column)), shape=(market.n, size)),
        csr_array((one, (slot, column)), shape=(len(market.role_seats), size)),
    ]
    bounds = [np.ones(market.n), market.role_seats.astype(float)]
    for node in range(len(market.forest.ids)):
        inside = np.flatnonzero((request >= market.forest.lo[node]) & (request < market.forest.hi[node]))
        blocks.append(
            csr_array((np.ones(len(inside)), (np.zeros(len(inside), int), inside)), shape=(1, size))
        )
        bounds.append(np.array([float(market.forest.seats[node])]))
    return vstack(blocks, format="csr"), np.concatenate(bounds)


def assignment(market: Market, objective: str = "placed_then_rank") -> WhatIf:
    """The assignment of greatest total worth over the same eligible pairs, seats, roles, caps and pins.

    Team minimums and couples are ignored. The programme is a flow over nested limits, so its optimum is whole (no one is
    split). Raises `SolverMissing` without SciPy, RuntimeError when HiGHS does not finish.
    """
    try:
        from scipy.optimize import linprog
    except ImportError as error:
        raise SolverMissing(
            "this comparison needs SciPy: install the project with its `whatif` extra"
        ) from error
    pinned = np.isin(np.arange(market.n), market.pins.candidate)
    first = np.zeros(len(market.choice), bool)
    first[market.indptr[:-1][pinned]] = True
    person = market.people()
    pairs = np.flatnonzero((market.mask != 0) & (first | ~pinned[person]))
    value = worth(market, pairs, objective)
    value[first[pairs]] += 4 * value.max(initial=1.0)
    at, slot = seats_of_pairs(market, pairs)
    assign, role = np.full(market.n, -1, np.int32), np.full(market.n, -1, np.int8)
    if len(at):
        matrix, bound = constraints(market, person[pairs[at]], slot)
        answer = linprog(-value[at], A_ub=matrix, b_ub=bound, bounds=(0, 1), method="highs")
        if answer.status != 0:
            raise RuntimeError(f"HiGHS stopped: {answer.message}")
        taken = np.flatnonzero(answer.x > 0.5)
        chosen = pairs[at[taken]]
        assign[person[chosen]] = market.choice[chosen]
        role[person[chosen]] = slot[taken] - market.role_start[market.choice[chosen]]
    return weigh(market, f"assignment by {objective}", outcome(market, assign, role))


def outcome(market: Market, assign: npt.NDArray[np.int32], role: npt.NDArray[np.int8]) -> Result:
    """Arrays as a result in which every team counts as open and no couple as joint."""
    return Result(
        assign=assign,
        role=role,
        promoted=np.zeros(market.n, bool),
        open_teams=tuple(np.flatnonzero(market.team).tolist()),
        closed_teams=(),
        released_pins=released(market, assign),
        couples=(-1,) * len(market.couples),
        looped=False,
        teams="drop",
        ties="lottery",
        stats={},
    )


def promoted(market: Market, *, engine: str = "auto") -> WhatIf:
    """The same market with ties broken in favour of people who ran out of choices (Kiraly 2013).

    At least two thirds of the largest outcome stable for scores in a plain market, but ranking truthfully is no longer safe.
    """
    return weigh(market, "promotion over ties", solve(market, ties="promote", engine=engine))


def trim(snapshot: Snapshot, percent: int) -> Snapshot:
    """The snapshot with only `percent` of the seats of ordinary requisitions, rounded down; minimums follow."""
    if not 0 <= percent <= 100:
        raise ValueError(f"percent must be 0 to 100, not {percent}")
    rows = []
    for row in snapshot.requisitions:
        if not row.critical:
            seats = [role.seats * percent // 100 for role in row.roles]
            roles = [
                replace(role, seats=many, minimum=min(role.minimum, many))
                for role, many in zip(row.roles, seats, strict=True)
            ]
            row = replace(row, roles=tuple(roles))
        rows.append(row)
    return replace(snapshot, requisitions=tuple(rows))


def trimmed(snapshot: Snapshot, market: Market, percent: int, *, engine: str = "auto") -> WhatIf:
    """Fewer ordinary seats, to push people towards critical ones; what blocks is counted with all seats."""
    fewer = build_market(trim(snapshot, percent))
    found = solve(fewer, engine=engine)
    index = {name: at for at, name in enumerate(market.columns.requisition_ids)}
    places = np.array([index[name] for name in fewer.columns.requisition_ids] + [-1], np.int32)
    moved = outcome(market, places[found.assign], found.role)
    return weigh(market, f"ordinary seats at {percent} percent", moved)
