"""Deferred acceptance in plain Python: a heap of keys a requisition, groups by role for teams, lazy heaps for caps."""

from __future__ import annotations

from heapq import heappop, heappush, heappushpop, heapreplace

import numpy as np
import numpy.typing as npt

from ..keys import LOTTERY_MASK
from .board import Board
from .bundle import Bundle

HIGHEST = 1 << 63  # above every key
FREE, CAPPED, TEAM, CLOSED, SHARED = range(5)
SHARE = bytes.maketrans(bytes([FREE]), bytes([SHARED]))


class Rules:
    """The parts of a board that never change during a run, as Python lists."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.indptr = board.indptr.tolist()
        self.choice = board.choice.tolist()
        self.key = board.key.tolist()
        self.seats = np.add.reduceat(board.seats, board.role_start[:-1]).tolist() if board.m else []
        roles = np.diff(board.role_start)
        self.role_seats = [
            board.seats[a:b].tolist()
            for a, b in zip(board.role_start[:-1], board.role_start[1:], strict=True)
        ]
        forest = board.forest
        self.cap = forest.seats.tolist()
        self.lo, self.hi = forest.lo.tolist(), forest.hi.tolist()
        above = forest.parent.tolist()
        self.chain: list[tuple[int, ...]] = []
        for node in forest.node_of.tolist():
            path = []
            while node >= 0:
                path.append(node)
                node = above[node]
            self.chain.append(tuple(path))
        self.kind = [
            TEAM if many > 1 else CAPPED if path else FREE
            for many, path in zip(roles.tolist(), self.chain, strict=True)
        ]
        self.rank_owner = board.rank_owner.tolist()
        self.owner = board.owner.tolist()
        self.mask = board.mask.tolist() if TEAM in self.kind else []


class HeapState:
    """Who is held where. A plain requisition without caps is a heap filled up with zeros for its free seats.

    Copies share heaps and bundles until one of them changes one (`own` marks those that are not shared).
    """

    __slots__ = (
        "at",
        "bundles",
        "count",
        "floor",
        "found",
        "heaps",
        "held",
        "kind",
        "lows",
        "own",
        "row_of",
        "rules",
    )

    rules: Rules
    at: list[int]
    row_of: list[int]
    held: list[int]
    kind: bytearray
    own: bytearray
    found: npt.NDArray[np.int64] | None
    heaps: list[list[int]]
    floor: list[int]
    bundles: dict[int, Bundle]
    count: list[int]
    lows: list[list[int]]

    @classmethod
    def empty(cls, board: Board) -> HeapState:
        rules = Rules(board)
        state = cls()
        state.rules = rules
        state.at = [-1] * len(board.owner)
        state.row_of = rules.rank_owner[:]
        state.held = [-1] * (board.n + 1) if rules.cap else []
        state.kind = bytearray(rules.kind)
        state.own = bytearray(b"\1") * len(rules.kind)
        state.found = None
        state.heaps = [
            [0] * seats if kind == FREE else [] for kind, seats in zip(rules.kind, rules.seats, strict=True)
        ]
        # What a key must exceed to be looked at: the lowest that is held where only seats decide, nothing elsewhere.
        state.floor = [
            -1 if kind != FREE else 0 if seats else HIGHEST
            for kind, seats in zip(rules.kind, rules.seats, strict=True)
        ]
        state.bundles = {
            at: Bundle.empty(rules.role_seats[at]) for at, kind in enumerate(rules.kind) if kind == TEAM
        }
        state.count = [0] * len(rules.cap)
        state.lows = [[] for _ in rules.cap]
        return state

    def copy(self) -> HeapState:
        """An independent state of the same board; from now on both copy what they change."""
        state = HeapState()
        state.rules = self.rules
        self.kind = self.kind.translate(SHARE)
        self.own = bytearray(len(self.own))
        state.at, state.row_of, state.held = self.at[:], self.row_of[:], self.held[:]
        state.kind, state.own, state.count = self.kind[:], self.own[:], self.count[:]
        state.heaps, state.bundles, state.floor = self.heaps[:], self.bundles.copy(), self.floor[:]
        state.lows = [heap[:] for heap in self.lows]
        state.found = self.found
        return state

    def unshare(self, request: int) -> None:
        """Make one requisition's heap or bundle this state's own before it changes."""
        self.own[request] = 1
        if request in self.bundles:
            self.bundles[request] = self.bundles[request].copy()
        else:
            self.heaps[request] = self.heaps[request][:]
        if self.kind[request] == SHARED:
            self.kind[request] = FREE

    def close(self, requests: list[int]) -> None:
        """Nobody may propose to these any more; only before anybody has."""
        for request in requests:
            self.kind[request] = CLOSED
            self.floor[request] = HIGHEST

    def propose(self, rows: npt.NDArray[np.intp]) -> None:
        """Let these rows propose, and whoever they displace, until all are held or out of choices."""
        self.found = None
        rules = self.rules
        indptr, choice, keys = rules.indptr, rules.choice, rules.key
        positions, row_of, kind, heaps, floor = self.at, self.row_of, self.kind, self.heaps, self.floor
        people = len(rules.rank_owner) - 1
        for row in rows.tolist():
            at = indptr[row]
            end = indptr[row + 1]
            if row >= people and at < end:
                row_of[keys[at] & LOTTERY_MASK] = row
            while at < end:
                request = choice[at]
                key = keys[at]
                if key <= floor[request]:
                    at += 1
                    continue
                way = kind[request]
                if way == FREE:
                    heap = heaps[request]
                    out = heapreplace(heap, key)
                    floor[request] = heap[0]
                elif way == SHARED:
                    self.unshare(request)
                    heap = heaps[request]
                    out = heapreplace(heap, key)
                    floor[request] = heap[0]
                else:
                    out = self.settle(request, key, at)
                    if out == key:
                        at += 1
                        continue
                positions[row] = at
                if not out:
                    break
                row = row_of[out & LOTTERY_MASK]
                at = positions[row] + 1
                end = indptr[row + 1]
            positions[row] = at

    def settle(self, request: int, key: int, at: int) -> int:
        """Offer a key to a requisition with roles or caps: 0 = taken, the key itself = refused, another = put out for it."""
        if not self.own[request]:
            self.unshare(request)
        bundle = self.bundles.get(request)
        if bundle is not None:
            mask = self.rules.mask[at]
            role, _, came = bundle.reach(mask)
            full = role < 0
            out = bundle.swap(key, mask) if full else 0
        else:
            heap = self.heaps[request]
            full = len(heap) >= self.rules.seats[request]
            out = heappushpop(heap, key) if full else 0
        if out == key:
            return key
        path = self.rules.chain[request]
        tight = -1
        if not full:
            for node in path:
                if self.count[node] >= self.rules.cap[node]:
                    tight = node
                    out = self.lowest(tight)
                    if not out or out > key:
                        return key
                    break
            if bundle is not None:
                bundle.place(key, mask, role, came)
            else:
                heappush(heap, key)
        if path:
            self.note_taken(path, key, at, tight, full)
            if out:
                self.note_out(out, tight)
        return out

    def note_taken(self, path: tuple[int, ...], key: int, at: int, tight: int, full: bool) -> None:
        """Book a newcomer under the caps above; counts change only below the tight one, and not at all for a swap."""
        self.held[key & LOTTERY_MASK] = at
        inside = not full
        for node in path:
            if node == tight:
                inside = False
            if inside:
                self.count[node] += 1
            heappush(self.lows[node], key)

    def note_out(self, out: int, tight: int) -> None:
        """Book whoever was put out; when a cap did it, take the key out of its requisition too."""
        rank = out & LOTTERY_MASK
        request = self.rules.choice[self.held[rank]]
        self.held[rank] = -1
        if tight < 0:
            return
        if not self.own[request]:
            self.unshare(request)
        bundle = self.bundles.get(request)
        if bundle is not None:
            bundle.remove(out)
        else:
            heappop(self.heaps[request])
        for node in self.rules.chain[request]:
            if node == tight:
                return
            self.count[node] -= 1

    def lowest(self, node: int) -> int:
        """The lowest key held under a cap, 0 if none; keys that left are dropped on the way."""
        heap = self.lows[node]
        choice, keys = self.rules.choice, self.rules.key
        low, high = self.rules.lo[node], self.rules.hi[node]
        while heap:
            key = heap[0]
            at = self.held[key & LOTTERY_MASK]
            if at >= 0 and keys[at] == key and low <= choice[at] < high:
                return key
            heappop(heap)
        return 0

    def holds(self, rows: list[int]) -> list[bool]:
        """For each of these rows whether one of its proposals is held."""
        end = self.rules.indptr
        return [-1 < self.at[row] < end[row + 1] for row in rows]

    def assignment(self) -> npt.NDArray[np.int64]:
        """For each row the proposal that is held, -1 = none, shape (rows,)."""
        if self.found is None:
            at = np.array(self.at, np.int64)
            self.found = np.where(at < self.rules.board.indptr[1:], at, -1)
        return self.found
