"""Solve again after changes: always exactly what solving the changed snapshot gives."""

from __future__ import annotations

from dataclasses import dataclass

from .changes import Changes, apply_changes
from .diff import Difference, diff
from .market import Market, build_market
from .model import Snapshot
from .result import Result
from .solving import solve


@dataclass(frozen=True, slots=True)
class Resolved:
    """The changed snapshot, its market and result, and what that changes for whom."""

    snapshot: Snapshot
    market: Market
    result: Result
    difference: Difference


def resolve(
    snapshot: Snapshot, changes: Changes, previous: tuple[Market, Result], *, engine: str = "auto"
) -> Resolved:
    """Apply changes and match again in full.

    Nothing is carried over from the previous result: withdrawals, added seats and raised caps can move anybody, and a full
    run costs less than finding out whom. Raises what `apply_changes` and `build_market` raise.
    """
    changed = apply_changes(snapshot, changes)
    market = build_market(changed)
    result = solve(market, engine=engine)
    return Resolved(changed, market, result, diff(*previous, market, result))
