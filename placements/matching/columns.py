"""A snapshot as arrays: what candidates offer, what requisitions ask, who ranks what; ids appear only at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from .forest import Forest, build_forest, unit_members
from .model import Policy, Requisition, Snapshot

Array = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class People:
    """Candidates, n rows: bit sets (n, words) uint64, levels (n, skills) int8, certificate score (n, tracks) int16, -1 = none."""

    score: npt.NDArray[np.int16]
    levels: npt.NDArray[np.int8]
    places: npt.NDArray[np.uint64]
    numbers: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Requests:
    """Requisitions, m rows, in cap order; `need`, `useful` and `role_need` are lists of (skill, level) in CSR form."""

    tracks: npt.NDArray[np.bool_]
    places: npt.NDArray[np.uint64]
    numbers: npt.NDArray[np.int32]
    need: tuple[Array, Array, Array]
    useful: tuple[Array, Array, Array]
    role_need: tuple[Array, Array, Array]
    role_start: npt.NDArray[np.int32]
    role_seats: npt.NDArray[np.int32]
    role_min: npt.NDArray[np.int32]
    critical: npt.NDArray[np.bool_]
    priority: npt.NDArray[np.int32]
    listed: npt.NDArray[np.bool_]
    strict: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything `assemble` needs. Pairs are coded as candidate * m + requisition in sorted int64 arrays."""

    seed: str
    policy: Policy
    candidate_ids: tuple[str, ...]
    requisition_ids: tuple[str, ...]
    role_ids: tuple[tuple[str, ...], ...]
    couple_ids: tuple[str, ...]
    couple_apart: tuple[str, ...]
    people: People
    requests: Requests
    indptr: npt.NDArray[np.int64]
    choice: npt.NDArray[np.int32]
    listed_pair: npt.NDArray[np.int64]
    listed_place: npt.NDArray[np.int32]
    excluded_pair: npt.NDArray[np.int64]
    forest: Forest
    pins: npt.NDArray[np.int32]
    couples: npt.NDArray[np.int32]
    options: tuple[tuple[tuple[int, int], ...] | None, ...]


def words(
    rows: Sequence[Iterable[str]], index: Mapping[str, int], remote: Sequence[bool]
) -> npt.NDArray[np.uint64]:
    """Bit sets of names; bit 0 stands for remote work."""
    width = (len(index) + 1 + 63) // 64
    bits = np.zeros((len(rows), width), np.uint64)
    bits[np.array(remote, bool), 0] = 1
    at, bit = [], []
    for row, held in enumerate(rows):
        for name in held:
            if name in index:
                at.append(row)
                bit.append(index[name] + 1)
    where = np.array(bit, np.int64)
    np.bitwise_or.at(
        bits, (np.array(at, np.int64), where // 64), np.uint64(1) << (where % 64).astype(np.uint64)
    )
    return bits


def pairs_csr(rows: Sequence[Mapping[str, int]], index: Mapping[str, int]) -> tuple[Array, Array, Array]:
    """(skill, level) lists: start (rows + 1), skill, level."""
    start = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=start[1:])
    skill = np.fromiter((index[name] for row in rows for name in row), np.int32, start[-1])
    level = np.fromiter((value for row in rows for value in row.values()), np.int8, start[-1])
    return start, skill, level


def table(rows: Sequence[Mapping[str, int]], index: Mapping[str, int], empty: int, kind: Any) -> Any:
    """Values by name as a dense table; names nobody asks for are dropped."""
    out = np.full((len(rows), max(1, len(index))), empty, kind)
    for at, row in enumerate(rows):
        for name, value in row.items():
            column = index.get(name)
            if column is not None:
                out[at, column] = value
    return out


def number(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(sorted(set(names)))}


def read_columns(snapshot: Snapshot) -> Columns:
    """The snapshot as arrays. Raises `OverlappingCaps` or `IncomparableOrders`."""
    order, forest = build_forest(snapshot)
    requests = [snapshot.requisitions[at] for at in order]
    people = snapshot.candidates
    rindex = {row.id: at for at, row in enumerate(requests)}
    cindex = {row.id: at for at, row in enumerate(people)}
    indptr = np.zeros(len(people) + 1, np.int64)
    np.cumsum([len(row.ranking) for row in people], out=indptr[1:])
    ranked = chain.from_iterable(row.ranking for row in people)
    listed_pair, listed_place = listed_pairs(requests, cindex)
    return Columns(
        seed=snapshot.seed,
        policy=snapshot.policy,
        candidate_ids=tuple(row.id for row in people),
        requisition_ids=tuple(rindex),
        role_ids=tuple(tuple(role.id for role in row.roles) for row in requests),
        couple_ids=tuple(row.id for row in snapshot.couples),
        couple_apart=tuple(row.apart for row in snapshot.couples),
        people=people_columns(snapshot),
        requests=request_columns(snapshot, order),
        indptr=indptr,
        choice=np.fromiter(map(rindex.__getitem__, ranked), np.int32, indptr[-1]),
        listed_pair=listed_pair,
        listed_place=listed_place,
        excluded_pair=excluded_pairs(snapshot, cindex, rindex),
        forest=forest,
        pins=np.array(
            [(cindex[pin.candidate], rindex[pin.requisition]) for pin in snapshot.pins], np.int32
        ).reshape(-1, 2),
        couples=np.array(
            [[cindex[name] for name in row.candidates] for row in snapshot.couples], np.int32
        ).reshape(-1, 2),
        options=tuple(
            None if row.options is None else tuple((rindex[one], rindex[two]) for one, two in row.options)
            for row in snapshot.couples
        ),
    )


def listed_pairs(
    requests: Sequence[Requisition], cindex: Mapping[str, int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Pairs on some agency's list in order of their code, and their places, first = 0."""
    listed = [
        (cindex[name] * len(requests) + at, place)
        for at, row in enumerate(requests)
        if row.order.by == "list"
        for place, name in enumerate(row.order.ranked)
    ]
    listed.sort()
    return np.array([pair for pair, _ in listed], np.int64), np.array(
        [place for _, place in listed], np.int32
    )


def people_columns(snapshot: Snapshot) -> People:
    people = snapshot.candidates
    skills, tracks, places = vocabulary(snapshot)
    numbers = [
        (row.citizen, row.clearance, *row.start, *row.grades, row.travel, row.on_site) for row in people
    ]
    return People(
        score=table([row.tracks for row in people], tracks, -1, np.int16),
        levels=table([row.skills for row in people], skills, 0, np.int8),
        places=words([row.places for row in people], places, [row.remote for row in people]),
        numbers=np.array(numbers, np.int32).reshape(-1, 8),
    )


def request_columns(snapshot: Snapshot, order: list[int]) -> Requests:
    rows = [snapshot.requisitions[at] for at in order]
    skills, tracks, places = vocabulary(snapshot)
    asked = np.zeros((len(rows), max(1, len(tracks))), bool)
    for at, row in enumerate(rows):
        asked[at, [tracks[name] for name in row.tracks]] = True
    numbers = [
        (row.citizenship, row.clearance, *row.start, *row.grades, row.travel, row.on_site) for row in rows
    ]
    roles = [role for row in rows for role in row.roles]
    start = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row.roles) for row in rows], out=start[1:])
    return Requests(
        tracks=asked,
        places=words([row.places for row in rows], places, [row.remote for row in rows]),
        numbers=np.array(numbers, np.int32).reshape(-1, 8),
        need=pairs_csr([row.skills for row in rows], skills),
        useful=pairs_csr([row.useful for row in rows], skills),
        role_need=pairs_csr([role.skills for role in roles], skills),
        role_start=start,
        role_seats=np.array([role.seats for role in roles], np.int32),
        role_min=np.array([role.minimum for role in roles], np.int32),
        critical=np.array([row.critical for row in rows], bool),
        priority=np.array([row.priority for row in rows], np.int32),
        listed=np.array([row.order.by == "list" for row in rows], bool),
        strict=np.array([row.order.by == "list" and row.order.unranked == "excluded" for row in rows], bool),
    )


def vocabulary(snapshot: Snapshot) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Skills, tracks and places that some requisition asks for, numbered in alphabetical order."""
    rows = snapshot.requisitions
    skills = number(
        chain.from_iterable(
            chain(row.skills, row.useful, *(role.skills for role in row.roles)) for row in rows
        )
    )
    return (
        skills,
        number(chain.from_iterable(row.tracks for row in rows)),
        number(chain.from_iterable(row.places for row in rows)),
    )


def excluded_pairs(
    snapshot: Snapshot, cindex: Mapping[str, int], rindex: Mapping[str, int]
) -> npt.NDArray[np.int64]:
    members = unit_members(snapshot, dict(rindex)) if snapshot.exclusions else {}
    found: set[int] = set()
    for row in snapshot.exclusions:
        at = cindex[row.candidate] * len(rindex)
        requests = [rindex[row.requisition]] if row.requisition is not None else members[row.unit or ""]
        found.update(at + request for request in requests)
    return np.array(sorted(found), np.int64)
