"""Pins: placements decided beforehand, checked to be possible together and put first on their candidates' lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .columns import Columns
from .eligibility import UNLISTED, names_of, role_mask
from .errors import Offence, refuse
from .seating import seat


@dataclass(frozen=True, slots=True)
class Pinned:
    """Where each pin stands among the pairs, and whether the candidate had ranked it."""

    at: npt.NDArray[np.intp]
    ranked: npt.NDArray[np.bool_]


def pins_first(columns: Columns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Pinned]:
    """The lists with every pinned requisition moved (or added) to the front of its candidate's list."""
    indptr, choice = columns.indptr, columns.choice
    if not len(columns.pins):
        return indptr, choice, Pinned(np.zeros(0, np.intp), np.zeros(0, bool))
    person = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    pin_of = np.full(len(indptr) - 1, -1, np.int64)
    pin_of[columns.pins[:, 0]] = columns.pins[:, 1]
    same = pin_of[person] == choice
    ranked = np.zeros(len(indptr) - 1, bool)
    ranked[person[same]] = True
    added = pin_of >= 0
    count = np.diff(indptr) - ranked + added
    fresh = np.zeros(len(indptr), np.int64)
    np.cumsum(count, out=fresh[1:])
    lists = np.empty(fresh[-1], np.int32)
    front = np.zeros(fresh[-1], bool)
    front[fresh[:-1][added]] = True
    lists[front] = pin_of[added]
    lists[~front] = choice[~same]
    who = columns.pins[:, 0].astype(np.intp)
    return fresh, lists, Pinned(fresh[who].astype(np.intp), ranked[who])


def refuse_bad_pins(columns: Columns, at: npt.NDArray[np.intp], fail: npt.NDArray[np.uint16]) -> None:
    """Raise `PinConflict` for pins against a hard constraint, beyond a requisition's roles, or beyond a cap."""
    offences = []
    for (person, request), bits in zip(columns.pins.tolist(), fail[at].tolist(), strict=True):
        broken = names_of(bits & ~UNLISTED)
        if broken:
            ids = (columns.candidate_ids[person], columns.requisition_ids[request])
            message = f"{ids[0]} cannot be pinned to {ids[1]}: {', '.join(broken)}"
            offences.append(Offence("PinConflict", f"pin of {ids[0]}", ids, message, tuple(broken)))
    refuse(offences)
    refuse(crowded_requests(columns) + crowded_caps(columns))


def crowded_requests(columns: Columns) -> list[Offence]:
    groups: dict[int, list[int]] = defaultdict(list)
    for person, request in columns.pins.tolist():
        groups[request].append(person)
    offences = []
    for request, people in sorted(groups.items()):
        masks = role_mask(columns, np.array(people, np.intp), np.full(len(people), request, np.intp))[
            0
        ].tolist()
        part = slice(columns.requests.role_start[request], columns.requests.role_start[request + 1])
        roles = seat(
            masks, columns.requests.role_seats[part].tolist(), columns.requests.role_min[part].tolist()
        ).role
        if -1 in roles:
            ids = (columns.requisition_ids[request], *(columns.candidate_ids[person] for person in people))
            message = f"{len(people)} pins do not fit the seats of {ids[0]}: {', '.join(ids[1:])}"
            offences.append(Offence("PinConflict", f"requisition {ids[0]}", ids, message))
    return offences


def crowded_caps(columns: Columns) -> list[Offence]:
    offences = []
    forest = columns.forest
    for at, name in enumerate(forest.ids):
        inside = (columns.pins[:, 1] >= forest.lo[at]) & (columns.pins[:, 1] < forest.hi[at])
        if inside.sum() > forest.seats[at]:
            ids = (name, *(columns.candidate_ids[person] for person in columns.pins[inside, 0]))
            message = f"{inside.sum()} pins do not fit the {forest.seats[at]} seats of cap {name}: {', '.join(ids[1:])}"
            offences.append(Offence("PinConflict", f"cap {name}", ids, message))
    return offences
