"""Instances for the bench, drawn with a fixed seed: plain hospital-residents ones and whole fellowships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placements.matching.columns import Columns, People, Requests
from placements.matching.forest import Forest
from placements.matching.model import Policy

Rng = np.random.Generator
Ints = npt.NDArray[np.int64]
NO_PAIRS = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int8))


@dataclass(frozen=True)
class Plain:
    """Lists, scores and seats of a market without caps, roles, teams, pins and couples."""

    indptr: Ints
    choice: npt.NDArray[np.int32]
    score: Ints
    seats: npt.NDArray[np.int32]


def draw_lists(
    rng: Rng, weights: Iterator[tuple[Ints, Ints, npt.NDArray[np.float64]]], lengths: Ints
) -> tuple[Ints, Ints]:
    """Lists without repetition, popular requisitions first more often; pools are (people, requisitions, weight)."""
    rows, picks = [], []
    for people, pool, weight in weights:
        if not len(people):
            continue
        wanted = np.minimum(lengths[people], len(pool))
        draws = np.repeat(np.arange(len(people)), 2 * wanted + 6)
        bounds = np.cumsum(weight) / weight.sum()
        taken = np.minimum(np.searchsorted(bounds, rng.random(len(draws)), side="right"), len(pool) - 1)
        _, first = np.unique(draws * len(pool) + taken, return_index=True)
        first.sort()
        row = draws[first]
        start = np.searchsorted(row, np.arange(len(people)))
        keep = np.arange(len(row)) - start[row] < wanted[row]
        rows.append(people[row[keep]])
        picks.append(pool[taken[first[keep]]])
    row, pick = np.concatenate(rows), np.concatenate(picks)
    order = np.argsort(row, kind="stable")
    return row[order], pick[order]


def csr(row: Ints, n: int) -> Ints:
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=n), out=indptr[1:])
    return indptr


def plain(n: int, fill: float, seed: int = 20250101, shortest: int = 5, longest: int = 30) -> Plain:
    """n candidates over n/20 requisitions with `fill` seats a candidate; about 17 ranked pairs each, scores 0..1000."""
    rng = np.random.default_rng(seed)
    m = max(20, n // 20)
    share = rng.lognormal(0, 0.8, m)
    seats = 1 + rng.multinomial(max(0, int(fill * n) - m), share / share.sum())
    lengths = rng.integers(shortest, min(longest, m) + 1, n)
    popularity = rng.lognormal(0, 1, m)
    row, pick = draw_lists(rng, iter([(np.arange(n), np.arange(m), popularity)]), lengths)
    quality = rng.normal(size=n)
    raw = 500 + 150 * (np.sqrt(0.5) * quality[row] + np.sqrt(0.5) * rng.normal(size=len(row)))
    return Plain(
        csr(row, n), pick.astype(np.int32), np.clip(raw, 0, 1000).astype(np.int64), seats.astype(np.int32)
    )


def plain_columns(market: Plain, seed: str = "plain") -> Columns:
    """The instance as columns in which everybody is eligible."""
    n, m = len(market.indptr) - 1, len(market.seats)
    anywhere = np.ones((n, 1), np.uint64), np.ones((m, 1), np.uint64)
    limits = np.tile(np.array([1, 0, 1, 9, 1, 15, 100, 7], np.int32), (n, 1))
    asks = np.tile(np.array([0, 0, 1, 9, 1, 15, 0, 0], np.int32), (m, 1))
    none = (np.zeros(m + 1, np.int64), *NO_PAIRS[1:])
    return Columns(
        seed=seed,
        policy=Policy(),
        candidate_ids=tuple(f"c{at}" for at in range(n)),
        requisition_ids=tuple(f"r{at}" for at in range(m)),
        role_ids=(("engineer",),) * m,
        couple_ids=(),
        couple_apart=(),
        people=People(np.zeros((n, 1), np.int16), np.zeros((n, 1), np.int8), anywhere[0], limits),
        requests=Requests(
            tracks=np.ones((m, 1), bool),
            places=anywhere[1],
            numbers=asks,
            need=none,
            useful=none,
            role_need=none,
            role_start=np.arange(m + 1, dtype=np.int32),
            role_seats=market.seats,
            role_min=np.zeros(m, np.int32),
            critical=np.zeros(m, bool),
            priority=np.full(m, 100, np.int32),
            listed=np.zeros(m, bool),
            strict=np.zeros(m, bool),
        ),
        indptr=market.indptr,
        choice=market.choice,
        listed_pair=np.zeros(0, np.int64),
        listed_place=np.zeros(0, np.int32),
        excluded_pair=np.zeros(0, np.int64),
        forest=no_caps(m),
        pins=np.zeros((0, 2), np.int32),
        couples=np.zeros((0, 2), np.int32),
        options=(),
    )


def no_caps(m: int) -> Forest:
    none = np.zeros(0, np.int32)
    return Forest((), none, none, none, none, np.full(m, -1, np.int32))
