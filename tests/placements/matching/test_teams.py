"""Teams open in full or not at all, in the documented order, and no closed one could have been added."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from placements.matching import solve

from .markets import document, person, random_document, request
from .oracle import Oracle
from .outcomes import certified, market_of, solved


def team(name: str, *roles: tuple[str, int, int], **more: object) -> dict:
    rows = [{"id": role, "seats": seats, "minimum": minimum} for role, seats, minimum in roles]
    return request(name, **more) | {"roles": rows}


def viable_by_force(market, closed: frozenset[int]) -> bool:  # type: ignore[no-untyped-def]
    """Whether all open teams reach their minimum, from the definition of deferred acceptance and of a minimum."""
    oracle = Oracle(market, closed)
    taken = [pair for pair in oracle.cumulative() if pair >= 0]
    for at in range(market.m):
        if market.team[at] and at not in closed:
            here = [pair for pair in taken if market.choice[pair] == at]
            minimum = market.role_min[market.role_start[at] : market.role_start[at + 1]].tolist()
            need = sum(minimum)
            if not any(oracle.roles_fit(list(some), minimum) for some in combinations(here, need)):
                return False
    return True


def test_team_below_minimum_sends_its_people_on() -> None:
    people = [person("a", ["big", "small"]), person("b", ["big"])]
    data = document(people, [team("big", ("engineer", 3, 3)), request("small")])
    assert solved(data) == {"a": "small"}


def test_closing_one_rescues_the_other() -> None:
    """Both miss a person; the less important closes and its people complete the other."""
    people = [person("a", ["x", "y"]), person("b", ["y", "x"])]
    data = document(people, [team("x", ("e", 2, 2), priority=1), team("y", ("e", 2, 2), priority=2)])
    assert solved(data) == {"a": "x", "b": "x"}


def test_mission_critical_team_opens_before_a_lower_number() -> None:
    people = [person("a", ["x", "y"]), person("b", ["y", "x"])]
    rows = [team("x", ("e", 2, 2), priority=1), team("y", ("e", 2, 2), priority=2, critical=True)]
    assert solved(document(people, rows)) == {"a": "y", "b": "y"}


def test_roles_are_filled_by_moving_people() -> None:
    """The lead's seat goes to the only one who can lead, although a better person took it first."""
    rows = [
        request("r")
        | {
            "roles": [
                {"id": "lead", "seats": 1, "minimum": 1, "skills": {"lead": 2}},
                {"id": "e", "seats": 1},
            ]
        }
    ]
    people = [person("a", ["r"], 900, skills={"lead": 2}), person("b", ["r"], 100, skills={"lead": 1})]
    market, result, _ = certified(document(people, rows))
    assert result.role.tolist() == [0, 1]
    assert market.columns.role_ids == (("lead", "e"),)


def test_closed_team_says_what_it_missed() -> None:
    people = [person("a", ["x"], skills={"lead": 2})]
    rows = [
        request("x")
        | {
            "roles": [
                {"id": "lead", "seats": 1, "minimum": 1, "skills": {"lead": 2}},
                {"id": "e", "seats": 4, "minimum": 2},
            ]
        }
    ]
    market, result, certificate = certified(document(people, rows))
    assert result.to_json(market)["closed_teams"] == [{"requisition": "x", "missing": {"e": 2}}]
    assert certificate.closed_teams_maximal == "yes"


def test_group_that_prefers_a_closed_team_is_listed() -> None:
    """x needs b, whom only y's closing sends there; y needs c, whom x's closing sends there: both alone are viable."""
    found = []
    for seed in range(400):
        data = random_document(random.Random(seed), 6, 4, caps=False, minimums=True)
        market, _, certificate = certified(data)
        found += [row for row in certificate.blocking if row.kind == "coalition"]
        if found:
            assert found[0].requisitions[0] in market.columns.requisition_ids
            assert "no_coalition" not in certificate.guarantees
            return
    pytest.fail("no market of 400 had a group that prefers a closed team")


@pytest.mark.parametrize("rule", ["drop", "lex"])
@pytest.mark.parametrize("seed", range(60))
def test_open_teams_are_viable_and_maximal(rule: str, seed: int) -> None:
    market = market_of(random_document(random.Random(seed), 6, 5, minimums=True, caps=seed % 2 == 0))
    result = solve(market, teams=rule, engine="heap")
    closed = frozenset(row.request for row in result.closed_teams)
    assert viable_by_force(market, closed)
    for at in closed:
        assert not viable_by_force(market, closed - {at})


@pytest.mark.parametrize("seed", range(60))
def test_lex_keeps_the_most_important_without_caps(seed: int) -> None:
    """The first team in order that could open alone with those before it is open."""
    data = random_document(random.Random(seed), 6, 5, minimums=True, caps=False)
    for at, row in enumerate(data["requisitions"]):
        row |= {"priority": at, "critical": False}
    market = market_of(data)
    result = solve(market, teams="lex", engine="heap")
    order = sorted(
        (at for at in range(market.m) if market.team[at]), key=lambda at: market.columns.requests.priority[at]
    )
    kept: set[int] = set()
    for at in order:
        if viable_by_force(market, frozenset(order) - kept - {at}):
            kept.add(at)
    assert set(result.open_teams) == kept


def test_pin_into_a_closed_team_is_released() -> None:
    data = document([person("a", ["x", "y"])], [team("x", ("e", 2, 2)), request("y")])
    data["pins"] = [{"candidate": "a", "requisition": "x"}]
    market, result, certificate = certified(data)
    assert result.released_pins == (0,)
    assert result.to_json(market)["released_pins"] == ["a"]
    assert certificate.stable
