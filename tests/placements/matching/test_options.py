"""What a run can be told: rules, engine, limits, and somebody who watches."""

from __future__ import annotations

import pytest

from placements.matching import Limits, TimeLimit, solve

from .markets import by_lists
from .outcomes import market_of

PLAIN = by_lists({"a": "1"}, {"1": "a"})


@pytest.mark.parametrize("wrong", [{"teams": "first"}, {"ties": "coin"}, {"engine": "steam"}])
def test_unknown_rules_and_engines_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        solve(market_of(PLAIN), **wrong)


def test_time_limit_stops_the_run() -> None:
    with pytest.raises(TimeLimit, match="stopped after 0 seconds in teams, run 1"):
        solve(market_of(PLAIN), engine="heap", limits=Limits(seconds=0))
    assert solve(market_of(PLAIN), engine="heap", limits=Limits(seconds=3600)).stats["placed"] == 1


def test_watcher_hears_of_every_run_and_may_cancel() -> None:
    heard: list[tuple[str, int]] = []
    result = solve(market_of(PLAIN), engine="heap", progress=lambda stage, run: heard.append((stage, run)))
    assert heard == [("teams", 1)]
    assert result.stats["runs"] == 1

    class Cancelled(Exception):
        pass

    def cancel(stage: str, run: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        solve(market_of(PLAIN), engine="heap", progress=cancel)


def test_rounds_of_couples_have_a_limit() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "12"}, {"1": "as", "2": "sb"})
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "options": [["1", "2"]]}]
    market = market_of(data)
    few = solve(market, engine="heap", limits=Limits(couple_rounds=1))
    many = solve(market, engine="heap", limits=Limits(couple_rounds=50))
    assert few.looped
    assert int(few.stats["rounds"]) < int(many.stats["rounds"])
