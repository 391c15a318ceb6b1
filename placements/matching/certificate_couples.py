"""Couples that block: both would be taken together at a joint choice they like better than what they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .choice import choose, root_of
from .cuts import OPEN, pair_cuts, request_cuts
from .keys import PROMOTED
from .market import Market

if TYPE_CHECKING:
    from .result import Result

Longs = npt.NDArray[np.int64]
Found = tuple[tuple[int, int], tuple[int, int]]


def apart(market: Market, result: Result) -> npt.NDArray[np.bool_]:
    """Couples whose members ended up ranking alone, because no joint choice was left and they allow that."""
    alone = [
        option < 0 and way == "if_needed"
        for option, way in zip(result.couples, market.columns.couple_apart, strict=True)
    ]
    return np.array(alone, bool)


def better_choices(market: Market, result: Result) -> list[tuple[int, tuple[int, int]]]:
    """For each couple the joint choices it prefers to its outcome, closed teams left out."""
    closed = {row.request for row in result.closed_teams}
    found = []
    for couple, option in enumerate(result.couples):
        options = market.options[couple][: option if option >= 0 else None]
        found += [(couple, joint) for joint in options if closed.isdisjoint(joint)]
    return found


def couples_that_block(market: Market, result: Result, held: Longs) -> list[Found]:
    """Every couple with the joint choice that blocks.

    A cheap test of each member alone removes nearly all; the rest is decided by choosing again from scratch in the agency
    trees concerned, without what the couple holds and with what it would like.
    """
    wanted = better_choices(market, result)
    if not wanted:
        return []
    places = [[places_of(market, person) for person in people] for people in market.couples.tolist()]
    pairs = np.array(
        [places[couple][side][joint[side]] for couple, joint in wanted for side in (0, 1)], np.int64
    )
    placed = np.flatnonzero(held >= 0)
    at, role = held[placed], result.role[placed]
    key = market.key[at] + np.where(result.promoted[placed], PROMOTED, 0)
    seats = request_cuts(market, pairs, at, role, key)
    cuts, _ = pair_cuts(market, pairs, at, role, key)
    own = market.key[pairs]
    passes_seats = (seats == OPEN) | (own >= seats)
    passes = (own >= cuts).reshape(-1, 2)
    passes_seats = passes_seats.reshape(-1, 2)
    trees = Trees(market, at, placed, key)
    found: dict[int, Found] = {}
    for row, (couple, joint) in enumerate(wanted):
        people = market.couples[couple].tolist()
        mine = [int(result.assign[person]) for person in people if held[person] >= 0]
        roots = {root_of(market, request) for request in mine}
        hope = all(
            passes[row, side]
            or (root_of(market, joint[side]) in roots and (joint[side] in mine or passes_seats[row, side]))
            for side in (0, 1)
        )
        if (
            couple not in found
            and hope
            and chosen_together(market, trees, people, pairs[2 * row : 2 * row + 2])
        ):
            found[couple] = ((people[0], people[1]), joint)
    return list(found.values())


def places_of(market: Market, person: int) -> dict[int, int]:
    """Where each requisition a candidate ranked stands among the market's pairs."""
    begin, end = market.indptr[person : person + 2].tolist()
    return {request: at for at, request in enumerate(market.choice[begin:end].tolist(), begin)}


class Trees:
    """Everybody held, by agency tree, looked up only for the trees that matter."""

    def __init__(self, market: Market, held: Longs, placed: Longs, key: Longs) -> None:
        order = np.argsort(market.choice[held], kind="stable")
        self.market = market
        self.request = market.choice[held[order]]
        self.mask = market.mask[held[order]]
        self.key, self.person = key[order], placed[order]
        self.known: dict[int, list[tuple[int, int, int, int]]] = {}

    def rows(self, root: int) -> list[tuple[int, int, int, int]]:
        """Key, requisition, roles and candidate of everybody held in one tree."""
        if root not in self.known:
            forest = self.market.forest
            first, last = (forest.lo[root], forest.hi[root]) if root >= 0 else (-1 - root, -root)
            part = slice(*np.searchsorted(self.request, [first, last]))
            columns = (self.key[part], self.request[part], self.mask[part], self.person[part])
            self.known[root] = list(zip(*(column.tolist() for column in columns), strict=True))
        return self.known[root]


def chosen_together(market: Market, trees: Trees, people: list[int], pairs: Longs) -> bool:
    """Whether the trees concerned, offered everybody they hold but these two, and these two, keep both."""
    wanted = [(int(market.key[at]), int(market.choice[at]), int(market.mask[at])) for at in pairs]
    contracts = [
        row[:3]
        for root in {root_of(market, request) for _, request, _ in wanted}
        for row in trees.rows(root)
        if row[3] not in people
    ]
    return choose(market, contracts + wanted) >= set(wanted)
