"""Goal 12: thousands of small markets against every stable outcome there is, and the golden digests."""

from __future__ import annotations

import random

from placements.matching import PinConflict, Snapshot, build_market, digest, solve
from placements.matching.cuts import held_positions

from .measure import Row


def enumerated(markets: int = 3_000) -> Row:
    """Differences between the engine and the candidate-optimal stable outcome found by enumeration."""
    from tests.placements.matching.markets import random_document
    from tests.placements.matching.oracle import Oracle

    rng = random.Random(20250801)
    differences = checked = 0
    while checked < markets:
        shape = {
            "caps": rng.random() < 0.7,
            "roles": rng.random() < 0.6,
            "pins": rng.random() < 0.3,
            "listed": 0.2,
        }
        try:
            market = build_market(
                Snapshot.from_json(random_document(rng, rng.randint(1, 6), rng.randint(1, 4), **shape))
            )
        except PinConflict:
            continue
        checked += 1
        held = held_positions(market, solve(market, engine="heap").assign).tolist()
        oracle = Oracle(market)
        stable = oracle.stable()
        order = [[*pairs, -1] for pairs in oracle.lists]
        best = [min((taken[who] for taken in stable), key=order[who].index) for who in range(market.n)]
        differences += held != best
    return Row(
        f"12  enumerated markets ({checked:,})",
        "0 differences",
        f"{differences} differences",
        differences == 0,
    )


def golden() -> Row:
    """The golden snapshots on this Python, both engines."""
    from tests.placements.matching.test_golden import GOLDEN, snapshot

    wrong = 0
    for kind, wanted in GOLDEN.items():
        frozen = Snapshot.from_json(snapshot(kind))
        market = build_market(frozen)
        for engine in ("heap", "numba"):
            result = solve(market, engine=engine)
            wrong += (digest(frozen), digest(result.to_json(market, digest(frozen)))) != wanted
    return Row("12  golden digests, both engines", "same", f"{wrong} differ", wrong == 0)
