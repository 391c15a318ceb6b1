"""What an engine plays on: proposal rows in CSR form, seats by role, and the caps that can bind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..forest import Forest
from ..keys import PROMOTED
from ..market import Market

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Board:
    """Rows 0..n-1 are the candidates with their eligible pairs; further rows are single joint choices of couple members.

    `indptr` (rows + 1,), `choice`, `key`, `mask` per proposal; `owner` (rows,) the candidate of a row; `rank_owner` the
    candidate of a lottery rank; `seats` per role, never more than could be used.
    """

    indptr: Longs
    choice: npt.NDArray[np.int32]
    key: Longs
    mask: npt.NDArray[np.uint16]
    owner: npt.NDArray[np.int32]
    rank_owner: npt.NDArray[np.int32]
    role_start: npt.NDArray[np.int32]
    seats: npt.NDArray[np.int32]
    forest: Forest

    @property
    def n(self) -> int:
        return len(self.rank_owner) - 1

    @property
    def m(self) -> int:
        return len(self.role_start) - 1


def eligible_lists(market: Market) -> tuple[Longs, Longs]:
    """Row starts over eligible pairs only, and the position of each such pair in the market."""
    eligible = market.mask != 0
    if eligible.all():
        return market.indptr, np.arange(len(eligible))
    before = np.zeros(len(eligible) + 1, np.int64)
    np.cumsum(eligible, out=before[1:])
    return before[market.indptr], np.flatnonzero(eligible)


def twice(indptr: Longs, at: Longs) -> tuple[Longs, Longs, npt.NDArray[np.bool_]]:
    """Every list followed by itself, and which entries are the second time round (Kiraly 2013)."""
    length = np.diff(indptr)
    row = np.repeat(np.arange(len(length)), 2 * length)
    place = np.arange(2 * len(at)) - 2 * indptr[row]
    second = place >= length[row]
    return 2 * indptr, at[indptr[row] + np.where(second, place - length[row], place)], second


def make_board(market: Market, promote: bool = False) -> tuple[Board, Longs]:
    """The board of a market, and for each proposal its pair in the market. With `promote` lists run twice."""
    indptr, at = eligible_lists(market)
    key = market.key[at]
    if promote:
        indptr, at, second = twice(indptr, at)
        key = market.key[at] + np.where(second, PROMOTED, 0)
    owner = np.arange(market.n, dtype=np.int32)
    if len(market.couples):
        members, extra = couple_rows(market)
        owner = np.concatenate([owner, members])
        at = np.concatenate([at, extra])
        key = np.concatenate([key, market.key[extra]])
        indptr = np.concatenate([indptr, indptr[-1] + 1 + np.arange(len(extra))])
    choice = market.choice[at]
    demand = np.bincount(choice, minlength=market.m)
    rank_owner = np.zeros(market.n + 1, np.int32)
    rank_owner[market.lottery] = np.arange(market.n)
    board = Board(
        indptr=indptr,
        choice=choice,
        key=key,
        mask=market.mask[at],
        owner=owner,
        rank_owner=rank_owner,
        role_start=market.role_start,
        seats=np.minimum(market.role_seats, np.repeat(demand, np.diff(market.role_start))).astype(np.int32),
        forest=market.forest,
    )
    return board, at


def couple_rows(market: Market) -> tuple[Any, Longs]:
    """One row per couple, joint choice and member, in that order: its candidate and its pair in the market."""
    owner: list[int] = []
    at: list[int] = []
    for couple, options in zip(market.couples.tolist(), market.options, strict=True):
        places = [
            {request: place for place, request in enumerate(market.choice[part].tolist(), part.start)}
            for part in (slice(market.indptr[who], market.indptr[who + 1]) for who in couple)
        ]
        for option in options:
            owner += couple
            at += [places[0][option[0]], places[1][option[1]]]
    return np.array(owner, np.int32), np.array(at, np.int64)
