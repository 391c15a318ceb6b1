"""Groups who would rather open a closed team together than stay where they are: known to exist sometimes, always listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .choice import Seats, choose, root_of
from .keys import LOTTERY_MASK
from .market import Market

if TYPE_CHECKING:
    from .result import Result

Longs = npt.NDArray[np.int64]


def covers_minimums(market: Market, team: int, masks: list[int]) -> bool:
    """Whether these people can fill every minimum seat of a team."""
    part = slice(market.role_start[team], market.role_start[team + 1])
    minimum = market.role_min[part].tolist()
    if len(minimum) == 1:
        return sum(1 for mask in masks if mask) >= minimum[0]
    seats = Seats(minimum)
    kept = 0
    for mask in masks:
        kept += seats.keep(mask)
        if kept == sum(minimum):
            return True
    return kept == sum(minimum)


def coalitions(market: Market, result: Result, held: Longs) -> list[tuple[int, list[int]]]:
    """For each closed team that some group would rather open: the team and the group its agency would choose."""
    if not result.closed_teams:
        return []
    limit = np.where(held >= 0, held, market.indptr[1:])
    limit[market.couples.ravel()] = market.indptr[market.couples.ravel()]
    before = np.arange(len(market.choice)) < np.repeat(limit, np.diff(market.indptr))
    teams = np.zeros(market.m, bool)
    teams[[row.request for row in result.closed_teams]] = True
    pairs = np.flatnonzero(before & (market.mask != 0) & teams[market.choice])
    who = np.empty(market.n + 1, np.int64)
    who[market.lottery] = np.arange(market.n)
    found = []
    for row in result.closed_teams:
        hopeful = pairs[market.choice[pairs] == row.request]
        if not covers_minimums(market, row.request, market.mask[hopeful].tolist()):
            continue
        offers = contracts(market, hopeful)
        if market.forest.node_of[row.request] >= 0:
            root = root_of(market, row.request)
            low, high = market.forest.lo[root], market.forest.hi[root]
            inside = held[(result.assign >= low) & (result.assign < high)]
            kept = choose(market, contracts(market, inside) + offers)
        else:
            kept = choose(market, offers)
        group = sorted((contract for contract in kept if contract[1] == row.request), reverse=True)
        if covers_minimums(market, row.request, [mask for _, _, mask in group]):
            found.append((row.request, [int(who[key & LOTTERY_MASK]) for key, _, _ in group]))
    return found


def contracts(market: Market, pairs: Longs) -> list[tuple[int, int, int]]:
    return list(
        zip(
            market.key[pairs].tolist(),
            market.choice[pairs].tolist(),
            market.mask[pairs].tolist(),
            strict=True,
        )
    )
