"""The two engines against each other, with everything switched on."""

from __future__ import annotations

import random

import pytest

from placements.matching import Market, PinConflict, Result, Snapshot, build_market, digest, solve, verify
from placements.matching.cuts import held_positions

from .markets import random_document
from .oracle import Oracle


def rich_market(seed: int, size: int = 30) -> Market:
    rng = random.Random(seed)
    while True:
        shape = {"minimums": True, "pins": True, "couples": rng.choice((0, 2)), "listed": 0.3, "longest": 6}
        data = random_document(rng, rng.randint(5, size), rng.randint(2, 10), **shape)
        try:
            return build_market(Snapshot.from_json(data))
        except PinConflict:
            continue


def same(one: Result, two: Result, market: Market) -> bool:
    return digest(one.to_json(market)) == digest(two.to_json(market))


@pytest.mark.parametrize("seed", range(80))
def test_engines_and_replay_agree(seed: int) -> None:
    market = rich_market(seed)
    for teams in ("drop", "lex"):
        for ties in ("lottery", "promote"):
            heap = solve(market, teams=teams, ties=ties, engine="heap")
            compiled = solve(market, teams=teams, ties=ties, engine="numba")
            again = solve(market, teams=teams, ties=ties, engine="heap", replay=False)
            assert same(heap, compiled, market)
            assert same(heap, again, market)
            certificate = verify(market, heap, optimal=True)
            assert certificate.stable
            assert certificate.candidate_optimal in ("yes", "not checked")


@pytest.mark.parametrize("seed", range(60))
def test_definition_by_subsets_agrees(seed: int) -> None:
    rng = random.Random(seed)
    market = build_market(Snapshot.from_json(random_document(rng, 7, 4, couples=0)))
    held = held_positions(market, solve(market, engine="heap").assign)
    assert Oracle(market).cumulative() == tuple(held.tolist())
