"""Runs of the same market with some teams closed, by exact replay: only people whose input changes propose again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .engine import State, start
from .engine.board import Board, make_board
from .market import Market
from .seating import seat

Rows = npt.NDArray[np.intp]
Progress = Callable[[str, int], None]


class TimeLimit(RuntimeError):
    """The run took longer than its limit; nothing is returned, because a part of a match is not a match."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a run: rounds of couples before nobody may restart (default: the policy's), and seconds in all."""

    couple_rounds: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class Desk:
    """What the trials of one run share: market, board, engine, limits, and how often deferred acceptance ran."""

    market: Market
    engine: str
    promote: bool
    limits: Limits
    replay: bool = True
    progress: Progress | None = None
    runs: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.board, self.pair = make_board(self.market, self.promote)
        self.viability = Viability(self.market)
        self.empty = start(self.board, self.engine)

    board: Board = field(init=False)
    pair: npt.NDArray[np.int64] = field(init=False)
    empty: State = field(init=False)
    viability: Viability = field(init=False)

    def note(self, stage: str) -> None:
        """Count a run, tell whoever watches, and stop when time is up. Raises `TimeLimit` or what the watcher raises."""
        self.runs += 1
        if self.limits.seconds is not None and time.monotonic() - self.began > self.limits.seconds:
            raise TimeLimit(f"stopped after {self.limits.seconds} seconds in {stage}, run {self.runs}")
        if self.progress is not None:
            self.progress(stage, self.runs)


class Trials:
    """Outcomes of one set of rows for different sets of closed teams.

    Deferred acceptance does not depend on the order of proposals (McVitie & Wilson 1971), so everybody who ranks no
    contested team proposes once; the others propose last, on a copy of that state.
    """

    def __init__(self, desk: Desk, rows: Rows) -> None:
        self.desk = desk
        self.rows = rows
        self.contested: frozenset[int] = frozenset()
        self.base: State | None = None
        self.late: Rows = rows[:0]
        self.last: tuple[frozenset[int], State] | None = None

    def expect(self, teams: Iterable[int]) -> None:
        """Say which teams may be closed in later trials."""
        wanted = self.contested | set(teams)
        if wanted != self.contested:
            self.contested = wanted
            self.base = None

    def prepare(self) -> State:
        board = self.desk.board
        state = self.desk.empty.copy()
        if not self.contested:
            self.late = self.rows[:0]
            state.propose(self.rows)
            return state
        contested = np.zeros(board.m, bool)
        contested[list(self.contested)] = True
        row = np.repeat(np.arange(len(board.owner)), np.diff(board.indptr))
        ranks = np.zeros(len(board.owner), bool)
        ranks[row[contested[board.choice]]] = True
        self.late = self.rows[ranks[self.rows]]
        state.propose(self.rows[~ranks[self.rows]])
        return state

    def outcome(self, closed: frozenset[int], stage: str) -> State:
        """The state after all rows proposed with these teams closed; copy it before changing it."""
        if self.last is not None and self.last[0] == closed:
            return self.last[1]
        self.desk.note(stage)
        if self.desk.replay:
            self.expect(closed)
            if self.base is None:
                self.base = self.prepare()
            state, rows = self.base.copy(), self.late
        else:
            state, rows = self.desk.empty.copy(), self.rows
        state.close(sorted(closed))
        if len(rows):
            state.propose(rows)
        self.last = (closed, state)
        return state


def held_pairs(desk: Desk, state: State) -> npt.NDArray[np.int64]:
    """The market's pair each candidate is held in, -1 = none, shape (n,)."""
    held = state.assignment()
    rows = np.flatnonzero(held >= 0)
    pair = np.full(desk.market.n, -1, np.int64)
    pair[desk.board.owner[rows]] = desk.pair[held[rows]]
    return pair


def groups(
    market: Market, pair: npt.NDArray[np.int64], wanted: npt.NDArray[np.bool_]
) -> dict[int, npt.NDArray[np.int64]]:
    """For each wanted requisition the pairs held there, best key first; empty ones are left out."""
    held = pair[pair >= 0]
    request = market.choice[held]
    held = held[wanted[request]]
    held = held[np.lexsort((-market.key[held], market.choice[held]))]
    request = market.choice[held]
    start = np.flatnonzero(np.diff(request, prepend=-1)).tolist()
    stop = [*start[1:], len(held)] if start else []
    spans = zip(request[start].tolist(), start, stop, strict=True)
    return {where: held[first:last] for where, first, last in spans}


class Viability:
    """Which open teams miss their minimum; what a team is missing is remembered for the people it last held."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.teams = np.flatnonzero(market.team).tolist()
        self.known: dict[int, tuple[bytes, tuple[int, ...]]] = {}

    def short(self, pair: npt.NDArray[np.int64], closed: frozenset[int]) -> dict[int, tuple[int, ...]]:
        """Open teams below their minimum in some role, with the seats missing by role."""
        held = groups(self.market, pair, self.market.team)
        nobody = np.zeros(0, np.int64)
        found = {}
        for team in self.teams:
            if team not in closed:
                missing = self.missing(team, held.get(team, nobody))
                if any(missing):
                    found[team] = missing
        return found

    def missing(self, team: int, held: npt.NDArray[np.int64]) -> tuple[int, ...]:
        people = held.tobytes()
        known = self.known.get(team)
        if known is None or known[0] != people:
            part = slice(self.market.role_start[team], self.market.role_start[team + 1])
            seats, minimum = self.market.role_seats[part].tolist(), self.market.role_min[part].tolist()
            known = (people, tuple(seat(self.market.mask[held].tolist(), seats, minimum).short))
            self.known[team] = known
        return known[1]
