"""Why each ranked choice ended as it did: codes and numbers, never texts, never a promise about what would have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .certificate_couples import apart
from .cuts import REFUSES_ALL, held_positions, pair_cuts
from .eligibility import names_of
from .keys import PINNED, PROMOTED, SCORE_SHIFT, TIER_SHIFT, TOP_PLACE
from .market import Market
from .model import SCORE_MAX

if TYPE_CHECKING:
    from .result import Result

CODES = (
    "below",
    "placed",
    "ineligible",
    "score",
    "list",
    "lottery",
    "cap",
    "cap_critical",
    "team_closed",
    "pin",
    "couple",
    "no_seats",
)
BELOW, PLACED, INELIGIBLE, SCORE, LIST, LOTTERY, CAP, CAP_CRITICAL, TEAM_CLOSED, PIN, COUPLE, NO_SEATS = (
    range(12)
)


@dataclass(frozen=True, slots=True)
class Explanations:
    """For every ranked pair one code (uint8), the key it had to beat (int64, -1 = none) and the cap that asked (-1 = none)."""

    code: npt.NDArray[np.uint8]
    cut: npt.NDArray[np.int64]
    cap: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one ranked requisition ended as it did for one candidate; place 0 is a pin the candidate had not ranked.

    `own` and `cut` are what was compared: published scores (0..1000), or places on the agency's list when `by_list` (then
    lower is better, None = not on it). The cut is a fact about who was placed, not a promise to anybody above it.
    """

    requisition: str
    place: int
    code: str
    failed: tuple[str, ...] = ()
    own: int | None = None
    cut: int | None = None
    own_by_list: bool = False
    cut_by_list: bool = False
    cap: str = ""
    missing: tuple[tuple[str, int], ...] = ()


def explain_all(market: Market, result: Result) -> Explanations:
    """Codes for every ranked pair at once."""
    held = held_positions(market, result.assign)
    size = len(market.choice)
    code = np.full(size, BELOW, np.uint8)
    cut = np.full(size, -1, np.int64)
    cap = np.full(size, -1, np.int32)
    limit = np.repeat(np.where(held >= 0, held, market.indptr[1:]), np.diff(market.indptr))
    before = np.arange(size) < limit
    closed = np.zeros(market.m, bool)
    closed[[row.request for row in result.closed_teams]] = True
    shut = closed[market.choice]
    code[before & shut] = TEAM_CLOSED
    code[before & (market.mask == 0)] = INELIGIBLE
    code[held[held >= 0]] = PLACED
    pairs = np.flatnonzero(before & (market.mask != 0) & ~shut)
    placed = np.flatnonzero(held >= 0)
    key = market.key[held[placed]] + np.where(result.promoted[placed], PROMOTED, 0)
    low, tight = pair_cuts(market, pairs, held[placed], result.role[placed], key)
    cut[pairs], cap[pairs] = low, tight
    code[pairs] = lost_by(market, result, pairs, low, tight)
    return Explanations(code, cut, cap)


def lost_by(
    market: Market, result: Result, pairs: npt.NDArray, cut: npt.NDArray, cap: npt.NDArray
) -> npt.NDArray[np.uint8]:
    """The code of pairs that were refused, from their own key and the one to beat."""
    own = market.key[pairs]
    listed = market.columns.requests.listed[market.choice[pairs]]
    code = np.where(listed, LIST, SCORE)
    code[own >> SCORE_SHIFT == cut >> SCORE_SHIFT] = LOTTERY
    code[cap >= 0] = CAP
    code[(cap >= 0) & (own >> TIER_SHIFT < cut >> TIER_SHIFT)] = CAP_CRITICAL
    code[cut >> TIER_SHIFT == PINNED] = PIN
    code[cut == REFUSES_ALL] = NO_SEATS
    joint = np.zeros(market.n, bool)
    joint[market.couples[~apart(market, result)].ravel()] = True
    person = np.searchsorted(market.indptr, pairs, side="right") - 1
    code[joint[person] & (own >= cut)] = COUPLE
    return code.astype(np.uint8)


def explain(
    market: Market, result: Result, candidate: str, made: Explanations | None = None
) -> tuple[Reason, ...]:
    """One reason per requisition a candidate ranked, in their order; pass `made` when asking for many.

    Raises KeyError for a candidate the market does not hold.
    """
    found = made or explain_all(market, result)
    person = (
        market.columns.candidate_ids.index(candidate) if candidate in market.columns.candidate_ids else None
    )
    if person is None:
        raise KeyError(candidate)
    part = range(int(market.indptr[person]), int(market.indptr[person + 1]))
    columns = market.columns
    own = columns.choice[columns.indptr[person] : columns.indptr[person + 1]].tolist()
    places = {request: place for place, request in enumerate(own, 1)}
    rows = [reason_of(market, result, found, at, places.get(int(market.choice[at]), 0)) for at in part]
    return tuple(sorted(rows, key=lambda row: row.place))


def reason_of(market: Market, result: Result, found: Explanations, at: int, place: int) -> Reason:
    request, code, cut = int(market.choice[at]), int(found.code[at]), int(found.cut[at])
    name = market.columns.requisition_ids[request]
    if code == INELIGIBLE:
        return Reason(name, place, CODES[code], failed=names_of(int(market.fail[at])))
    if code == TEAM_CLOSED:
        short = next(row.short for row in result.closed_teams if row.request == request)
        roles = market.columns.role_ids[request]
        return Reason(
            name,
            place,
            CODES[code],
            missing=tuple((role, many) for role, many in zip(roles, short, strict=True) if many),
        )
    own_value, own_listed = shown(int(market.key[at]))
    if code in (BELOW, PLACED, PIN, NO_SEATS) or cut in (-1, REFUSES_ALL):
        return Reason(name, place, CODES[code], own=own_value, own_by_list=own_listed)
    cut_value, cut_listed = shown(cut)
    cap = market.forest.ids[found.cap[at]] if found.cap[at] >= 0 else ""
    return Reason(name, place, CODES[code], (), own_value, cut_value, own_listed, cut_listed, cap)


def shown(key: int) -> tuple[int | None, bool]:
    """A key as the score or list place it stands for; a pin stands for neither."""
    field = key >> SCORE_SHIFT & TOP_PLACE
    if key >> TIER_SHIFT == PINNED:
        return None, False
    return (field, False) if field <= SCORE_MAX else (TOP_PLACE - field + 1, True)
