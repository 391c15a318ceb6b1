"""Joint choices of couples: those they agreed on, or every pair of their choices in one place, best sum of places first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .columns import Columns

LIMIT = 40
Options = tuple[tuple[int, int], ...]


def joint_options(
    columns: Columns, indptr: npt.NDArray, choice: npt.NDArray, mask: npt.NDArray
) -> tuple[Options, ...]:
    """For each couple its joint choices, best first, ineligible ones left out."""
    found: list[Options] = []
    for (one, two), given in zip(columns.couples.tolist(), columns.options, strict=True):
        mine, theirs = (own_choices(person, indptr, choice, mask) for person in (one, two))
        if given is not None:
            known = ({request for request, _ in mine}, {request for request, _ in theirs})
            found.append(tuple(pair for pair in given if pair[0] in known[0] and pair[1] in known[1]))
        else:
            found.append(near_options(columns, (one, two), mine, theirs))
    return tuple(found)


def own_choices(
    person: int, indptr: npt.NDArray, choice: npt.NDArray, mask: npt.NDArray
) -> list[tuple[int, int]]:
    """Eligible choices of a person with their place on the list."""
    part = slice(indptr[person], indptr[person + 1])
    return [
        (request, place)
        for place, (request, roles) in enumerate(zip(choice[part].tolist(), mask[part].tolist(), strict=True))
        if roles
    ]


def near_options(
    columns: Columns, couple: tuple[int, int], mine: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> Options:
    """Pairs in a place both accept (or both remote): least sum of places first, then least worst place, then mine first."""
    if not mine or not theirs:
        return ()
    bits, accepted = columns.requests.places, columns.people.places
    one, two = (
        bits[[request for request, _ in rows]] & accepted[person]
        for person, rows in zip(couple, (mine, theirs), strict=True)
    )
    near = ((one[:, None, :] & two[None, :, :]) != 0).any(axis=2)
    pairs = [
        (mine[a][1] + theirs[b][1], max(mine[a][1], theirs[b][1]), mine[a], theirs[b])
        for a, b in np.argwhere(near)
    ]
    pairs.sort(key=lambda item: (item[0], item[1], item[2][1]))
    return tuple((first[0], second[0]) for _, _, first, second in pairs[:LIMIT])
