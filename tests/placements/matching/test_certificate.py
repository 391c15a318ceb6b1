"""The certificate finds every fault that is put into a correct result."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest

from placements.matching import Infeasible, Market, PinConflict, Result, solve, verify
from placements.matching.cuts import held_positions

from .markets import by_lists, document, person, random_document, request
from .oracle import Oracle
from .outcomes import certified, market_of


def moved(market: Market, result: Result, who: int, request_: int, role: int = 0) -> Result:
    """The result with one person somewhere else."""
    assign, roles = result.assign.copy(), result.role.copy()
    assign[who], roles[who] = request_, role if request_ >= 0 else -1
    return replace(result, assign=assign, role=roles)


def kinds(error: Infeasible) -> list[str]:
    return [offence.where for offence in error.offences]


@pytest.mark.parametrize("seed", range(80))
def test_blocking_pairs_are_those_of_the_definition(seed: int) -> None:
    """Random feasible outcomes, most of them unstable: the same pairs as by brute force, no more and no fewer."""
    rng = random.Random(seed)
    market = market_of(random_document(rng, 6, 4, listed=0.2))
    oracle = Oracle(market)
    outcomes = list(oracle.outcomes())
    for taken in rng.sample(outcomes, min(8, len(outcomes))):
        result = as_result(market, taken)
        certificate = verify(market, result)
        expected = sorted(oracle.blocks(taken))
        ids = market.columns.requisition_ids
        owner = {pair: who for who, pairs in enumerate(oracle.lists) for pair in pairs}
        named = sorted((market.columns.candidate_ids[owner[at]], ids[market.choice[at]]) for at in expected)
        assert sorted((*row.candidates, *row.requisitions) for row in certificate.blocking) == named
        assert certificate.counts["pair"] == len(expected)
        assert certificate.stable == (not expected)
        assert ("stable" in certificate.guarantees) == (not expected)


def as_result(market: Market, taken: tuple[int, ...]) -> Result:
    import numpy as np

    from placements.matching.result import seat_everybody

    result = solve(market, engine="heap")
    pair = np.array(taken, np.int64)
    assign = np.where(pair >= 0, market.choice[pair] if len(market.choice) else -1, -1).astype(np.int32)
    return replace(result, assign=assign, role=seat_everybody(market, pair))


def small() -> tuple[Market, Result]:
    market = market_of(by_lists({"a": "12", "b": "12", "c": "1"}, {"1": "abc", "2": "ab", "3": "a"}))
    return market, solve(market, engine="heap")


def test_too_many_people_in_a_role() -> None:
    market, result = small()
    with pytest.raises(Infeasible, match="1 has 2 people in a role of 1 seats") as raised:
        verify(market, moved(market, result, 2, 0))
    assert kinds(raised.value) == ["seats"]


def test_place_that_was_never_ranked() -> None:
    market, result = small()
    with pytest.raises(Infeasible, match="c did not rank"):
        verify(market, moved(market, result, 2, 2))


def test_place_against_a_hard_constraint() -> None:
    market = market_of(document([person("a", ["r"], citizen=False)], [request("r")]))
    result = solve(market, engine="heap")
    with pytest.raises(Infeasible, match="a does not meet the hard constraints of r"):
        verify(market, moved(market, result, 0, 0))


def test_role_that_does_not_exist() -> None:
    market, result = small()
    with pytest.raises(Infeasible, match="cannot fill that role"):
        verify(market, moved(market, result, 0, 0, role=1))


def test_cap_exceeded() -> None:
    data = document([person("a", ["x"]), person("b", ["y"])], [request(name, unit="u") for name in "xy"])
    data |= {"units": [{"id": "u"}], "caps": [{"id": "cap", "seats": 1, "units": ["u"]}]}
    market = market_of(data)
    result = solve(market, engine="heap")
    assert (result.assign >= 0).sum() == 1
    loser = int((result.assign < 0).argmax())
    with pytest.raises(Infeasible, match="2 people under cap cap of 1"):
        verify(market, moved(market, result, loser, loser))


def test_open_team_below_its_minimum_and_closed_team_in_use() -> None:
    row = request("x") | {"roles": [{"id": "e", "seats": 2, "minimum": 1}]}
    market = market_of(document([person("a", ["x"])], [row]))
    result = solve(market, engine="heap")
    with pytest.raises(Infeasible, match="team x has 0 people in a role that needs 1"):
        verify(market, moved(market, result, 0, -1))


def test_pin_and_couple_that_do_not_hold() -> None:
    data = by_lists({"a": "1", "b": "2", "c": "3"}, {"1": "a", "2": "b", "3": "c"})
    data["couples"] = [{"id": "k", "candidates": ["a", "b"], "options": [["1", "2"]]}]
    data["pins"] = [{"candidate": "c", "requisition": "3"}]
    market = market_of(data)
    result = solve(market, engine="heap")
    with pytest.raises(Infeasible, match="couple k is not at its joint choice"):
        verify(market, moved(market, result, 0, -1))
    with pytest.raises(Infeasible, match="c is pinned to 3 and not there"):
        verify(market, moved(market, result, 2, -1))


def test_message_shows_ten_offences_and_counts_the_rest() -> None:
    market = market_of(
        document([person(f"c{at}", ["r"], citizen=False) for at in range(15)], [request("r", 20)])
    )
    result = solve(market, engine="heap")
    with pytest.raises(Infeasible, match="and 5 more") as raised:
        verify(market, replace(result, assign=result.assign + 1, role=result.role + 1))
    assert len(raised.value.offences) == 15


def test_people_who_lose_only_to_a_pin_are_listed_apart() -> None:
    data = document([person("a", ["r"], 900), person("b", ["r"], 100)], [request("r")])
    data["pins"] = [{"candidate": "b", "requisition": "r"}]
    _, _, certificate = certified(data)
    assert [(row.kind, row.candidates, row.requisitions) for row in certificate.blocking] == [
        ("pin_envy", ("a",), ("r",))
    ]
    assert certificate.stable
    assert "stable_around_pins" in certificate.guarantees


def test_second_implementation_notices_a_worse_stable_outcome() -> None:
    market = market_of(by_lists({"a": "12", "b": "21"}, {"1": "ba", "2": "ab"}))
    result = solve(market, engine="heap")
    swapped = replace(result, assign=result.assign[::-1].copy())
    certificate = verify(market, swapped, optimal=True)
    assert certificate.stable
    assert certificate.candidate_optimal == "no"


def test_second_implementation_notices_a_team_that_could_open() -> None:
    from placements.matching.result import ClosedTeam

    row = request("x") | {"roles": [{"id": "e", "seats": 1, "minimum": 1}]}
    market = market_of(document([person("a", ["x"])], [row]))
    result = solve(market, engine="heap")
    closed = replace(moved(market, result, 0, -1), open_teams=(), closed_teams=(ClosedTeam(0, (0,), 1),))
    certificate = verify(market, closed, optimal=True)
    assert certificate.closed_teams_maximal == "no"
    assert certificate.counts["coalition"] == 1


@pytest.mark.parametrize("seed", range(30))
def test_pin_envy_is_what_blocks_without_the_pins_privilege(seed: int) -> None:
    rng = random.Random(seed)
    try:
        market = market_of(random_document(rng, 6, 3, pins=True, roles=False))
    except PinConflict:
        return
    result = solve(market, engine="heap")
    certificate = verify(market, result)
    held = held_positions(market, result.assign)
    key = market.key.copy()
    for who, natural in zip(market.pins.candidate, market.pins.natural, strict=True):
        key[market.indptr[who]] = natural
    plain = Oracle(replace(market, key=key))
    pinned = set(market.pins.candidate.tolist())
    owner = {pair: who for who, pairs in enumerate(plain.lists) for pair in pairs}
    expected = [pair for pair in plain.blocks(tuple(held.tolist())) if owner[pair] not in pinned]
    assert certificate.counts["pin_envy"] + certificate.counts["pair"] == len(expected)


@pytest.mark.parametrize("seed", range(12))
def test_groups_for_a_closed_team_are_those_of_the_definition(seed: int) -> None:
    """Offer the agencies everybody who likes a closed team better than what they have: would its minimum be covered?"""
    closed_teams = 0
    for turn in range(25):
        rng = random.Random(100 * seed + turn)
        market = market_of(random_document(rng, 6, 4, minimums=True, caps=turn % 2 == 0, longest=4))
        result = solve(market, engine="heap")
        certificate = verify(market, result, optimal=True)
        assert certificate.closed_teams_maximal == "yes"
        held = held_positions(market, result.assign)
        oracle = Oracle(market)
        expected = set()
        for row in result.closed_teams:
            closed_teams += 1
            hopeful = {
                at
                for who, own in enumerate(oracle.lists)
                for at in own
                if market.choice[at] == row.request and (held[who] < 0 or at < held[who])
            }
            kept = oracle.choose(frozenset(held[held >= 0].tolist()) | hopeful)
            here = [at for at in kept if market.choice[at] == row.request]
            minimum = market.role_min[
                market.role_start[row.request] : market.role_start[row.request + 1]
            ].tolist()
            if any(oracle.roles_fit(list(some), minimum) for some in combinations(here, sum(minimum))):
                expected.add(market.columns.requisition_ids[row.request])
        found = {row.requisitions[0] for row in certificate.blocking if row.kind == "coalition"}
        assert found == expected
    assert closed_teams > 10
