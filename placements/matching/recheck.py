"""A second, slower deferred acceptance: everybody free proposes at once, each agency tree chooses again from scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .certificate_couples import apart
from .certificate_teams import covers_minimums
from .choice import Contract, choose, root_of
from .keys import LOTTERY_MASK
from .market import Market

if TYPE_CHECKING:
    from .result import Result

Longs = npt.NDArray[np.int64]


def lists_of(market: Market, result: Result, held: Longs) -> list[list[Contract]]:
    """What each candidate proposes, best first; couples only what they hold jointly, so that they stay where they are."""
    fit = market.mask != 0
    lists = []
    for person in range(market.n):
        part = np.arange(market.indptr[person], market.indptr[person + 1])
        part = part[fit[part]]
        lists.append(
            list(
                zip(
                    market.key[part].tolist(),
                    market.choice[part].tolist(),
                    market.mask[part].tolist(),
                    strict=True,
                )
            )
        )
    for person in market.couples[~apart(market, result)].ravel().tolist():
        at = int(held[person])
        lists[person] = (
            [(int(market.key[at]), int(market.choice[at]), int(market.mask[at]))] if at >= 0 else []
        )
    return lists


def outcome(market: Market, lists: list[list[Contract]], closed: set[int]) -> dict[int, Contract]:
    """Who is held by which contract after rounds of proposals; cumulative, so a tree sees every offer it ever kept."""
    who = np.empty(market.n + 1, np.int64)
    who[market.lottery] = np.arange(market.n)
    roots = [root_of(market, request) for request in range(market.m)]
    lists = [[contract for contract in row if contract[1] not in closed] for row in lists]
    turn = [0] * market.n
    trees: dict[int, set[Contract]] = {}
    free = [person for person in reversed(range(market.n)) if lists[person]]
    while free:
        offers: dict[int, set[Contract]] = {}
        for person in free:
            contract = lists[person][turn[person]]
            offers.setdefault(roots[contract[1]], set()).add(contract)
        free = []
        for root, fresh in offers.items():
            pool = trees.get(root, set()) | fresh
            trees[root] = choose(market, pool)
            for contract in pool - trees[root]:
                person = int(who[contract[0] & LOTTERY_MASK])
                turn[person] += 1
                if turn[person] < len(lists[person]):
                    free.append(person)
    return {int(who[contract[0] & LOTTERY_MASK]): contract for kept in trees.values() for contract in kept}


def all_viable(market: Market, placed: dict[int, Contract], closed: set[int]) -> bool:
    masks: dict[int, list[int]] = {
        team: [] for team in np.flatnonzero(market.team).tolist() if team not in closed
    }
    for _, request, mask in placed.values():
        if request in masks:
            masks[request].append(mask)
    return all(covers_minimums(market, team, people) for team, people in masks.items())


def second_opinion(market: Market, result: Result, held: Longs) -> tuple[str, str]:
    """Whether everybody is at the best stable outcome given open teams and couples, and whether no closed team can be added."""
    if result.ties == "promote":
        return "not checked", "not checked"
    closed = {row.request for row in result.closed_teams}
    lists = lists_of(market, result, held)
    again = outcome(market, lists, closed)
    same = {person: contract[1] for person, contract in again.items()}
    best = all(same.get(person, -1) == request for person, request in enumerate(result.assign.tolist()))
    joint = market.couples[~apart(market, result)].ravel().tolist()
    for team in sorted(closed):
        fewer = closed - {team}
        tried = outcome(market, lists, fewer)
        stays = all((person in tried) == (held[person] >= 0) for person in joint)
        if stays and all_viable(market, tried, fewer):
            return ("yes" if best else "no"), "no"
    return ("yes" if best else "no"), "yes"
