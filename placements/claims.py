"""The public record of a match: who asked for which seats and who got them, without anybody's list.

A *claim* is one person at one requisition that they would take, or took, over what they got. Each claim has a code of its
own and nothing joins two codes, so the record shows for every requisition that nobody passed over stands above anybody
seated, and shows no one's list. It is an ordinary snapshot and result: `standalone_check.py` reads it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from placements.matching import Market, Result, Snapshot, digest
from placements.matching.certificate_couples import apart
from placements.matching.cuts import held_positions
from placements.matching.model import Candidate, Cap, Order, Pin, Requisition, Role
from placements.matching.result import FORMAT, VERSION

CODE_LENGTH = 16
# Hard rules are settled before a claim exists, so every claim and requisition says the same neutral thing about them.
TRACK = "all"
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PublicRecord:
    """Both documents, and the code of each claim by (person, requisition) for the exceptions of the certificate."""

    snapshot: Snapshot
    result: dict[str, Any]
    codes: dict[tuple[str, str], str]


def claim_code(key: str, person: str, requisition: str) -> str:
    """What only the run's key can make: the code of one person at one requisition."""
    made = hmac.new(key.encode(), f"{person}:{requisition}".encode(), hashlib.sha256)
    return made.hexdigest()[:CODE_LENGTH]


def draws(seed: str, people: list[str]) -> list[str]:
    """The lottery, first drawn first: SHA-256 of seed and id, which says nothing about whose it is."""
    return sorted(hashlib.sha256(f"{seed}:{name}".encode()).hexdigest() for name in people)


def public_record(market: Market, result: Result, names: Mapping[str, str], key: str) -> PublicRecord:
    """The record of a finished match. `names`: the public number of each requisition by its id."""
    held = held_positions(market, result.assign)
    claims = _claims(market, result, held)
    people, requests = market.columns.candidate_ids, market.columns.requisition_ids
    owner = market.people()[claims].tolist()
    where = market.choice[claims].tolist()
    pairs = [(people[who], requests[at]) for who, at in zip(owner, where, strict=True)]
    codes = [claim_code(key, *pair) for pair in pairs]
    label = [names[request] for request in requests]
    pinned = set(market.pins.candidate.tolist())
    snapshot = Snapshot(
        seed=market.columns.seed,
        candidates=_candidates(market, claims, codes, label),
        requisitions=_requisitions(market, claims, codes, label),
        caps=_caps(market, label),
        pins=tuple(
            Pin(code, label[at])
            for code, who, at in zip(codes, owner, where, strict=True)
            if who in pinned and result.assign[who] == at
        ),
    )
    seated = dict(zip(claims.tolist(), codes, strict=True))
    return PublicRecord(
        snapshot,
        _result(market, result, held, seated, label, digest(snapshot)),
        dict(zip(pairs, codes, strict=True)),
    )


def _claims(market: Market, result: Result, held: Longs) -> Longs:
    """Pairs that somebody likes at least as well as what they got and that no hard rule forbids.

    Of a couple only what they got: what they asked for, they asked for together, and the certificate lists it apart.
    """
    limit = np.where(held >= 0, held + 1, market.indptr[1:])
    joint = market.couples[~apart(market, result)].ravel()
    first = market.indptr[:-1].copy()
    first[joint] = np.where(held[joint] >= 0, held[joint], limit[joint])
    at = np.arange(len(market.choice))
    size = np.diff(market.indptr)
    mine = (at < np.repeat(limit, size)) & (at >= np.repeat(first, size))
    return np.flatnonzero(mine & (market.mask != 0))


def _candidates(market: Market, claims: Longs, codes: list[str], label: list[str]) -> tuple[Candidate, ...]:
    several = np.diff(market.role_start) > 1
    found = []
    for code, at, request in zip(codes, claims.tolist(), market.choice[claims].tolist(), strict=True):
        roles = market.columns.role_ids[request] if several[request] else ()
        fits = {role: 1 for place, role in enumerate(roles) if market.mask[at] >> place & 1}
        found.append(Candidate(code, tracks={TRACK: 0}, ranking=(label[request],), skills=fits, remote=True))
    return tuple(found)


def _requisitions(
    market: Market, claims: Longs, codes: list[str], label: list[str]
) -> tuple[Requisition, ...]:
    """Each requisition orders the claims at it; under one cap all of them share one order, so that they compare."""
    orders = _orders(market, claims, codes)
    critical = market.columns.requests.critical
    return tuple(
        Requisition(
            label[request],
            roles=_roles(market, request),
            tracks=(TRACK,),
            critical=bool(critical[request]),
            remote=True,
            order=Order("list", orders[request], "excluded"),
        )
        for request in range(market.m)
    )


def _roles(market: Market, request: int) -> tuple[Role, ...]:
    part = slice(market.role_start[request], market.role_start[request + 1])
    names = market.columns.role_ids[request]
    return tuple(
        Role(name, int(seats), int(least), {name: 1} if len(names) > 1 else {})
        for name, seats, least in zip(names, market.role_seats[part], market.role_min[part], strict=True)
    )


def _orders(market: Market, claims: Longs, codes: list[str]) -> list[tuple[str, ...]]:
    """Codes by standing, best first. Of two claims of one person with equal keys the one they like better stands first."""
    request = market.choice[claims]
    group = _groups(market)[request]
    order = np.lexsort((claims, -market.key[claims], group))
    bounds = np.searchsorted(group[order], np.arange(market.m + 1))
    shared = [
        tuple(codes[at] for at in order[bounds[name] : bounds[name + 1]].tolist()) for name in range(market.m)
    ]
    return [shared[name] for name in _groups(market).tolist()]


def _groups(market: Market) -> npt.NDArray[np.int64]:
    """The first requisition under the widest cap above each; its own number where no cap can bind."""
    forest = market.forest
    group = np.arange(market.m)
    for node in np.flatnonzero(forest.parent < 0).tolist():
        group[forest.lo[node] : forest.hi[node]] = forest.lo[node]
    return group


def _caps(market: Market, label: list[str]) -> tuple[Cap, ...]:
    forest = market.forest
    return tuple(
        Cap(name, int(seats), requisitions=tuple(sorted(label[lo:hi])), lists="by_place")
        for name, seats, lo, hi in zip(
            forest.ids, forest.seats.tolist(), forest.lo.tolist(), forest.hi.tolist(), strict=True
        )
    )


def _result(
    market: Market, result: Result, held: Longs, codes: Mapping[int, str], label: list[str], frozen: str
) -> dict[str, Any]:
    seats = [
        {
            "candidate": codes[int(held[who])],
            "requisition": label[result.assign[who]],
            "role": market.columns.role_ids[result.assign[who]][result.role[who]],
        }
        for who in np.flatnonzero(result.assign >= 0).tolist()
    ]
    taken = {row["candidate"] for row in seats}
    whole = result.to_json(market)
    named = dict(zip(market.columns.requisition_ids, label, strict=True))
    return {
        "format": FORMAT,
        "version": VERSION,
        "snapshot": frozen,
        "seed": market.columns.seed,
        "teams": result.teams,
        "ties": result.ties,
        "placements": sorted(seats, key=lambda row: row["candidate"]),
        "unplaced": sorted(code for code in codes.values() if code not in taken),
        "promoted": [],
        "open_teams": sorted(named[name] for name in whole["open_teams"]),
        "closed_teams": sorted(
            ({**row, "requisition": named[row["requisition"]]} for row in whole["closed_teams"]),
            key=lambda row: row["requisition"],
        ),
        "released_pins": [],
        "couples": [],
        "couples_looped": False,
    }
