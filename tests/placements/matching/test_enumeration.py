"""The engine against every stable outcome there is, on thousands of small random markets."""

from __future__ import annotations

import random

import pytest

from placements.matching import PinConflict, Snapshot, build_market, solve, verify
from placements.matching.cuts import held_positions

from .markets import random_document
from .oracle import Oracle


def rank(oracle: Oracle, who: int, pair: int) -> int:
    return oracle.lists[who].index(pair) if pair >= 0 else len(oracle.lists[who])


@pytest.mark.parametrize("seed", range(12))
def test_best_stable_outcome_for_every_candidate(seed: int) -> None:
    rng = random.Random(seed)
    checked = 0
    while checked < 100:
        shape = {
            "caps": seed % 3 != 0,
            "roles": seed % 2 == 0,
            "pins": seed % 4 == 3,
            "listed": 0.3 * (seed % 2),
        }
        data = random_document(rng, rng.randint(1, 5), rng.randint(1, 4), **shape)
        try:
            market = build_market(Snapshot.from_json(data))
        except PinConflict:
            continue
        checked += 1
        result = solve(market, engine="heap")
        held = tuple(held_positions(market, result.assign).tolist())
        oracle = Oracle(market)
        stable = oracle.stable()
        assert held in stable
        for other in stable:
            assert all(
                rank(oracle, who, held[who]) <= rank(oracle, who, other[who]) for who in range(market.n)
            )
            assert [pair >= 0 for pair in other] == [pair >= 0 for pair in held]
        certificate = verify(market, result, optimal=True)
        assert certificate.stable
        assert certificate.candidate_optimal == "yes"
        assert certificate.counts["pair"] == 0
