"""Reasons are true, complete, and say nothing about other people's lists."""

from __future__ import annotations

import random
from typing import Any

import pytest

from placements.matching import (
    PinConflict,
    RequisitionReport,
    explain,
    explain_all,
    explain_requisition,
    open_seats,
    solve,
)
from placements.matching.cuts import held_positions

from .markets import by_lists, document, person, random_document, request
from .oracle import Oracle
from .outcomes import certified, market_of


def reasons(data: dict[str, Any], name: str, **options: Any) -> list[tuple[str, str]]:
    market = market_of(data)
    return [
        (row.requisition, row.code) for row in explain(market, solve(market, engine="heap", **options), name)
    ]


def report(data: dict[str, Any], name: str) -> RequisitionReport:
    market = market_of(data)
    return explain_requisition(market, solve(market, engine="heap"), name)


def test_score_placed_below() -> None:
    data = document(
        [person("a", ["x", "y", "z"], 400), person("b", ["x"], 600)], [request(name) for name in "xyz"]
    )
    market, result, _ = certified(data)
    first, second, third = explain(market, result, "a")
    assert (first.code, first.own, first.cut, first.place) == ("score", 400, 600, 1)
    assert (second.code, second.own, second.cut) == ("placed", 400, None)
    assert third.code == "below"


def test_place_on_the_agencys_list() -> None:
    data = by_lists({"a": "1", "b": "1", "c": "1"}, {"1": "cab"})
    market, result, _ = certified(data)
    (reason,) = explain(market, result, "b")
    assert (reason.code, reason.own, reason.cut, reason.own_by_list, reason.cut_by_list) == (
        "list",
        3,
        1,
        True,
        True,
    )


def test_unranked_by_score_stand_behind_the_list() -> None:
    order = {"by": "list", "ranked": ["a"], "unranked": "by_score"}
    market, result, _ = certified(
        document([person("a", ["r"], 1), person("b", ["r"], 999)], [request("r", order=order)])
    )
    (reason,) = explain(market, result, "b")
    assert (reason.code, reason.own, reason.cut, reason.own_by_list, reason.cut_by_list) == (
        "list",
        999,
        1,
        False,
        True,
    )


def capped(critical: bool) -> dict[str, Any]:
    rows = [request("x", unit="u"), request("y", unit="u", critical=critical)]
    more = {"units": [{"id": "u"}], "caps": [{"id": "cap", "seats": 1, "units": ["u"]}]}
    return document([person("a", ["x"], 600), person("b", ["y"], 700)], rows, **more)


def test_caps_and_the_critical_tier() -> None:
    for critical, code in ((False, "cap"), (True, "cap_critical")):
        market, result, _ = certified(capped(critical))
        (reason,) = explain(market, result, "a")
        assert (reason.code, reason.cap) == (code, "cap")


def test_ineligible_names_every_constraint() -> None:
    market, result, _ = certified(
        document([person("a", ["r"], citizen=False, places=["sf"])], [request("r")])
    )
    (reason,) = explain(market, result, "a")
    assert (reason.code, reason.failed, reason.own) == ("ineligible", ("citizenship", "place"), None)


def test_closed_team_names_missing_roles() -> None:
    row = request("x") | {"roles": [{"id": "e", "seats": 3, "minimum": 2}]}
    market, result, _ = certified(document([person("a", ["x"])], [row]))
    (reason,) = explain(market, result, "a")
    assert (reason.code, reason.missing) == ("team_closed", (("e", 1),))


def test_lost_to_a_pin_and_no_seats() -> None:
    data = document([person("a", ["r", "s"], 900), person("b", [], 1)], [request("r"), request("s", 0)])
    data["pins"] = [{"candidate": "b", "requisition": "r"}]
    assert reasons(data, "a") == [("r", "pin"), ("s", "no_seats")]
    market, result, _ = certified(data)
    (pinned,) = explain(market, result, "b")
    assert (pinned.code, pinned.place) == ("placed", 0)


def test_partner_could_not_be_taken() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "2"}, {"1": "a", "2": "sb"})
    data["couples"] = [{"id": "k", "candidates": ["a", "b"], "options": [["1", "2"]]}]
    assert reasons(data, "a") == [("1", "couple")]
    assert reasons(data, "b") == [("2", "list")]


def test_unknown_ids_are_key_errors() -> None:
    market, result, _ = certified(document([person("a", ["r"])], [request("r")]))
    with pytest.raises(KeyError):
        explain(market, result, "ghost")
    with pytest.raises(KeyError):
        explain_requisition(market, result, "ghost")


def test_report_in_the_agencys_own_order() -> None:
    data = document([person("a", ["q", "r"], 900), person("b", ["r"], 500), person("c", ["r"], 300), person("d", ["r"], citizen=False)],
                    [request("r"), request("q")])  # fmt: skip
    found = report(data, "r")
    assert [(row.candidate, row.code, row.standing) for row in found.applicants] == [
        ("a", "below", 900),
        ("b", "placed", 500),
        ("c", "score", 300),
        ("d", "ineligible", None),
    ]
    assert found.why_open == "full"
    assert [(row.role, row.seats, row.filled) for row in found.roles] == [("engineer", 1, 1)]


def test_why_seats_stay_open() -> None:
    assert report(document([person("a", ["r"])], [request("r", 2)]), "r").why_open == "roles"
    assert (
        report(document([person("a", ["q", "r"])], [request("r"), request("q")]), "r").why_open == "elsewhere"
    )
    assert report(document([person("a", ["r"], citizen=False)], [request("r")]), "r").why_open == "nobody"
    assert report(document([], [request("r")]), "r").why_open == "nobody"
    assert report(capped(True), "x").why_open == "cap"
    row = request("r") | {"roles": [{"id": "e", "seats": 2, "minimum": 2}]}
    assert report(document([person("a", ["r"])], [row]), "r").why_open == "team_closed"
    assert open_seats(*certified(capped(True))[:2]) == {"cap": 1}


@pytest.mark.parametrize("seed", range(80))
def test_every_reason_is_true(seed: int) -> None:
    """Against the definitions: who is placed, who is ineligible, and that nobody else would have been taken."""
    rng = random.Random(seed)
    shape = {"minimums": seed % 2 == 0, "pins": seed % 3 == 0, "listed": 0.3, "longest": 4}
    try:
        market = market_of(random_document(rng, 8, 5, **shape))
    except PinConflict:
        return
    result = solve(market, engine="heap")
    made = explain_all(market, result)
    held = held_positions(market, result.assign)
    closed = frozenset(row.request for row in result.closed_teams)
    oracle = Oracle(market, closed)
    kept = frozenset(pair for pair in held.tolist() if pair >= 0)
    for who in range(market.n):
        for row, at in zip(
            explain_in_market_order(market, result, who, made), pairs(market, who), strict=True
        ):
            request_ = int(market.choice[at])
            better = held[who] < 0 or at < held[who]
            expected = {
                "placed": at == held[who],
                "below": not better and at != held[who],
                "ineligible": better and not market.mask[at],
                "team_closed": better and bool(market.mask[at]) and request_ in closed,
            }
            for code, true in expected.items():
                assert (row.code == code) == true
            if not any(expected.values()):
                assert not oracle.takes(kept, at)
                rivals = [pair for pair in kept if market.choice[pair] == request_]
                if row.code in ("score", "list", "lottery"):
                    assert rivals
                if row.code == "lottery":
                    assert row.own == row.cut
                if row.code == "score" and row.cut is not None and row.own is not None:
                    assert row.own < row.cut


def pairs(market: Any, who: int) -> range:
    return range(int(market.indptr[who]), int(market.indptr[who + 1]))


def explain_in_market_order(market: Any, result: Any, who: int, made: Any) -> list[Any]:
    by_name = {
        row.requisition: row for row in explain(market, result, market.columns.candidate_ids[who], made)
    }
    return [by_name[market.columns.requisition_ids[market.choice[at]]] for at in pairs(market, who)]
