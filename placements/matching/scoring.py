"""The published score of a pair: four parts on 0..1000 and their weighted mean, whole numbers throughout."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import Columns
from .eligibility import CHUNK
from .model import SCORE_MAX

PARTS = ("certificate", "useful", "depth", "start")
Wide = npt.NDArray[np.int64]


def skill_sums(
    levels: Any, asked: tuple[Any, Any, Any], person: Any, row: Any, ceiling: int
) -> tuple[Wide, Wide]:
    """Over the skills of each row: how many there are, and the sum of levels above the one before the asked, cut at `ceiling`."""
    start, skill, level = asked
    first = start[row]
    count = start[row + 1] - first
    total = np.zeros(len(person), np.int64)
    for turn in range(int(count.max(initial=0))):
        some = np.flatnonzero(count > turn)
        at = first[some] + turn
        above = levels[person[some], skill[at]].astype(np.int64) - level[at] + 1
        total[some] += np.clip(above, 0, ceiling)
    return count, total


def parts_chunk(columns: Columns, person: Any, request: Any, best: Any) -> npt.NDArray[np.int64]:
    people, rows = columns.people, columns.requests
    asked, held = skill_sums(people.levels, rows.useful, person, request, 1)
    useful = np.where(asked > 0, SCORE_MAX * held // np.maximum(asked, 1), SCORE_MAX)
    asked, held = skill_sums(people.levels, rows.need, person, request, 3)
    depth = np.where(
        asked > 0, SCORE_MAX * np.maximum(held - asked, 0) // np.maximum(2 * asked, 1), SCORE_MAX
    )
    ready = people.numbers[person, 2].astype(np.int64)
    first, last = rows.numbers[request, 2].astype(np.int64), rows.numbers[request, 3].astype(np.int64)
    late = SCORE_MAX * np.maximum(last - ready, 0) // np.maximum(last - first, 1)
    start = np.where(ready <= first, SCORE_MAX, late)
    return np.stack([np.maximum(best, 0).astype(np.int64), useful, depth, start], axis=1)


def score_parts(columns: Columns, person: Any, request: Any, best: Any) -> npt.NDArray[np.int64]:
    """Parts of the score, shape (pairs, 4) in the order of `PARTS`, each 0..1000.

    certificate: best certificate score among the tracks asked for.  useful: share of useful skills held.
    depth: levels above the required ones, two levels each at most.  start: 1000 if ready on the first day of the
    requisition's window, falling to 0 at its last.  A part nobody asked anything for is 1000 for everybody.
    """
    return parts_chunk(columns, np.asarray(person, np.intp), np.asarray(request, np.intp), best)


def score(columns: Columns, person: Any, request: Any, best: Any) -> npt.NDArray[np.int32]:
    """The score of each pair, 0..1000: the weighted mean of its parts, rounded down."""
    weights = columns.policy.weights
    weight = np.array([getattr(weights, name) for name in PARTS], np.int64)
    out = np.empty(len(person), np.int32)
    for start in range(0, len(person), CHUNK):
        part = slice(start, start + CHUNK)
        out[part] = score_parts(columns, person[part], request[part], best[part]) @ weight // weight.sum()
    return out
