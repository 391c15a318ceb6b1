"""The public record: it proves what the whole documents prove, and shows nobody's list."""

import random
from dataclasses import replace

import numpy as np
import pytest

from placements.claims import claim_code, draws, public_record
from placements.matching import PinConflict, Snapshot, build_market, solve, verify
from placements.matching.result import seat_everybody
from placements.matching.standalone_check import Checker
from tests.placements.matching.markets import document, person, random_document, request
from tests.placements.matching.oracle import Oracle
from tests.placements.matching.outcomes import market_of

KEY = "k" * 64


def record_of(market, result):
    names = {name: f"N-{name}" for name in market.columns.requisition_ids}
    return public_record(market, result, names, KEY)


def faults(record):
    checker = Checker(record.snapshot.to_json(), record.result)
    checker.check_feasible()
    if not checker.found:
        checker.check_stable()
    return checker.found


@pytest.mark.parametrize("seed", range(60))
def test_a_stable_match_has_a_record_without_faults(seed):
    rng = random.Random(seed)
    couples = 1 if seed % 3 == 0 else 0
    try:
        market = market_of(
            random_document(rng, 8, 4, listed=0.3, minimums=seed % 2 == 0, pins=True, couples=couples)
        )
    except PinConflict:
        market = market_of(random_document(rng, 8, 4, listed=0.3))
    result = solve(market)
    record = record_of(market, result)
    if verify(market, result).stable:
        assert faults(record) == []
    again = Snapshot.from_json(record.snapshot.to_json())
    assert again == record.snapshot


@pytest.mark.parametrize("seed", range(60))
def test_the_record_shows_exactly_the_pairs_that_block(seed):
    rng = random.Random(seed)
    market = market_of(random_document(rng, 6, 4, listed=0.2))
    outcomes = list(Oracle(market).outcomes())
    for taken in rng.sample(outcomes, min(6, len(outcomes))):
        pair = np.array(taken, np.int64)
        assign = np.where(pair >= 0, market.choice[pair] if len(market.choice) else -1, -1).astype(np.int32)
        result = replace(solve(market, engine="heap"), assign=assign, role=seat_everybody(market, pair))
        blocking = verify(market, result).blocking
        expected = {claim_code(KEY, row.candidates[0], row.requisitions[0]) for row in blocking}
        found = {line.split(" ")[0] for line in faults(record_of(market, result))}
        assert found == expected


def test_no_id_of_a_person_and_no_list_is_in_the_record():
    people = [
        person(f"secret{n}", ["r1", "r2", "r3"], 900 - n, clearance=2, skills={"a": 3}) for n in range(4)
    ]
    market = build_market(Snapshot.from_json(document(people, [request(f"r{n}") for n in (1, 2, 3)])))
    record = record_of(market, solve(market))
    text = str(record.snapshot.to_json()) + str(record.result)
    assert "secret" not in text
    assert {len(row.ranking) for row in record.snapshot.candidates} == {1}
    assert {(row.clearance, tuple(row.skills.items())) for row in record.snapshot.candidates} == {(0, ())}
    # The one placed first claims one seat; the one left out claims all three, under codes that nothing joins.
    assert len(record.snapshot.candidates) == 1 + 2 + 3 + 3
    assert len({row.id for row in record.snapshot.candidates}) == 9


def test_codes_need_the_key_and_differ_by_requisition():
    assert claim_code(KEY, "a", "r1") != claim_code(KEY, "a", "r2")
    assert claim_code(KEY, "a", "r1") != claim_code("x" * 64, "a", "r1")


def test_draws_are_the_lottery_of_the_engine():
    people = [person(f"c{n}", ["r"]) for n in range(5)]
    market = build_market(Snapshot.from_json(document(people, [request("r")], seed="seed")))
    placed = market.columns.candidate_ids[int(np.argmax(solve(market).assign >= 0))]
    assert draws("seed", [placed]) == draws("seed", [f"c{n}" for n in range(5)])[:1]
