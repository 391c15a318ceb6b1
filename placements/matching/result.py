"""The outcome of a run: who is placed where and in which role, which teams stayed closed and why, where couples ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import Infeasible, Offence
from .market import Market
from .seating import seat

FORMAT = "techforce-match-result/1"
VERSION = 1


@dataclass(frozen=True, slots=True)
class ClosedTeam:
    """A team that did not open: seats missing by role when it was last tried, and the number of the run that showed it."""

    request: int
    short: tuple[int, ...]
    run: int


@dataclass(frozen=True, slots=True)
class Result:
    """Arrays over candidates: `assign` the requisition (n,) and `role` the role in it (n,), -1 = not placed.

    `couples` holds for each couple the joint choice it got, -1 = none; `promoted` who was promoted over ties.
    """

    assign: npt.NDArray[np.int32]
    role: npt.NDArray[np.int8]
    promoted: npt.NDArray[np.bool_]
    open_teams: tuple[int, ...]
    closed_teams: tuple[ClosedTeam, ...]
    released_pins: tuple[int, ...]
    couples: tuple[int, ...]
    looped: bool
    teams: str
    ties: str
    stats: Mapping[str, int | str]

    def to_json(self, market: Market, snapshot_digest: str = "") -> dict[str, Any]:
        """The result as plain data with ids. Left out on purpose: which engine ran and how long, so that digests compare."""
        people, requests = market.columns.candidate_ids, market.columns.requisition_ids
        roles = market.columns.role_ids
        placed = np.flatnonzero(self.assign >= 0).tolist()
        return {
            "format": FORMAT,
            "version": VERSION,
            "snapshot": snapshot_digest,
            "seed": market.columns.seed,
            "teams": self.teams,
            "ties": self.ties,
            "placements": [
                {
                    "candidate": people[at],
                    "requisition": requests[self.assign[at]],
                    "role": roles[self.assign[at]][self.role[at]],
                }
                for at in placed
            ],
            "unplaced": [people[at] for at in np.flatnonzero(self.assign < 0)],
            "promoted": [people[at] for at in np.flatnonzero(self.promoted)],
            "open_teams": sorted(requests[at] for at in self.open_teams),
            "closed_teams": closed_data(self.closed_teams, market),
            "released_pins": sorted(people[at] for at in self.released_pins),
            "couples": couples_data(self.couples, market),
            "couples_looped": self.looped,
        }


def closed_data(rows: Iterable[ClosedTeam], market: Market) -> list[dict[str, Any]]:
    """Closed teams by id with the seats missing by role."""
    names, roles = market.columns.requisition_ids, market.columns.role_ids
    found = {
        names[row.request]: {
            role: many for role, many in zip(roles[row.request], row.short, strict=True) if many
        }
        for row in rows
    }
    return [{"requisition": name, "missing": found[name]} for name in sorted(found)]


def couples_data(options: Sequence[int], market: Market) -> list[dict[str, Any]]:
    """Couples by id with the joint choice each got, None = none."""
    names = market.columns.requisition_ids
    return [
        {"couple": couple, "joint": [names[at] for at in choices[option]] if option >= 0 else None}
        for couple, option, choices in zip(market.columns.couple_ids, options, market.options, strict=True)
    ]


def result_from_json(market: Market, data: Mapping[str, Any]) -> Result:
    """The result a document describes, over this market. Raises `Infeasible` naming ids the market does not know."""
    people = {name: at for at, name in enumerate(market.columns.candidate_ids)}
    requests = {name: at for at, name in enumerate(market.columns.requisition_ids)}
    offences: list[Offence] = []
    if data.get("format") != FORMAT:
        raise Infeasible([Offence("Infeasible", "result", (), f"format must be {FORMAT}")])
    assign = np.full(market.n, -1, np.int32)
    role = np.full(market.n, -1, np.int8)
    for row in data["placements"]:
        person, request = people.get(row["candidate"], -1), requests.get(row["requisition"], -1)
        names = market.columns.role_ids[request] if request >= 0 else ()
        if person < 0 or request < 0 or row["role"] not in names or assign[person] >= 0:
            ids = (str(row["candidate"]), str(row["requisition"]))
            offences.append(
                Offence("Infeasible", "placements", ids, f"{ids[0]} at {ids[1]} is unknown or placed twice")
            )
            continue
        assign[person], role[person] = request, names.index(row["role"])
    promoted = np.zeros(market.n, bool)
    promoted[[people[name] for name in data["promoted"] if name in people]] = True
    closed = tuple(closed_row(market, requests, row, offences) for row in data["closed_teams"])
    if offences:
        raise Infeasible(offences)
    shut = {row.request for row in closed}
    joint = {row["couple"]: row["joint"] for row in data["couples"]}
    return Result(
        assign=assign,
        role=role,
        promoted=promoted,
        open_teams=tuple(at for at in np.flatnonzero(market.team).tolist() if at not in shut),
        closed_teams=closed,
        released_pins=released(market, assign),
        couples=tuple(
            option_of(market, couple, requests, joint.get(name))
            for couple, name in enumerate(market.columns.couple_ids)
        ),
        looped=bool(data["couples_looped"]),
        teams=str(data["teams"]),
        ties=str(data["ties"]),
        stats={},
    )


def closed_row(
    market: Market, requests: Mapping[str, int], row: Mapping[str, Any], offences: list[Offence]
) -> ClosedTeam:
    request = requests.get(row["requisition"], -1)
    if request < 0 or not market.team[request]:
        offences.append(
            Offence(
                "Infeasible",
                "closed_teams",
                (str(row["requisition"]),),
                f"{row['requisition']} is not a team",
            )
        )
        return ClosedTeam(-1, (), 0)
    return ClosedTeam(
        request, tuple(row["missing"].get(name, 0) for name in market.columns.role_ids[request]), 0
    )


def option_of(market: Market, couple: int, requests: Mapping[str, int], joint: list[str] | None) -> int:
    wanted = tuple(requests.get(name, -1) for name in joint or ())
    return market.options[couple].index(wanted) if wanted in market.options[couple] else -1


def released(market: Market, assign: npt.NDArray[np.int32]) -> tuple[int, ...]:
    """Pinned candidates who are not where they were pinned (their team did not open)."""
    return tuple(market.pins.candidate[assign[market.pins.candidate] != market.pins.request].tolist())


def seat_everybody(market: Market, pair: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """The role of each placed candidate, decided from who is held alone, so that every engine gives the same one."""
    from .trials import groups

    role = np.where(pair >= 0, 0, -1).astype(np.int8)
    several = np.diff(market.role_start) > 1
    if not several.any():
        return role
    person = market.people()
    for request, held in groups(market, pair, several).items():
        part = slice(market.role_start[request], market.role_start[request + 1])
        found = seat(
            market.mask[held].tolist(), market.role_seats[part].tolist(), market.role_min[part].tolist()
        )
        role[person[held]] = found.role
    return role
