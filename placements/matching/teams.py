"""Which teams open: all or minimum, decided outside deferred acceptance because holding seats back would break it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import numpy as np

from .market import Market
from .trials import Desk, Trials, held_pairs

Closed = frozenset[int]
Shortfalls = dict[int, tuple[int, ...]]
Short = Callable[[Closed], Shortfalls]


def by_importance(market: Market) -> list[int]:
    """Teams, most important first: mission critical, then the agency's priority number, then a draw from the seed."""
    rows = market.columns.requests
    ids = market.columns.requisition_ids
    draws = {
        team: sha256(f"{market.columns.seed}:team:{ids[team]}".encode()).digest()
        for team in np.flatnonzero(market.team).tolist()
    }
    return sorted(draws, key=lambda team: (not rows.critical[team], rows.priority[team], draws[team]))


def without_couples(desk: Desk, trials: Trials) -> Short:
    """Shortfalls of a set of closed teams when everybody proposes alone."""

    def short(closed: Closed) -> Shortfalls:
        found = desk.viability.short(held_pairs(desk, trials.outcome(closed, "teams")), closed)
        trials.expect(found)
        return found

    return short


def drop(order: list[int], short: Short, closed: Closed = frozenset()) -> Closed:
    """Close the least important team that misses its minimum, run again, until every open team is viable.

    One at a time: closing one sends its people on and may rescue the others.
    """
    place = {team: at for at, team in enumerate(order)}
    while missing := short(closed):
        closed |= {max(missing, key=place.__getitem__)}
    return closed


def lex(order: list[int], short: Short) -> Closed:
    """Strict priority: add teams from the most important down, keeping each with which all kept stay viable."""
    closed = frozenset(order)
    for team in order:
        if not short(closed - {team}):
            closed -= {team}
    return closed


def reopen(order: list[int], closed: Closed, addable: Callable[[Closed, int], bool]) -> Closed:
    """Add closed teams in order of importance while any can be added with all staying viable; repeat until none can."""
    while True:
        for team in order:
            if team in closed and addable(closed, team):
                closed -= {team}
                break
        else:
            return closed
