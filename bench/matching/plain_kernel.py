"""A compiled kernel for plain markets only, to see what generality costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from placements.matching.engine.board import Board
from placements.matching.engine.kernel import sift_down, sift_up
from placements.matching.keys import LOTTERY_MASK


@njit(cache=True)  # type: ignore[untyped-decorator]
def run(start: Any, choice: Any, key: Any, slots: Any, by_rank: Any, heap: Any, size: Any, held: Any) -> None:
    for person in range(len(start) - 1):
        who, at = person, start[person]
        while at < start[who + 1]:
            request = choice[at]
            base = slots[request]
            many = size[request]
            if many < slots[request + 1] - base:
                sift_up(heap, base, many, key[at])
                size[request] += 1
                held[who] = at
                break
            if many == 0 or key[at] < heap[base]:
                at += 1
                continue
            out = heap[base]
            sift_down(heap, base, many, key[at])
            held[who] = at
            who = by_rank[out & LOTTERY_MASK]
            at = held[who] + 1
            held[who] = -1


def plain_kernel(board: Board) -> npt.NDArray[np.int64]:
    """The proposal each candidate is held by, -1 = none."""
    slots = np.zeros(board.m + 1, np.int64)
    np.cumsum(board.seats, out=slots[1:])
    held = np.full(board.n, -1, np.int64)
    heap, size = np.zeros(slots[-1], np.int64), np.zeros(board.m, np.int64)
    run(board.indptr, board.choice, board.key, slots, board.rank_owner, heap, size, held)
    return held
