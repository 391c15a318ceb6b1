"""Deferred acceptance as machine code: flat heaps, slots by role for teams, a segment tree of lowest keys for caps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .board import Board
from .kernel import NONE, propose

Longs = npt.NDArray[np.int64]


class CompiledState:
    """The same state as the heap engine's, in arrays; `fixed` are the parts of the board, shared by all copies."""

    __slots__ = ("at", "board", "closed", "count", "fixed", "low", "row_of", "size", "slot_key", "slot_mask")

    board: Board
    fixed: tuple[Any, ...]
    at: Longs
    row_of: npt.NDArray[np.int32]
    closed: npt.NDArray[np.bool_]
    slot_key: Longs
    slot_mask: npt.NDArray[np.uint16]
    size: npt.NDArray[np.int32]
    count: npt.NDArray[np.int32]
    low: Longs

    @classmethod
    def empty(cls, board: Board) -> CompiledState:
        state = cls()
        slots = np.zeros(len(board.seats) + 1, np.int64)
        np.cumsum(board.seats, out=slots[1:])
        leaves = 1 << max(0, board.m - 1).bit_length() if len(board.forest.ids) else 1
        mixed = bool((np.diff(board.role_start) > 1).any())
        forest = board.forest
        state.board = board
        state.fixed = (
            board.indptr.astype(np.int64),
            board.choice,
            board.key,
            board.mask,
            board.role_start,
            slots,
            forest.node_of,
            forest.parent,
            forest.seats,
            forest.lo,
            forest.hi,
            board.n,
        )
        state.at = np.full(len(board.owner), -1, np.int64)
        state.row_of = board.rank_owner.astype(np.int32)
        state.closed = np.zeros(board.m, np.bool_)
        state.slot_key = np.zeros(int(slots[-1]), np.int64)
        state.slot_mask = np.zeros(int(slots[-1]) if mixed else 0, np.uint16)
        state.size = np.zeros(board.m, np.int32)
        state.count = np.zeros(len(forest.ids), np.int32)
        state.low = np.full(2 * leaves, NONE, np.int64)
        return state

    def copy(self) -> CompiledState:
        """An independent state of the same board."""
        state = CompiledState()
        state.board, state.fixed = self.board, self.fixed
        for name in ("at", "row_of", "closed", "slot_key", "slot_mask", "size", "count", "low"):
            setattr(state, name, getattr(self, name).copy())
        return state

    def close(self, requests: list[int]) -> None:
        """Nobody may propose to these any more; only before anybody has."""
        self.closed[requests] = True

    def propose(self, rows: npt.NDArray[np.intp]) -> None:
        """Let these rows propose, and whoever they displace, until all are held or out of choices."""
        moving = (
            self.at,
            self.row_of,
            self.closed,
            self.slot_key,
            self.slot_mask,
            self.size,
            self.count,
            self.low,
        )
        propose(np.ascontiguousarray(rows, np.int64), self.fixed, moving)

    def holds(self, rows: list[int]) -> list[bool]:
        """For each of these rows whether one of its proposals is held."""
        at = self.at[rows]
        return ((at >= 0) & (at < self.board.indptr[1:][rows])).tolist()

    def assignment(self) -> Longs:
        """For each row the proposal that is held, -1 = none, shape (rows,)."""
        return np.where(self.at < self.board.indptr[1:], self.at, -1)
