"""One run from market to result: deferred acceptance inside, couples and team minimums around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .couples import Couples, Settled
from .market import Market
from .result import ClosedTeam, Result, released, seat_everybody
from .teams import Closed, Shortfalls, by_importance, drop, lex, reopen, without_couples
from .trials import Desk, Limits, Progress, Trials, held_pairs


class Run:
    """The moving parts of one run: trials of everybody alone, trials of singles with couples on top."""

    def __init__(self, desk: Desk) -> None:
        market = desk.market
        self.desk = desk
        self.everybody = Trials(desk, np.arange(market.n))
        self.order = by_importance(market)
        self.paired = bool(len(market.couples))
        self.singles = self.everybody
        self.settled: dict[Closed, Settled] = {}
        self.proof: dict[int, tuple[tuple[int, ...], int]] = {}
        if self.paired:
            alone = np.ones(market.n, bool)
            alone[market.couples.ravel()] = False
            self.singles = Trials(desk, np.flatnonzero(alone))
        apart = tuple(row == "if_needed" for row in market.columns.couple_apart)
        self.couples = Couples(desk, self.singles, apart)

    def settle(self, closed: Closed) -> Settled:
        """Everybody placed, couples jointly, with these teams closed; remembered by closed teams."""
        if closed not in self.settled:
            limit = self.desk.limits.couple_rounds or self.desk.market.columns.policy.couple_rounds
            self.settled[closed] = self.couples.settle(closed, limit)
        return self.settled[closed]

    def pairs(self, closed: Closed) -> npt.NDArray[np.int64]:
        state = self.settle(closed).state if self.paired else self.everybody.outcome(closed, "teams")
        return held_pairs(self.desk, state)

    def short(self, closed: Closed) -> Shortfalls:
        found = self.desk.viability.short(self.pairs(closed), closed)
        self.singles.expect(found)
        return found

    def addable(self, closed: Closed, team: int) -> bool:
        """Whether a closed team can open with every open team viable; keeps what it would miss as the proof.

        With couples a quick trial keeps them where they are; only a team that passes it is worth running couples again.
        """
        fewer = closed - {team}
        missing: Shortfalls = {}
        moved: list[int] = []
        if self.paired:
            at = list(self.settle(closed).option)
            state = self.couples.play(fewer, at)
            moved = self.couples.refused(state, at)
            missing = self.desk.viability.short(held_pairs(self.desk, state), fewer)
        if not moved and not missing:
            missing = self.short(fewer)
        self.proof[team] = (missing.get(team, ()), self.desk.runs)
        return not moved and not missing

    def choose_teams(self, rule: str) -> Closed:
        """The closed teams: first as if everybody ranked alone, then with couples, then whatever can be added."""
        if not self.order:
            return frozenset()
        alone = without_couples(self.desk, self.everybody)
        if rule == "lex":
            self.everybody.expect(self.order)
            closed = lex(self.order, alone)
        else:
            closed = drop(self.order, alone)
        if self.paired:
            self.singles.expect(self.everybody.contested)
            closed = drop(self.order, self.short, closed)
        return reopen(self.order, closed, self.addable)

    def why_closed(self, closed: Closed) -> tuple[ClosedTeam, ...]:
        """What each closed team missed when it was last tried with the others open; nothing missing: it starves another."""
        roles = np.diff(self.desk.market.role_start)
        return tuple(
            ClosedTeam(team, self.proof[team][0] or (0,) * int(roles[team]), self.proof[team][1])
            for team in sorted(closed)
        )


def solve(
    market: Market,
    *,
    teams: str | None = None,
    ties: str | None = None,
    engine: str = "auto",
    limits: Limits | None = None,
    replay: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Match a market; `teams` and `ties` default to the snapshot's policy.

    Deterministic: the same market gives the same result in every engine, with and without `replay`. Never raises for want
    of a stable outcome; `verify` says what holds. `progress(stage, run)` is called before each run and may raise to cancel.
    Raises `EngineMissing`, or `TimeLimit` when `limits.seconds` is over.
    Sources: Gale & Shapley 1962; McVitie & Wilson 1971; Hatfield & Milgrom 2005; Biro, Fleiner, Irving & Manlove 2010;
    Roth & Peranson 1999; promotion of ties: Kiraly 2013.
    """
    rule = teams or market.columns.policy.teams
    tie = ties or market.columns.policy.ties
    if rule not in ("drop", "lex") or tie not in ("lottery", "promote"):
        raise ValueError(f"teams is drop or lex and ties is lottery or promote, not {rule!r} and {tie!r}")
    desk = Desk(market, engine, tie == "promote", limits or Limits(), replay, progress)
    run = Run(desk)
    return make_result(run, run.choose_teams(rule), rule, tie)


def make_result(run: Run, closed: Closed, rule: str, tie: str) -> Result:
    """The outcome with these teams closed, as arrays over candidates."""
    desk, market = run.desk, run.desk.market
    pair = run.pairs(closed)
    settled = run.settled.get(closed)
    state = settled.state if settled else run.everybody.outcome(closed, "teams")
    assign = np.full(market.n, -1, np.int32)
    assign[pair >= 0] = market.choice[pair[pair >= 0]]
    return Result(
        assign=assign,
        role=seat_everybody(market, pair),
        promoted=second_time(desk, state.assignment()),
        open_teams=tuple(team for team in np.flatnonzero(market.team).tolist() if team not in closed),
        closed_teams=run.why_closed(closed),
        released_pins=released(market, assign),
        couples=joint_result(market, settled) if settled else (),
        looped=bool(settled and settled.looped),
        teams=rule,
        ties=tie,
        stats={
            "runs": desk.runs,
            "rounds": settled.rounds if settled else 0,
            "restarts": settled.restarts if settled else 0,
            "placed": int((assign >= 0).sum()),
            "engine": type(state).__name__,
        },
    )


def joint_result(market: Market, settled: Settled) -> tuple[int, ...]:
    return tuple(
        option if option < len(options) else -1
        for option, options in zip(settled.option, market.options, strict=True)
    )


def second_time(desk: Desk, held: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Who is held by a promoted key, or ran through the list twice for nothing."""
    market = desk.market
    promoted = np.zeros(market.n, bool)
    if desk.promote:
        rows = held[: market.n]
        lists = np.diff(desk.board.indptr[: market.n + 1])
        begin = desk.board.indptr[: market.n]
        promoted = (lists > 0) & ((rows < 0) | (rows - begin >= lists // 2))
        promoted[market.couples.ravel()] &= rows[market.couples.ravel()] >= 0
    return promoted
