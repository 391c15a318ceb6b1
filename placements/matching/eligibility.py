"""Hard constraints on pairs, one bit each; nothing here is ever traded against a preference."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import Columns

(
    TRACK,
    SKILL,
    LEVEL,
    CITIZENSHIP,
    CLEARANCE,
    PLACE,
    START,
    GRADE,
    TRAVEL,
    ON_SITE,
    EXCLUSION,
    ROLE,
    UNLISTED,
) = (1 << bit for bit in range(13))
CODES = {
    TRACK: "track",
    SKILL: "skill",
    LEVEL: "level",
    CITIZENSHIP: "citizenship",
    CLEARANCE: "clearance",
    PLACE: "place",
    START: "start",
    GRADE: "grade",
    TRAVEL: "travel",
    ON_SITE: "on_site",
    EXCLUSION: "exclusion",
    ROLE: "role",
    UNLISTED: "unlisted",
}
CHUNK = 1 << 17
Pairs = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


def names_of(bits: int) -> tuple[str, ...]:
    """The codes in a bit set, in their fixed order."""
    return tuple(name for bit, name in CODES.items() if bits & bit)


def lacking(levels: Any, need: tuple[Any, Any, Any], person: Pairs, row: Pairs) -> tuple[Bools, Bools]:
    """For each pair: a skill of the row that the person does not have, and one held below the level asked."""
    start, skill, level = need
    missing = np.zeros(len(person), bool)
    below = np.zeros(len(person), bool)
    first = start[row]
    count = start[row + 1] - first
    for turn in range(int(count.max(initial=0))):
        some = np.flatnonzero(count > turn)
        at = first[some] + turn
        held = levels[person[some], skill[at]]
        missing[some] |= held == 0
        below[some] |= (held > 0) & (held < level[at])
    return missing, below


def in_sorted(values: npt.NDArray[np.int64], pairs: npt.NDArray[np.int64]) -> tuple[Bools, Pairs]:
    """Which pairs occur in a sorted array, and where."""
    if not len(values):
        return np.zeros(len(pairs), bool), np.zeros(len(pairs), np.intp)
    at = np.minimum(np.searchsorted(values, pairs), len(values) - 1)
    return values[at] == pairs, at


def role_mask(columns: Columns, person: Pairs, request: Pairs) -> tuple[npt.NDArray[np.uint16], Bools, Bools]:
    """Roles each person can fill; for a requisition of one role also why not (missing skill, level too low)."""
    rows = columns.requests
    first = rows.role_start[request].astype(np.intp)
    count = rows.role_start[request + 1] - first
    mask = np.zeros(len(person), np.uint16)
    missing = np.zeros(len(person), bool)
    below = np.zeros(len(person), bool)
    for turn in range(int(count.max(initial=0))):
        some = np.flatnonzero(count > turn)
        lack, low = lacking(columns.people.levels, rows.role_need, person[some], first[some] + turn)
        mask[some] |= np.where(lack | low, 0, 1 << turn).astype(np.uint16)
        if turn == 0:
            single = count[some] == 1
            missing[some] = lack & single
            below[some] = low & single
    return mask, missing, below


def judge_chunk(
    columns: Columns, person: Pairs, request: Pairs
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16], Any]:
    people, rows = columns.people, columns.requests
    have, want = people.numbers[person], rows.numbers[request]
    best = np.where(rows.tracks[request], people.score[person], np.int16(-1)).max(axis=1)
    missing, below = lacking(people.levels, rows.need, person, request)
    mask, role_missing, role_below = role_mask(columns, person, request)
    pair = person.astype(np.int64) * len(rows.critical) + request
    together = np.zeros(len(person), bool)
    for word in range(people.places.shape[1]):
        together |= (people.places[person, word] & rows.places[request, word]) != 0
    fails = (
        (TRACK, best < 0),
        (SKILL, missing | role_missing),
        (LEVEL, below | role_below),
        (CITIZENSHIP, want[:, 0] > have[:, 0]),
        (CLEARANCE, want[:, 1] > have[:, 1]),
        (PLACE, ~together),
        (START, (have[:, 2] > want[:, 3]) | (want[:, 2] > have[:, 3])),
        (GRADE, (have[:, 4] > want[:, 5]) | (want[:, 4] > have[:, 5])),
        (TRAVEL, want[:, 6] > have[:, 6]),
        (ON_SITE, want[:, 7] > have[:, 7]),
        (EXCLUSION, in_sorted(columns.excluded_pair, pair)[0]),
        (ROLE, (mask == 0) & (rows.role_start[request + 1] - rows.role_start[request] > 1)),
        (UNLISTED, rows.strict[request] & ~in_sorted(columns.listed_pair, pair)[0]),
    )
    bits = np.zeros(len(person), np.uint16)
    for bit, failed in fails:
        bits |= failed.astype(np.uint16) * np.uint16(bit)
    mask[bits != 0] = 0
    return bits, mask, best


def judge(
    columns: Columns, person: npt.NDArray[Any], request: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16], npt.NDArray[np.int16]]:
    """For each pair: failed constraints as bits, roles the person can fill (0 = none), best certificate score (-1 = none).

    `person` and `request` are index arrays of one length; work is done in blocks, so memory stays flat.
    """
    bits = np.empty(len(person), np.uint16)
    mask = np.empty(len(person), np.uint16)
    best = np.empty(len(person), np.int16)
    for start in range(0, len(person), CHUNK):
        part = slice(start, start + CHUNK)
        bits[part], mask[part], best[part] = judge_chunk(
            columns, person[part].astype(np.intp), request[part].astype(np.intp)
        )
    return bits, mask, best
