"""Couples: joint choices tried in rounds, better ones tried again when they become possible, endless loops noticed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .acceptance import Contract, Standing
from .engine import State
from .trials import Desk, Trials, held_pairs

APART = "if_needed"


@dataclass(frozen=True, slots=True)
class Settled:
    """Where couples ended: state, option tried last by each (length of its list = none or apart), and how it went."""

    state: State
    option: tuple[int, ...]
    rounds: int
    restarts: int
    looped: bool


class Couples:
    """The couples of a run with the board rows of their joint choices."""

    def __init__(self, desk: Desk, trials: Trials, apart: tuple[bool, ...]) -> None:
        self.desk = desk
        self.trials = trials
        self.apart = apart
        self.options = desk.market.options
        sizes = [2 * len(options) for options in self.options]
        self.first = (desk.market.n + np.concatenate([[0], np.cumsum(sizes)])[:-1]).astype(np.int64).tolist()
        self.best = sorted(
            range(len(sizes)), key=lambda at: -max(desk.market.lottery[desk.market.couples[at]], default=0)
        )

    def rows(self, at: list[int]) -> list[int]:
        """Board rows that propose when each couple tries this option: its two rows, its members alone, or nobody."""
        found: list[int] = []
        for couple, option in enumerate(at):
            if option < len(self.options[couple]):
                found += (self.first[couple] + 2 * option, self.first[couple] + 2 * option + 1)
            elif self.apart[couple]:
                found += self.desk.market.couples[couple].tolist()
        return found

    def play(self, closed: frozenset[int], at: list[int]) -> State:
        state = self.trials.outcome(closed, "couples").copy()
        self.desk.note("couples")
        state.propose(np.array(self.rows(at), np.intp))
        return state

    def refused(self, state: State, at: list[int]) -> list[int]:
        """Couples of whom a member is not held at the option being tried."""
        trying = [couple for couple, option in enumerate(at) if option < len(self.options[couple])]
        first = [self.first[couple] + 2 * at[couple] for couple in trying]
        held = zip(trying, state.holds(first), state.holds([row + 1 for row in first]), strict=True)
        return [couple for couple, one, two in held if not (one and two)]

    def better(self, state: State, at: list[int], closed: frozenset[int]) -> dict[int, int]:
        """Couples who prefer an earlier joint choice that would take both now, with the best such choice."""
        market = self.desk.market
        pair = held_pairs(self.desk, state)
        standing = Standing(market, pair)
        found = {}
        for couple, option in enumerate(at):
            people = market.couples[couple]
            leaving = [int(market.key[held]) for held in pair[people] if held >= 0]
            for earlier in range(min(option, len(self.options[couple]))):
                if closed.isdisjoint(self.options[couple][earlier]) and standing.takes_both(
                    leaving, self.contracts(couple, earlier)
                ):
                    found[couple] = earlier
                    break
        return found

    def contracts(self, couple: int, option: int) -> tuple[Contract, Contract]:
        board = self.desk.board
        at = [int(board.indptr[self.first[couple] + 2 * option + member]) for member in (0, 1)]
        one, two = ((int(board.choice[place]), int(board.key[place]), int(board.mask[place])) for place in at)
        return one, two

    def settle(self, closed: frozenset[int], limit: int) -> Settled:
        """Rounds until no couple is refused and none prefers a choice that would take it, or until that goes in circles.

        Each round replays the couples on a copy of the outcome of everybody else, so singles are always at their best
        stable outcome given the couples (Roth & Peranson 1999 with restarts; the rounds are exact, not incremental).
        """
        at = [0] * len(self.options)
        rounds = restarts = 0
        seen: set[tuple[int, ...]] = set()
        one_by_one = looped = False
        while True:
            rounds += 1
            state = self.play(closed, at)
            refused = self.refused(state, at)
            if refused:
                for couple in refused:
                    at[couple] += 1
                continue
            better = {} if looped or rounds > limit else self.better(state, at, closed)
            if not better:
                return Settled(state, tuple(at), rounds, restarts, looped or rounds > limit)
            if tuple(at) in seen:
                looped = one_by_one
                one_by_one = True
                seen.clear()
            seen.add(tuple(at))
            if looped:
                return Settled(state, tuple(at), rounds, restarts, True)
            chosen = (
                [next(couple for couple in self.best if couple in better)] if one_by_one else list(better)
            )
            for couple in chosen:
                at[couple] = better[couple]
            restarts += len(chosen)
