"""The agency's side: who of those who ranked a requisition is placed there, and where everybody else stands and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .eligibility import names_of
from .explain import BELOW, CODES, INELIGIBLE, PLACED, Explanations, explain_all, shown
from .market import Market

if TYPE_CHECKING:
    from .result import Result


@dataclass(frozen=True, slots=True)
class Applicant:
    """One person who ranked the requisition: role if placed, else the code of what happened.

    `below` means they were placed on a requisition they like better; which one is not said.
    """

    candidate: str
    code: str
    role: str = ""
    standing: int | None = None
    by_list: bool = False
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seats:
    """One role of the requisition: funded seats, seats filled, its minimum, and what was missing if the team is closed."""

    role: str
    seats: int
    filled: int
    minimum: int
    missing: int


@dataclass(frozen=True, slots=True)
class RequisitionReport:
    """Everything true about one requisition after a match, people in the agency's own order.

    `why_open` says why seats are left: full, team_closed, cap, elsewhere (everybody eligible went somewhere they like
    better), roles (those left cannot fill the roles left), or nobody (no eligible person ranked it).
    """

    requisition: str
    roles: tuple[Seats, ...]
    applicants: tuple[Applicant, ...]
    why_open: str


def explain_requisition(
    market: Market, result: Result, requisition: str, made: Explanations | None = None
) -> RequisitionReport:
    """Why a requisition has the people it has. Raises KeyError for a requisition the market does not hold."""
    if requisition not in market.columns.requisition_ids:
        raise KeyError(requisition)
    request = market.columns.requisition_ids.index(requisition)
    found = made or explain_all(market, result)
    pairs = np.flatnonzero(market.choice == request)
    pairs = pairs[np.argsort(-market.key[pairs], kind="stable")]
    person = np.searchsorted(market.indptr, pairs, side="right") - 1
    roles = market.columns.role_ids[request]
    applicants = []
    for at, who in zip(pairs.tolist(), person.tolist(), strict=True):
        code = int(found.code[at])
        value, listed = shown(int(market.key[at])) if code != INELIGIBLE else (None, False)
        role = roles[result.role[who]] if code == PLACED else ""
        failed = names_of(int(market.fail[at])) if code == INELIGIBLE else ()
        applicants.append(
            Applicant(market.columns.candidate_ids[who], CODES[code], role, value, listed, failed)
        )
    short = {row.request: row.short for row in result.closed_teams}
    seats = roles_of(market, request, filled_roles(market, result), short)
    return RequisitionReport(
        requisition, seats, tuple(applicants), why_open(found, pairs, seats, request in short)
    )


def every_requisition(
    market: Market, result: Result, made: Explanations | None = None
) -> Iterator[tuple[str, tuple[Seats, ...], str]]:
    """Each requisition with its roles and why seats are left, in one pass over all pairs, without anybody's name."""
    found = made or explain_all(market, result)
    filled = filled_roles(market, result)
    short = {row.request: row.short for row in result.closed_teams}
    order = np.argsort(market.choice, kind="stable")
    bounds = np.searchsorted(market.choice[order], np.arange(market.m + 1)).tolist()
    for request, name in enumerate(market.columns.requisition_ids):
        seats = roles_of(market, request, filled, short)
        pairs = order[bounds[request] : bounds[request + 1]]
        yield name, seats, why_open(found, pairs, seats, request in short)


def filled_roles(market: Market, result: Result) -> npt.NDArray[np.int64]:
    """How many people each role of each requisition has."""
    placed = result.assign >= 0
    return np.bincount(
        market.role_start[result.assign[placed]] + result.role[placed], minlength=len(market.role_seats)
    )


def roles_of(
    market: Market, request: int, filled: npt.NDArray[np.int64], short: Mapping[int, tuple[int, ...]]
) -> tuple[Seats, ...]:
    """The roles of one requisition; `short` holds what closed teams lacked."""
    part = range(int(market.role_start[request]), int(market.role_start[request + 1]))
    missing = short.get(request, (0,) * len(part))
    return tuple(
        Seats(name, int(market.role_seats[at]), int(filled[at]), int(market.role_min[at]), lacked)
        for name, at, lacked in zip(market.columns.role_ids[request], part, missing, strict=True)
    )


def why_open(found: Explanations, pairs: npt.NDArray[np.intp], seats: tuple[Seats, ...], closed: bool) -> str:
    """Why seats of a requisition are left, from the codes of those who ranked it; `closed`: its team did not open."""
    if all(row.filled >= row.seats for row in seats):
        return "full"
    if closed:
        return "team_closed"
    codes = found.code[pairs]
    if (found.cap[pairs] >= 0).any():
        return "cap"
    if not (codes != INELIGIBLE).any():
        return "nobody"
    return "elsewhere" if (codes == BELOW).any() else "roles"
