"""The key a newcomer has to beat at each requisition, computed from a finished result for all pairs at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .market import Market

Longs = npt.NDArray[np.int64]
REFUSES_ALL = np.iinfo(np.int64).max
OPEN = -1


def held_positions(market: Market, assign: npt.NDArray[np.int32]) -> Longs:
    """The pair each candidate is placed by, -1 = not placed, -2 = placed outside the own list."""
    person = market.people()
    hit = np.flatnonzero(assign[person] == market.choice)
    at = np.where(assign >= 0, np.int64(-2), np.int64(-1))
    at[person[hit]] = hit
    return at


def lowest_by(where: Any, key: Longs, size: int) -> Longs:
    """Lowest key by group, `REFUSES_ALL` for empty groups."""
    low = np.full(size, REFUSES_ALL, np.int64)
    np.minimum.at(low, where, key)
    return low


def cap_cuts(market: Market, request: Any, key: Longs) -> tuple[Longs, npt.NDArray[np.int32]]:
    """Lowest key under the innermost cap that is full, for each requisition (`OPEN` if none is), and that cap."""
    forest = market.forest
    count = np.bincount(request, minlength=market.m)
    total = np.concatenate([[0], np.cumsum(count)])
    full = total[forest.hi] - total[forest.lo] >= forest.seats
    low = lowest_by(request, key, market.m)
    cut = np.full(market.m, OPEN, np.int64)
    tight = np.full(market.m, -1, np.int32)
    # A forest lists every cap after the cap around it, so the innermost full one has the last word.
    for node in np.flatnonzero(full).tolist():
        part = slice(forest.lo[node], forest.hi[node])
        cut[part] = low[part].min(initial=REFUSES_ALL)
        tight[part] = node
    return cut, tight


def reach_cut(mask: int, seats: list[int], people: list[tuple[int, int, int]]) -> int:
    """The key to beat in a requisition with roles: `OPEN` if a free seat can be freed up for these roles by moving others.

    `people` are (role, roles they can fill, key).
    """
    used = [0] * len(seats)
    for role, _, _ in people:
        used[role] += 1
    reached = mask
    while True:
        wider = reached
        for role, others, _ in people:
            if reached >> role & 1:
                wider |= others
        if wider == reached:
            break
        reached = wider
    roles = [role for role in range(len(seats)) if reached >> role & 1]
    if any(used[role] < seats[role] for role in roles):
        return OPEN
    return min((key for role, _, key in people if reached >> role & 1), default=REFUSES_ALL)


def request_cuts(market: Market, pairs: Longs, held: Longs, role: Any, key: Longs) -> Longs:
    """For each of `pairs` the key to beat for a seat of the requisition itself, `OPEN` if one is free.

    `held` are the placed pairs, `role` and `key` theirs.
    """
    request = market.choice[held]
    seats = (
        np.add.reduceat(market.role_seats, market.role_start[:-1].astype(np.intp))
        if market.m
        else np.zeros(0, int)
    )
    count = np.bincount(request, minlength=market.m)
    low = np.where(count >= seats, lowest_by(request, key, market.m), OPEN)
    cut = low[market.choice[pairs]]
    many = np.diff(market.role_start) > 1
    mixed = np.flatnonzero(many[market.choice[pairs]])
    code = market.choice[pairs[mixed]].astype(np.int64) << 16 | market.mask[pairs[mixed]]
    kinds, which = np.unique(code, return_inverse=True)
    order = np.argsort(request, kind="stable")
    bounds = np.searchsorted(request[order], np.arange(market.m + 1))
    values = np.empty(len(kinds), np.int64)
    for at, kind in enumerate(kinds.tolist()):
        where, mask = kind >> 16, kind & 0xFFFF
        rows = order[bounds[where] : bounds[where + 1]]
        people = list(
            zip(role[rows].tolist(), market.mask[held[rows]].tolist(), key[rows].tolist(), strict=True)
        )
        part = slice(market.role_start[where], market.role_start[where + 1])
        values[at] = reach_cut(mask, market.role_seats[part].tolist(), people)
    cut[mixed] = values[which]
    return cut


def pair_cuts(
    market: Market, pairs: Longs, held: Longs, role: Any, key: Longs
) -> tuple[Longs, npt.NDArray[np.int32]]:
    """For each of `pairs` the key a newcomer must beat (`OPEN` = none), and the cap that asks for it (-1 = its own seats)."""
    own = request_cuts(market, pairs, held, role, key)
    cut, tight = cap_cuts(market, market.choice[held], key)
    by_cap = own == OPEN
    where = market.choice[pairs]
    return np.where(by_cap, cut[where], own), np.where(by_cap, tight[where], -1)
