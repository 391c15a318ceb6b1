"""The same answers as the PyPI packages matching and algmatch."""

from __future__ import annotations

import random

import pytest

from placements.matching import Snapshot, build_market, solve

from .markets import random_document
from .outcomes import market_of
from .peers import algmatch_times, lecturer_times, matching_times


def plain_document(seed: int, people: int, requests: int) -> dict:
    rng = random.Random(seed)
    data = random_document(rng, people, requests, caps=False, roles=False, longest=6)
    for row in data["requisitions"]:
        row["roles"][0]["seats"] += 1
    return data


@pytest.mark.parametrize(("seed", "people", "requests"), [(1, 8, 4), (2, 30, 8), (3, 120, 20), (4, 400, 40)])
def test_plain_markets(seed: int, people: int, requests: int) -> None:
    market = market_of(plain_document(seed, people, requests))
    for engine in ("heap", "numba"):
        assign = solve(market, engine=engine).assign
        ours = {who: int(request) for who, request in enumerate(assign) if request >= 0}
        assert ours == matching_times(market)[1]
        assert ours == algmatch_times(market)[1]


@pytest.mark.parametrize("seed", range(40))
def test_one_level_of_caps(seed: int) -> None:
    """Student-project allocation: a lecturer is a cap with one order over all its projects."""
    rng = random.Random(seed)
    data = plain_document(seed, rng.randint(5, 40), rng.randint(3, 9))
    for row in data["requisitions"]:
        row |= {"unit": rng.choice(("agency", "other")), "critical": False}
    # algmatch wants caps that are no larger than the seats beneath and no smaller than the largest project.
    for unit in ("agency", "other"):
        seats = [row["roles"][0]["seats"] for row in data["requisitions"] if row["unit"] == unit]
        if seats:
            cap = rng.randint(max(seats), sum(seats))
            data.setdefault("caps", []).append({"id": f"cap {unit}", "seats": cap, "units": [unit]})
    market = build_market(Snapshot.from_json(data))
    ours = {
        who: int(request) for who, request in enumerate(solve(market, engine="heap").assign) if request >= 0
    }
    assert ours == lecturer_times(market)[1]
