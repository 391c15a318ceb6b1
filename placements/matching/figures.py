"""Counts of an outcome that everybody asks for: placed, first choices, top three, seats left and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .cuts import held_positions
from .explain import Explanations
from .explain_requisition import every_requisition
from .keys import SCORE_SHIFT, TOP_PLACE
from .market import Market

if TYPE_CHECKING:
    from .result import Result


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole numbers over one outcome; `rank_sum` over those placed on a choice they ranked gives the mean rank."""

    candidates: int
    placed: int
    first_choice: int
    top_three: int
    ranked_placed: int
    rank_sum: int
    seats: int
    seats_filled: int
    critical_seats: int
    critical_filled: int
    teams_open: int
    teams_closed: int


def own_places(market: Market) -> npt.NDArray[np.int64]:
    """Place of every pair on its candidate's own list, first = 1; a pin nobody ranked has place 0."""
    place = np.arange(1, len(market.choice) + 1) - np.repeat(market.indptr[:-1], np.diff(market.indptr))
    columns = market.columns
    for person in market.pins.candidate.tolist():
        own = columns.choice[columns.indptr[person] : columns.indptr[person + 1]].tolist()
        known = {request: at for at, request in enumerate(own, 1)}
        part = slice(market.indptr[person], market.indptr[person + 1])
        place[part] = [known.get(request, 0) for request in market.choice[part].tolist()]
    return place


def figures(market: Market, result: Result) -> Figures:
    """The counts of one outcome."""
    held = held_positions(market, result.assign)
    rank = own_places(market)[held[held >= 0]]
    seats = (
        np.add.reduceat(market.role_seats, market.role_start[:-1].astype(np.intp))
        if market.m
        else np.zeros(0, np.int32)
    )
    filled = np.bincount(result.assign[result.assign >= 0], minlength=market.m)
    critical = market.columns.requests.critical
    return Figures(
        candidates=market.n,
        placed=int((result.assign >= 0).sum()),
        first_choice=int((rank == 1).sum()),
        top_three=int(((rank >= 1) & (rank <= 3)).sum()),
        ranked_placed=int((rank > 0).sum()),
        rank_sum=int(rank.sum()),
        seats=int(seats.sum()),
        seats_filled=int(filled.sum()),
        critical_seats=int(seats[critical].sum()),
        critical_filled=int(filled[critical].sum()),
        teams_open=len(result.open_teams),
        teams_closed=len(result.closed_teams),
    )


def score_sum(market: Market, result: Result) -> int:
    """Sum of the score fields of ordinary keys of everybody placed; list places count as they stand in the key."""
    held = held_positions(market, result.assign)
    return int((market.key[held[held >= 0]] >> SCORE_SHIFT & TOP_PLACE).sum())


def open_seats(market: Market, result: Result, made: Explanations | None = None) -> Mapping[str, int]:
    """Seats left empty by cause: team_closed, cap, elsewhere, roles, nobody."""
    causes: dict[str, int] = {}
    for _, seats, cause in every_requisition(market, result, made):
        left = sum(row.seats - row.filled for row in seats)
        if left:
            causes[cause] = causes.get(cause, 0) + left
    return causes
