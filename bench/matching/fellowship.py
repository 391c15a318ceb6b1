"""Whole fellowships for the bench: tracks, skills, places, windows, agencies with nested caps, surge teams, pins, couples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from placements.matching.columns import Columns, People, Requests
from placements.matching.forest import Forest
from placements.matching.model import Policy

from .instances import Rng, csr, draw_lists

TRACKS, SKILLS, METROS, AGENCY, AGENCIES = 6, 48, 30, 15, 5
Ints = npt.NDArray[np.int64]


def bits(rng: Rng, rows: int, most: int, remote: float) -> npt.NDArray[np.uint64]:
    """Places as bit sets; bit 0 is remote work."""
    out = (rng.random(rows) < remote).astype(np.uint64)
    for _ in range(most):
        out |= np.uint64(1) << rng.integers(1, METROS + 1, rows).astype(np.uint64)
    return out.reshape(-1, 1)


def people_of(rng: Rng, n: int, track: Ints) -> People:
    score = np.full((n, TRACKS), -1, np.int16)
    score[np.arange(n), track] = np.clip(rng.normal(600, 150, n), 0, 1000)
    levels = np.where(rng.random((n, SKILLS)) < 0.3, rng.integers(1, 6, (n, SKILLS)), 0).astype(np.int8)
    own = track[:, None] * 8 + np.arange(8)
    levels[np.arange(n)[:, None], own] = rng.integers(2, 6, (n, 8))
    ready = rng.integers(0, 60, n)
    grade = rng.integers(10, 16, n)
    columns = [
        rng.random(n) < 0.97,
        rng.integers(1, 4, n),
        ready,
        ready + 90,
        np.maximum(grade - 6, 4),
        grade,
    ]
    limits = np.stack([*columns, rng.choice([25, 50, 100, 100], n), rng.choice([3, 5, 5, 7], n)], axis=1)
    return People(score, levels, bits(rng, n, 6, 0.9), limits.astype(np.int32))


def requests_of(rng: Rng, m: int, track: Ints, people: int) -> Requests:
    team = rng.random(m) < 0.08
    start = np.zeros(m + 1, np.int32)
    np.cumsum(np.where(team, 3, 1), out=start[1:])
    share = rng.lognormal(0, 0.8, m)
    seats = np.ones(start[-1], np.int32)
    seats[start[:-1]] = 1 + rng.multinomial(max(0, int(0.5 * people) - m), share / share.sum())
    minimum = np.zeros(start[-1], np.int32)
    first = start[:-1][team]
    seats[first], seats[first + 1], seats[first + 2] = 1, rng.integers(2, 5, len(first)), 1
    minimum[first], minimum[first + 1], minimum[first + 2] = 1, 2, 1
    need = skills_of(rng, track, 2, 3)
    role_start = np.zeros(start[-1] + 1, np.int64)
    lead = np.zeros(start[-1], bool)
    lead[first] = True
    np.cumsum(lead, out=role_start[1:])
    role_need = (role_start, (track[team] * 8).astype(np.int32), np.full(team.sum(), 4, np.int8))
    begin = rng.integers(30, 90, m)
    grade = rng.integers(9, 13, m)
    asks = np.stack(
        [
            rng.random(m) < 0.8,
            rng.choice([0, 1, 1, 2], m),
            begin,
            begin + 60,
            grade,
            grade + 3,
            rng.choice([0, 10, 25, 50], m),
            rng.choice([0, 2, 3, 5], m),
        ],
        axis=1,
    )
    tracks = np.zeros((m, TRACKS), bool)
    tracks[np.arange(m), track] = True
    return Requests(
        tracks, bits(rng, m, 3, 0.75), asks.astype(np.int32), need, skills_of(rng, track, 3, 2), role_need, start, seats,
        minimum, rng.random(m) < 0.15, np.full(m, 100, np.int32), np.zeros(m, bool), np.zeros(m, bool),
    )  # fmt: skip


def skills_of(
    rng: Rng, track: Ints, many: int, highest: int
) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """`many` skills of its own track for each requisition."""
    picks = np.argsort(rng.random((len(track), 8)), axis=1)[:, :many] + track[:, None] * 8
    start = np.arange(len(track) + 1, dtype=np.int64) * many
    return start, picks.ravel().astype(np.int32), rng.integers(1, highest + 1, picks.size).astype(np.int8)


def caps_of(rng: Rng, rows: Requests) -> Forest:
    """Agencies of 15 requisitions capped at 70-100 % of their seats, departments of five agencies at 85-100 % of those."""
    m = len(rows.critical)
    seats = np.add.reduceat(rows.role_seats, rows.role_start[:-1])
    lo, hi, cap, parent, node_of = [], [], [], [], np.full(m, -1, np.int32)
    for first in range(0, m, AGENCY * AGENCIES):
        last = min(first + AGENCY * AGENCIES, m)
        department, total = len(lo), 0
        lo.append(first), hi.append(last), cap.append(0), parent.append(-1)
        for low in range(first, last, AGENCY):
            high = min(low + AGENCY, last)
            cap.append(int(seats[low:high].sum() * rng.uniform(0.7, 1)))
            total += cap[-1]
            node_of[low:high] = len(lo)
            lo.append(low), hi.append(high), parent.append(department)
        cap[department] = int(total * rng.uniform(0.85, 1))
    arrays = [np.array(values, np.int32) for values in (parent, cap, lo, hi)]
    return Forest(tuple(f"k{at}" for at in range(len(lo))), *arrays, node_of)


def fellowship(n: int, m: int, seed: int = 20250601, couples: float = 0.01, teams: bool = True) -> Columns:
    """n candidates and m requisitions with every feature; `couples` is the share of people in couples."""
    rng = np.random.default_rng(seed)
    track, wanted = rng.integers(0, TRACKS, n), rng.integers(0, TRACKS, m)
    people, rows = people_of(rng, n, track), requests_of(rng, m, wanted, n)
    if not teams:
        rows.role_min[:] = 0
    popularity = rng.lognormal(0, 1, m)
    pools = (
        (np.flatnonzero(track == t), np.flatnonzero(wanted == t), popularity[wanted == t])
        for t in range(TRACKS)
    )
    row, pick = draw_lists(rng, pools, rng.integers(5, 22, n))
    excluded = row * m + pick
    paired = rng.permutation(n)[: 2 * int(couples * n / 2)].reshape(-1, 2).astype(np.int32)
    columns = Columns(
        seed=f"fellowship {seed}",
        policy=Policy(),
        candidate_ids=tuple(f"candidate-{at:07d}" for at in range(n)),
        requisition_ids=tuple(f"requisition-{at:06d}" for at in range(m)),
        role_ids=tuple(("lead", "engineer", "analyst")[:many] for many in np.diff(rows.role_start)),
        couple_ids=tuple(f"couple-{at}" for at in range(len(paired))),
        couple_apart=("never", "if_needed") * (len(paired) // 2) + ("never",) * (len(paired) % 2),
        people=people,
        requests=rows,
        indptr=csr(row, n),
        choice=pick.astype(np.int32),
        listed_pair=np.zeros(0, np.int64),
        listed_place=np.zeros(0, np.int32),
        excluded_pair=np.sort(excluded[rng.random(len(excluded)) < 0.01]),
        forest=caps_of(rng, rows),
        pins=np.zeros((0, 2), np.int32),
        couples=paired,
        options=(None,) * len(paired),
    )
    return with_pins(columns, m // 13)


def with_pins(columns: Columns, many: int) -> Columns:
    """Pin the first eligible choice of some single people, one to a requisition."""
    from dataclasses import replace

    from placements.matching.eligibility import judge

    first = columns.indptr[:-1]
    single = np.ones(len(first), bool)
    single[columns.couples.ravel()] = False
    who = np.flatnonzero(single & (np.diff(columns.indptr) > 0))[: 20 * many]
    where = columns.choice[first[who]]
    fine = judge(columns, who, where)[1] > 0
    _, once = np.unique(where[fine], return_index=True)
    chosen = np.stack([who[fine][once], where[fine][once]], axis=1)[:many]
    return replace(columns, pins=chosen.astype(np.int32))
