"""Couples rank jointly; what the certificate says about them is what brute force says."""

from __future__ import annotations

import random

import pytest

from placements.matching import Market, Result, solve, verify
from placements.matching.acceptance import Standing
from placements.matching.cuts import held_positions

from .markets import by_lists, document, person, random_document, request
from .oracle import Oracle
from .outcomes import certified, market_of, solved


def blocking_couples(market: Market, result: Result) -> set[int]:
    """Couples with a better joint choice that the definition of choice would grant."""
    held = held_positions(market, result.assign)
    oracle = Oracle(market, frozenset(row.request for row in result.closed_teams))
    found = set()
    for couple, (option, people) in enumerate(zip(result.couples, market.couples.tolist(), strict=True)):
        rest = frozenset(int(pair) for who, pair in enumerate(held) if pair >= 0 and who not in people)
        for joint in market.options[couple][: option if option >= 0 else None]:
            wanted = {pair_of(market, who, where) for who, where in zip(people, joint, strict=True)}
            if oracle.closed.isdisjoint(joint) and wanted <= oracle.choose(rest | wanted):
                found.add(couple)
    return found


def pair_of(market: Market, who: int, where: int) -> int:
    return next(at for at in range(market.indptr[who], market.indptr[who + 1]) if market.choice[at] == where)


@pytest.mark.parametrize("seed", range(90))
def test_certificate_lists_exactly_the_couples_that_block(seed: int) -> None:
    rng = random.Random(seed)
    shape = {"minimums": seed % 3 == 0, "caps": seed % 2 == 0, "couples": 2, "longest": 4}
    market = market_of(random_document(rng, 7, 4, **shape))
    result = solve(market, engine="heap")
    certificate = verify(market, result, optimal=True)
    blocking = blocking_couples(market, result)
    assert certificate.counts["couple"] == len(blocking)
    assert certificate.stable
    assert certificate.candidate_optimal == "yes"
    assert result.looped or not blocking


@pytest.mark.parametrize("seed", range(12))
def test_joint_acceptance_is_that_of_the_definition(seed: int) -> None:
    """Every joint choice of every couple, taken or not, with what the couple holds given up."""
    asked = 0
    for turn in range(12):
        rng = random.Random(100 * seed + turn)
        market = market_of(random_document(rng, 8, 4, caps=turn % 4 != 0, couples=3, longest=4))
        held = held_positions(market, solve(market, engine="heap").assign)
        standing, oracle = Standing(market, held), Oracle(market)
        for people, options in zip(market.couples.tolist(), market.options, strict=True):
            rest = frozenset(int(pair) for who, pair in enumerate(held) if pair >= 0 and who not in people)
            leaving = [int(market.key[held[who]]) for who in people if held[who] >= 0]
            for joint in options:
                one, two = (pair_of(market, who, where) for who, where in zip(people, joint, strict=True))
                contracts = tuple(
                    (int(market.choice[at]), int(market.key[at]), int(market.mask[at])) for at in (one, two)
                )
                assert standing.takes_both(leaving, contracts) == (
                    {one, two} <= oracle.choose(rest | {one, two})
                )
                asked += 1
    assert asked > 20


def test_couple_takes_its_best_joint_choice() -> None:
    data = by_lists({"a": "12", "b": "12", "s": "1"}, {"1": "abs", "2": "ab"}, seats=2)
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "options": [["1", "1"], ["2", "2"]]}]
    assert solved(data) == {"a": "1", "b": "1"}


def test_couple_never_apart_gives_up_together() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "2"}, {"1": "a", "2": "sb"})
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "apart": "never"}]
    assert solved(data) == {"s": "2"}


def test_couple_apart_if_needed_ranks_alone_at_last() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "2"}, {"1": "a", "2": "sb"})
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "apart": "if_needed"}]
    _, result, certificate = certified(data)
    assert result.couples == (-1,)
    assert solved(data) == {"a": "1", "s": "2"}
    assert certificate.counts == {"pair": 0, "pin_envy": 0, "couple": 0, "coalition": 0}


def test_joint_choices_share_a_place_both_accept() -> None:
    people = [person("a", ["1", "2", "3"], places=["dc", "sf"]), person("b", ["2", "3", "1"], places=["sf"])]
    rows = [request("1", places=["dc"]), request("2", places=["dc", "sf"]), request("3", places=["sf"])]
    data = document(people, rows, couples=[{"id": "ab", "candidates": ["a", "b"]}])
    market = market_of(data)
    ids = market.columns.requisition_ids
    named = [tuple(ids[at] for at in option) for option in market.options[0]]
    assert named == [("2", "2"), ("2", "3"), ("3", "2"), ("3", "3")]


def test_no_options_left_means_no_joint_choice() -> None:
    data = by_lists({"a": "1", "b": "1"}, {"1": "ab"}, seats=2)
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "options": []}]
    assert solved(data) == {}


def test_couple_comes_back_when_room_appears() -> None:
    """k1 is refused by k2, which then leaves for better; k1 must be tried again."""
    restarts = 0
    for seed in range(60):
        market = market_of(random_document(random.Random(seed), 9, 5, couples=3, longest=4, caps=False))
        result = solve(market, engine="heap")
        restarts += int(result.stats["restarts"])
        assert result.looped or not blocking_couples(market, result)
    assert restarts > 0
