"""Other people's solvers on our markets: `matching` and `algmatch`, imported with their own warnings kept quiet."""

from __future__ import annotations

import warnings

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


def by_matching(market: Market) -> dict[int, int]:
    """Requisition of each placed candidate, by the PyPI package matching."""
    people, requests = both_sides(market)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = HospitalResident.create_from_dictionaries(
            {str(who): [str(request) for request in ranked] for who, ranked in people.items()},
            {str(request): [str(who) for who in ranked] for request, ranked in requests.items()},
            {str(request): seats(market, request) for request in requests},
        )
        found = game.solve(optimal="resident")
    return {int(who.name) - 1: int(request.name) - 1 for request, crowd in found.items() for who in crowd}


def by_algmatch(market: Market) -> dict[int, int]:
    """The same by algmatch."""
    people, requests = both_sides(market)
    hospitals = {
        at: {"capacity": seats(market, at), "preferences": ranked} for at, ranked in requests.items()
    }
    found = HospitalResidentsProblem(
        dictionary={"residents": people, "hospitals": hospitals}
    ).get_stable_matching()
    return pairs_of(found, "resident_sided")


def by_lecturers(market: Market) -> dict[int, int]:
    """One level of caps by algmatch's student-project allocation; requires one key per candidate inside a cap."""
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
    found = StudentProjectAllocation(dictionary=data, optimised_side="students").get_stable_matching()
    return pairs_of(found, "student_sided")


def key_of(market: Market, who: int, request: int) -> int:
    part = slice(market.indptr[who], market.indptr[who + 1])
    return int(market.key[part][np.flatnonzero(market.choice[part] == request)[0]])


def pairs_of(found: dict[str, dict[str, str]] | None, side: str) -> dict[int, int]:
    assert found is not None
    rows = found[side].items()
    return {int(who[1:]) - 1: int(request[1:]) - 1 for who, request in rows if request}
