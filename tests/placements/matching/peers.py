"""Other people's solvers on our markets: `matching` and `algmatch`, imported with their own warnings kept quiet."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from placements.matching import Market

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from algmatch import HospitalResidentsProblem, StudentProjectAllocation
    from matching.games import HospitalResident

Lists = dict[int, list[int]]


def both_sides(market: Market) -> tuple[Lists, Lists]:
    """Eligible lists of candidates and, by key, of requisitions; numbers from 1, people with empty lists left out."""
    people: Lists = {}
    requests: dict[int, list[tuple[int, int]]] = {}
    for who in range(market.n):
        for pair in range(market.indptr[who], market.indptr[who + 1]):
            if market.mask[pair]:
                request = int(market.choice[pair]) + 1
                people.setdefault(who + 1, []).append(request)
                requests.setdefault(request, []).append((-int(market.key[pair]), who + 1))
    return people, {request: [who for _, who in sorted(rows)] for request, rows in requests.items()}


def seats(market: Market, request: int) -> int:
    return int(market.role_seats[market.role_start[request - 1]])


Timed = tuple[float, dict[int, int]]


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of one call and its answer; the recursion limit is lifted because matching copies its players deeply."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            began = time.process_time()
            found = run()
            return time.process_time() - began, found
    finally:
        sys.setrecursionlimit(limit)


def matching_times(market: Market) -> Timed:
    """CPU seconds of build and solve by the PyPI package matching, and the requisition of each placed candidate."""
    people, requests = both_sides(market)
    ranks = {str(who): [str(request) for request in ranked] for who, ranked in people.items()}
    orders = {str(request): [str(who) for who in ranked] for request, ranked in requests.items()}
    room = {str(request): seats(market, request) for request in requests}

    def run() -> Any:
        return HospitalResident.create_from_dictionaries(ranks, orders, room).solve(optimal="resident")

    seconds, found = timed(run)
    return seconds, {
        int(who.name) - 1: int(request.name) - 1 for request, crowd in found.items() for who in crowd
    }


def algmatch_times(market: Market) -> Timed:
    """The same by algmatch."""
    people, requests = both_sides(market)
    hospitals = {
        at: {"capacity": seats(market, at), "preferences": ranked} for at, ranked in requests.items()
    }
    data = {"residents": people, "hospitals": hospitals}
    seconds, found = timed(lambda: HospitalResidentsProblem(dictionary=data).get_stable_matching())
    return seconds, pairs_of(found, "resident_sided")


def lecturer_times(market: Market) -> Timed:
    """One level of caps by algmatch's student-project allocation; asks for one key per candidate inside a cap."""
    people, requests = both_sides(market)
    node = {request: int(market.forest.node_of[request - 1]) + 1 for request in requests}
    caps = {}
    for cap in set(node.values()):
        keys: dict[int, int] = {}
        for who, ranked in people.items():
            for request in ranked:
                if node[request] == cap:
                    keys[who] = key_of(market, who - 1, request - 1)
        order = sorted(keys, key=lambda who: -keys[who])
        room = int(market.forest.seats[cap - 1]) if cap else sum(seats(market, at) for at in requests)
        caps[cap + 1] = {"capacity": room, "preferences": order}
    projects = {at: {"capacity": seats(market, at), "lecturer": node[at] + 1} for at in requests}
    data = {"students": people, "projects": projects, "lecturers": caps}
    seconds, found = timed(
        lambda: StudentProjectAllocation(dictionary=data, optimised_side="students").get_stable_matching()
    )
    return seconds, pairs_of(found, "student_sided")


def key_of(market: Market, who: int, request: int) -> int:
    part = slice(market.indptr[who], market.indptr[who + 1])
    return int(market.key[part][np.flatnonzero(market.choice[part] == request)[0]])


def pairs_of(found: dict[str, dict[str, str]] | None, side: str) -> dict[int, int]:
    assert found is not None
    rows = found[side].items()
    return {int(who[1:]) - 1: int(request[1:]) - 1 for who, request in rows if request}
