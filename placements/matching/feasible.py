"""Checks that a result is possible at all: eligible pairs, seats, roles, caps, team minimums, pins and joint choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .errors import Infeasible, Offence
from .market import Market

if TYPE_CHECKING:
    from .result import Result


def check_feasible(market: Market, result: Result, held: npt.NDArray[np.int64]) -> None:
    """Raise `Infeasible` with every offence found; the message shows the first ten."""
    offences = bad_pairs(market, result, held)
    if not offences:
        offences = overfull(market, result, held) + bad_pins(market, result) + bad_couples(market, result)
    if offences:
        raise Infeasible(offences)


def offence(where: str, ids: tuple[str, ...], message: str) -> Offence:
    return Offence("Infeasible", where, ids, message)


def bad_pairs(market: Market, result: Result, held: npt.NDArray[np.int64]) -> list[Offence]:
    """People placed outside their list, against a hard constraint, in a role they cannot fill, or in a closed team."""
    people, requests = market.columns.candidate_ids, market.columns.requisition_ids
    if result.assign.shape != (market.n,) or result.role.shape != (market.n,):
        return [offence("result", (), f"must cover {market.n} candidates")]
    closed = np.zeros(market.m, bool)
    closed[[row.request for row in result.closed_teams]] = True
    who = np.flatnonzero(result.assign >= 0)
    strange = (result.assign[who] >= market.m) | (held[who] < 0)
    found = [
        offence(
            "placement",
            (people[at], name_of(market, at, result)),
            f"{people[at]} did not rank this requisition",
        )
        for at in who[strange].tolist()
    ]
    who = who[~strange]
    request, role, mask = (
        result.assign[who],
        result.role[who].astype(np.int64),
        market.mask[held[who]].astype(np.int64),
    )
    inside = (role >= 0) & (role < np.diff(market.role_start)[request])
    fits = inside & ((mask >> np.maximum(role, 0)) & 1 == 1)
    for wrong, what in (
        (mask == 0, "does not meet the hard constraints of"),
        ((mask != 0) & ~fits, "cannot fill that role of"),
        (closed[request], "is placed in the closed team"),
    ):
        for at in who[wrong].tolist():
            ids = (people[at], requests[result.assign[at]])
            found.append(offence("placement", ids, f"{ids[0]} {what} {ids[1]}"))
    return found


def name_of(market: Market, person: int, result: Result) -> str:
    request = int(result.assign[person])
    return market.columns.requisition_ids[request] if request < market.m else str(request)


def overfull(market: Market, result: Result, held: npt.NDArray[np.int64]) -> list[Offence]:
    """Roles above their seats, caps above their limit, open teams below their minimum."""
    requests = market.columns.requisition_ids
    placed = result.assign >= 0
    slot = market.role_start[result.assign[placed]] + result.role[placed]
    used = np.bincount(slot, minlength=len(market.role_seats))
    where = np.repeat(np.arange(market.m), np.diff(market.role_start))
    found = []
    for at in np.flatnonzero(used > market.role_seats).tolist():
        name = requests[where[at]]
        found.append(
            offence(
                "seats", (name,), f"{name} has {used[at]} people in a role of {market.role_seats[at]} seats"
            )
        )
    closed = np.zeros(market.m, bool)
    closed[[row.request for row in result.closed_teams]] = True
    for at in np.flatnonzero((used < market.role_min) & ~closed[where]).tolist():
        name = requests[where[at]]
        found.append(
            offence(
                "minimum",
                (name,),
                f"team {name} has {used[at]} people in a role that needs {market.role_min[at]}",
            )
        )
    total = np.concatenate([[0], np.cumsum(np.bincount(result.assign[placed], minlength=market.m))])
    inside = total[market.forest.hi] - total[market.forest.lo]
    for at in np.flatnonzero(inside > market.forest.seats).tolist():
        name = market.forest.ids[at]
        found.append(
            offence("cap", (name,), f"{inside[at]} people under cap {name} of {market.forest.seats[at]}")
        )
    return found


def bad_pins(market: Market, result: Result) -> list[Offence]:
    """Pins that do not hold although their team, if it is one, is open."""
    closed = {row.request for row in result.closed_teams}
    found = []
    for person, request in zip(market.pins.candidate.tolist(), market.pins.request.tolist(), strict=True):
        if request not in closed and result.assign[person] != request:
            ids = (market.columns.candidate_ids[person], market.columns.requisition_ids[request])
            found.append(offence("pin", ids, f"{ids[0]} is pinned to {ids[1]} and not there"))
    return found


def bad_couples(market: Market, result: Result) -> list[Offence]:
    """Couples apart though they would not be, or at a joint choice other than the one on record."""
    found = []
    for couple, (people, option) in enumerate(zip(market.couples.tolist(), result.couples, strict=True)):
        where = tuple(result.assign[people].tolist())
        wanted = market.options[couple][option] if option >= 0 else (-1, -1)
        if where != wanted and not (option < 0 and market.columns.couple_apart[couple] == "if_needed"):
            name = market.columns.couple_ids[couple]
            ids = (name, *(market.columns.candidate_ids[person] for person in people))
            found.append(offence("couple", ids, f"couple {name} is not at its joint choice"))
    return found
