"""The report of a run: what came out in numbers, and for each requisition its seats and why any of them stayed open."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from placements.matching import Explanations, Market, Result
from placements.matching.cuts import held_positions
from placements.matching.explain_requisition import Seats, every_requisition
from placements.matching.figures import own_places
from placements.matching.whatif import SolverMissing, assignment
from placements.results import joint_outcomes
from placements.snapshot_demand import PLAIN

Row = dict[str, Any]
TOP = 3


def report_on(market: Market, result: Result, made: Explanations) -> Row:
    """The stability report's numbers, and for each requisition its seats and why any of them stayed open."""
    causes_of = Causes(market)
    requisitions = {
        name: _requisition_report(roles, causes_of.precise(at, why))
        for at, (name, roles, why) in enumerate(every_requisition(market, result, made))
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


def _requisition_report(roles: tuple[Seats, ...], why: str) -> Row:
    found: Row = {
        "seats": sum(row.seats for row in roles),
        "filled": sum(row.filled for row in roles),
        "why_open": why,
    }
    if roles[0].role != PLAIN:
        found["roles"] = {
            row.role: {
                "seats": row.seats,
                "filled": row.filled,
                "minimum": row.minimum,
                "missing": row.missing,
            }
            for row in roles
        }
    return found


class Causes:
    """What makes the engine's word precise: who could have come at all, and who certified a list."""

    def __init__(self, market: Market) -> None:
        self.possible: npt.NDArray[np.bool_] = np.zeros(market.m, bool)
        self.possible[market.choice[market.mask != 0]] = True
        self.listing: npt.NDArray[np.bool_] = np.zeros(market.m, bool)
        self.listing[market.columns.listed_pair % max(1, market.m)] = True
        self.strict = market.columns.requests.strict

    def precise(self, request: int, why: str) -> str:
        """The cause of open seats: whether anybody could have come at all, and whether for want of a list."""
        if why not in ("nobody", "elsewhere") or self.possible[request]:
            return why
        return "unlisted" if self.strict[request] and not self.listing[request] else "nobody"


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
