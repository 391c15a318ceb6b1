"""What must hold in every market: drawn, shrunk and reported by Hypothesis."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from placements.matching import PinConflict, build_market, digest, solve, verify
from placements.matching.model import Snapshot

from .markets import random_document
from .outcomes import market_of, solved, where

relaxed = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
seeds = st.integers(0, 10**9)


def drawn(seed: int, **shape: Any) -> dict[str, Any]:
    rng = random.Random(seed)
    return random_document(rng, rng.randint(1, 12), rng.randint(1, 6), **shape)


def with_everything(seed: int) -> dict[str, Any]:
    return drawn(seed, minimums=True, listed=0.3, couples=0, pins=True)


def own_rank(data: dict[str, Any], outcome: dict[str, str], name: str) -> int:
    ranking = next(row["ranking"] for row in data["candidates"] if row["id"] == name)
    return ranking.index(outcome[name]) if name in outcome else len(ranking)


@relaxed
@given(seeds)
def test_no_pair_blocks(seed: int) -> None:
    data = with_everything(seed)
    try:
        market = market_of(data)
    except PinConflict:
        assume(False)
    certificate = verify(market, solve(market, engine="heap"), optimal=True)
    assert certificate.stable
    assert certificate.candidate_optimal == "yes"
    assert certificate.closed_teams_maximal == "yes"


@relaxed
@given(seeds)
def test_order_of_rows_is_irrelevant(seed: int) -> None:
    data = drawn(seed, minimums=True, listed=0.3)
    shuffled = dict(data)
    rng = random.Random(seed + 1)
    for name in ("candidates", "requisitions", "units", "caps"):
        shuffled[name] = rng.sample(data[name], len(data[name]))
    one, two = Snapshot.from_json(data), Snapshot.from_json(shuffled)
    assert digest(one) == digest(two)
    first, second = build_market(one), build_market(two)
    assert digest(solve(first, engine="heap").to_json(first)) == digest(
        solve(second, engine="heap").to_json(second)
    )


def without_lottery(data: dict[str, Any]) -> dict[str, Any]:
    """Different scores for everybody, so that names cannot matter; room for teams by their own priority numbers."""
    for at, row in enumerate(data["candidates"]):
        row["tracks"] = {"software": 1000 - at}
    for at, row in enumerate(data["requisitions"]):
        row["priority"] = at
    return data


@relaxed
@given(seeds)
def test_names_are_irrelevant_without_ties(seed: int) -> None:
    data = without_lottery(drawn(seed, minimums=True))
    before = solved(data)
    rng = random.Random(seed)
    people = {row["id"]: f"p{rng.random()}" for row in data["candidates"]}
    requests = {row["id"]: f"q{rng.random()}" for row in data["requisitions"]}
    for row in data["candidates"]:
        row |= {"id": people[row["id"]], "ranking": [requests[name] for name in row["ranking"]]}
    for row in data["requisitions"]:
        row["id"] = requests[row["id"]]
    assert solved(data) == {people[who]: requests[request] for who, request in before.items()}


@relaxed
@given(seeds)
def test_another_candidate_never_helps_anybody(seed: int) -> None:
    data = without_lottery(drawn(seed))
    assume(len(data["candidates"]) > 1)
    full = solved(data)
    newcomer = data["candidates"].pop()["id"]
    fewer = solved(data)
    for row in data["candidates"]:
        assert own_rank(data, fewer, row["id"]) <= own_rank(data, full, row["id"])
    assert len(fewer) <= len(full) <= len(fewer) + 1
    assert newcomer not in fewer


@relaxed
@given(seeds)
def test_another_seat_never_hurts_without_caps(seed: int) -> None:
    data = without_lottery(drawn(seed, caps=False))
    before = solved(data)
    chosen = random.Random(seed).choice(data["requisitions"])
    random.Random(seed).choice(chosen["roles"])["seats"] += 1
    after = solved(data)
    for row in data["candidates"]:
        assert own_rank(data, after, row["id"]) <= own_rank(data, before, row["id"])


@relaxed
@given(seeds)
def test_closing_a_team_hurts_no_other_without_caps(seed: int) -> None:
    """Without caps the sets of teams that all reach their minimum are closed under taking subsets."""
    data = drawn(seed, caps=False, minimums=True)
    market, closed = market_of(data), set()
    result = solve(market, engine="heap")
    assume(result.open_teams)
    closed.add(market.columns.requisition_ids[result.open_teams[0]])
    for row in data["requisitions"]:
        if row["id"] in closed:
            row["roles"] = [dict(role, seats=0, minimum=0) for role in row["roles"]]
    again = market_of(data)
    open_now = {again.columns.requisition_ids[at] for at in solve(again, engine="heap").open_teams}
    assert {market.columns.requisition_ids[at] for at in result.open_teams} - closed <= open_now


@relaxed
@given(seeds)
def test_no_misreport_helps(seed: int) -> None:
    data = drawn(seed, listed=0.3)
    assume(data["candidates"])
    rng = random.Random(seed)
    truth = solved(data)
    liar = rng.choice(data["candidates"])
    honest = list(liar["ranking"])
    liar["ranking"] = rng.sample(
        [row["id"] for row in data["requisitions"]], rng.randint(0, len(data["requisitions"]))
    )
    lie = solved(data)
    liar["ranking"] = honest
    reached = lie.get(liar["id"])
    rank = honest.index(reached) if reached in honest else len(honest)
    assert own_rank(data, truth, liar["id"]) <= rank


@relaxed
@given(seeds)
def test_hard_constraints_are_never_traded(seed: int) -> None:
    data = with_everything(seed)
    try:
        market = market_of(data)
    except PinConflict:
        assume(False)
    placed = where(market, solve(market, engine="heap"))
    for row in data["candidates"]:
        if row["id"] in placed:
            post = next(other for other in data["requisitions"] if other["id"] == placed[row["id"]])
            assert set(row["places"]) & set(post["places"])
            assert any(
                all(row["skills"].get(s, 0) >= level for s, level in role.get("skills", {}).items())
                for role in post["roles"]
            )


@relaxed
@given(seeds)
def test_promotion_keeps_scores_stable_and_places_no_fewer_than_two_thirds(seed: int) -> None:
    data = drawn(seed, caps=False, roles=False, levels=2)
    market = market_of(data)
    promoted = solve(market, ties="promote", engine="heap")
    certificate = verify(market, promoted)
    assert certificate.stable
    assert certificate.guarantees[2:] == ("stable_for_scores", "two_thirds")
    most = solve(market, engine="heap").stats["placed"]
    assert 3 * promoted.stats["placed"] >= 2 * most
