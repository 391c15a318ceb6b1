"""Differences, dry-run changes, resolving, and the comparisons that are never the result."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import numpy as np
import pytest

from placements.matching import (
    Changes,
    Malformed,
    Market,
    Snapshot,
    UnknownId,
    apply_changes,
    build_market,
    diff,
    digest,
    figures,
    resolve,
    solve,
)
from placements.matching.model import Pin, Policy
from placements.matching.whatif import assignment, promoted, trimmed

from .markets import by_lists, document, person, random_document, request
from .oracle import Oracle
from .outcomes import market_of, where


def snapshot_of(data: dict[str, Any]) -> tuple[Snapshot, Market]:
    snapshot = Snapshot.from_json(data)
    return snapshot, build_market(snapshot)


def changed(data: dict[str, Any], changes: Changes) -> Any:
    snapshot, market = snapshot_of(data)
    return resolve(snapshot, changes, (market, solve(market, engine="heap")), engine="heap")


CHAIN = {"a": "12", "b": "1", "c": "2"}
AGENCIES = {"1": "ab", "2": "ac"}


def test_withdrawn_candidate_frees_a_chain() -> None:
    found = changed(by_lists(CHAIN, AGENCIES), Changes(withdraw_candidates=frozenset("a")))
    assert where(found.market, found.result) == {"b": "1", "c": "2"}
    assert [(row.candidate, row.kind, row.before, row.after) for row in found.difference.moves] == [
        ("a", "left", "1", None),
        ("b", "better", None, "1"),
    ]
    assert found.difference.filled == ()


def test_withdrawn_requisition_rehomes_its_people() -> None:
    found = changed(by_lists(CHAIN, AGENCIES), Changes(withdraw_requisitions=frozenset("1")))
    assert where(found.market, found.result) == {"a": "2"}
    assert [(row.candidate, row.kind, row.after) for row in found.difference.moves] == [
        ("a", "sideways", "2"),
        ("c", "worse", None),
    ]
    assert [(row.requisition, row.before, row.after) for row in found.difference.filled] == [("1", 1, 0)]


def test_seats_caps_minimums_lists_pins_and_policy() -> None:
    data = document(
        [person("a", ["x"], 900), person("b", ["x", "y"], 800)], [request(name, unit="u") for name in "xy"]
    )
    data |= {"units": [{"id": "u"}], "caps": [{"id": "cap", "seats": 2, "units": ["u"]}]}
    snapshot, _ = snapshot_of(data)
    seats = apply_changes(snapshot, Changes(seats={"x": {"engineer": 2}}))
    assert where(*both(seats)) == {"a": "x", "b": "x"}
    assert where(*both(apply_changes(snapshot, Changes(caps={"cap": 1})))) == {"a": "x"}
    assert where(*both(apply_changes(snapshot, Changes(rankings={"b": ("y",)})))) == {"a": "x", "b": "y"}
    assert where(*both(apply_changes(snapshot, Changes(pins=(Pin("b", "x"),))))) == {"b": "x"}
    team = apply_changes(
        snapshot, Changes(minimums={"y": {"engineer": 1}}, caps={"cap": 1}, critical={"y": True})
    )
    assert where(*both(team)) == {"b": "y"}
    assert apply_changes(snapshot, Changes(policy=Policy(teams="lex"))).policy.teams == "lex"
    none = apply_changes(team, Changes(seats={"y": {"engineer": 0}}))
    assert none.requisitions[1].roles[0].minimum == 0


def both(snapshot: Snapshot) -> tuple[Market, Any]:
    market = build_market(snapshot)
    return market, solve(market, engine="heap")


def test_changes_to_what_is_not_there_are_refused() -> None:
    snapshot, _ = snapshot_of(by_lists(CHAIN, AGENCIES))
    with pytest.raises(UnknownId) as raised:
        apply_changes(
            snapshot, Changes(withdraw_candidates=frozenset("z"), caps={"cap": 1}, seats={"1": {"chef": 1}})
        )
    assert [offence.ids for offence in raised.value.offences] == [("z",), ("cap",), ("chef",)]
    with pytest.raises(Malformed):
        apply_changes(snapshot, Changes(seats={"1": {"engineer": -1}}))


@pytest.mark.parametrize("seed", range(40))
def test_resolving_equals_solving_the_new_snapshot(seed: int) -> None:
    rng = random.Random(seed)
    snapshot, market = snapshot_of(
        random_document(rng, 12, 6, minimums=True, couples=1, listed=0.2, longest=5)
    )
    changes = Changes(
        withdraw_candidates=frozenset(rng.sample([row.id for row in snapshot.candidates], 2)),
        withdraw_requisitions=frozenset(rng.sample([row.id for row in snapshot.requisitions], 1)),
        caps={row.id: row.seats + 1 for row in snapshot.caps},
    )
    found = resolve(snapshot, changes, (market, solve(market, engine="heap")), engine="heap")
    again = Snapshot.from_json(found.snapshot.to_json())
    assert again == found.snapshot
    fresh = build_market(again)
    assert digest(solve(fresh, engine="heap").to_json(fresh)) == digest(found.result.to_json(found.market))


def test_difference_between_equal_outcomes_is_empty() -> None:
    market = market_of(by_lists(CHAIN, AGENCIES))
    result = solve(market, engine="heap")
    found = diff(market, result, market, result)
    assert (found.moves, found.filled, found.opened, found.closed) == ((), (), (), ())
    assert found.before == found.after


def test_role_changes_teams_and_newcomers_are_told_apart() -> None:
    roles = [{"id": "lead", "seats": 1, "minimum": 1}, {"id": "e", "seats": 1, "minimum": 0}]
    rows = [request("r") | {"roles": roles}]
    old = market_of(document([person("a", ["r"], 500)], rows))
    new = market_of(document([person("a", ["r"], 500), person("b", ["r"], 900)], rows))
    found = diff(old, solve(old, engine="heap"), new, solve(new, engine="heap"))
    assert [(row.candidate, row.kind) for row in found.moves] == [("a", "role"), ("b", "joined")]
    shut = market_of(document([person("b", [])], rows))
    assert diff(old, solve(old, engine="heap"), shut, solve(shut, engine="heap")).closed == ("r",)


def test_figures_count_choices_seats_and_teams() -> None:
    data = by_lists({"a": "1", "b": "12", "c": "123", "d": "1"}, {"1": "abcd", "2": "b", "3": "c"})
    data["requisitions"][2]["critical"] = True
    market = market_of(data)
    found = figures(market, solve(market, engine="heap"))
    assert (found.candidates, found.placed, found.first_choice, found.top_three, found.rank_sum) == (
        4,
        3,
        1,
        3,
        6,
    )
    assert (found.seats, found.seats_filled, found.critical_seats, found.critical_filled) == (3, 3, 1, 1)


def best_by_force(market: Market) -> tuple[int, int]:
    """Most people, then the least sum of ranks, over every feasible outcome."""
    oracle = Oracle(market)
    best = (0, 0)
    for taken in oracle.outcomes():
        ranks = [pair - int(market.indptr[who]) + 1 for who, pair in enumerate(taken) if pair >= 0]
        best = max(best, (len(ranks), -sum(ranks)))
    return best


@pytest.mark.parametrize("seed", range(30))
def test_assignment_is_the_best_there_is(seed: int) -> None:
    market = market_of(random_document(random.Random(seed), 5, 4, caps=seed % 2 == 0))
    found = assignment(market)
    assert (found.figures.placed, -found.figures.rank_sum) == best_by_force(market)
    oracle = Oracle(market)
    held = np.full(market.n, -1)
    for who, part in enumerate(oracle.lists):
        held[who] = next((pair for pair in part if market.choice[pair] == found.result.assign[who]), -1)
    assert oracle.independent(tuple(held[held >= 0].tolist()))
    assert found.blocking_pairs == len(list(oracle.blocks(tuple(held.tolist()))))


def test_assignment_by_score_and_by_critical_seats() -> None:
    data = document(
        [person("a", ["x", "y"], 900), person("b", ["x"], 100)], [request("x"), request("y", critical=True)]
    )
    market = market_of(data)
    assert assignment(market, "score").score_sum == 1000
    assert assignment(market, "rank_and_score").figures.placed == 2
    critical = market_of(
        document([person("a", ["x", "y"]), person("b", ["x"])], [request("x"), request("y", critical=True)])
    )
    assert assignment(critical, "critical_then_rank").figures.critical_filled == 1
    with pytest.raises(ValueError, match="objective must be one of"):
        assignment(market, "luck")


def test_promotion_places_more_where_everybody_is_tied() -> None:
    """b has one choice only; a, who has two, may have taken it by lot."""
    gained = 0
    for seed in range(20):
        market = market_of(
            document(
                [person("a", ["x", "y"]), person("b", ["x"])], [request("x"), request("y")], seed=str(seed)
            )
        )
        assert promoted(market, engine="heap").figures.placed == 2
        gained += 2 - int(solve(market, engine="heap").stats["placed"])
    assert gained > 0


def test_trimmed_seats_are_weighed_with_all_seats() -> None:
    data = document(
        [person("a", ["x", "y"]), person("b", ["x"])], [request("x", 2), request("y", critical=True)]
    )
    snapshot, market = snapshot_of(data)
    found = trimmed(snapshot, market, 0, engine="heap")
    assert (found.figures.placed, found.blocking_pairs, found.candidates_in_one) == (1, 2, 2)
    assert trimmed(snapshot, market, 100, engine="heap").blocking_pairs == 0
    with pytest.raises(ValueError, match="0 to 100"):
        trimmed(snapshot, market, 101)


def test_trimming_keeps_the_numbering_of_requisitions_apart() -> None:
    """Fewer seats can make a cap stop binding, which renumbers requisitions."""
    for seed, percent in product(range(20), (0, 50)):
        snapshot, market = snapshot_of(random_document(random.Random(seed), 8, 6))
        found = trimmed(snapshot, market, percent, engine="heap")
        fewer = {row.id: sum(role.seats for role in row.roles) for row in snapshot.requisitions}
        counts = np.bincount(found.result.assign[found.result.assign >= 0], minlength=market.m)
        assert all(counts[at] <= fewer[name] for at, name in enumerate(market.columns.requisition_ids))
