"""Each hard constraint by its code, the parts of the score, and the lottery."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from placements.matching import explain, lottery, solve
from placements.matching.columns import read_columns
from placements.matching.eligibility import judge, names_of
from placements.matching.model import Snapshot
from placements.matching.scoring import PARTS, score, score_parts

from .markets import document, person, request
from .outcomes import market_of


def failed(who: dict[str, Any], what: dict[str, Any], **more: Any) -> tuple[str, ...]:
    data = document([person("a", ["r"]) | who], [request("r") | what], **more)
    market = market_of(data)
    return names_of(int(market.fail[0]))


@pytest.mark.parametrize(
    ("who", "what", "codes"),
    [
        ({}, {}, ()),
        ({"tracks": {"design": 900}}, {}, ("track",)),
        ({}, {"skills": {"go": 1}}, ("skill",)),
        ({"skills": {"go": 0}}, {"skills": {"go": 1}}, ("skill",)),
        ({"skills": {"go": 2}}, {"skills": {"go": 3}}, ("level",)),
        ({"skills": {"go": 3}}, {"skills": {"go": 3}}, ()),
        ({"skills": {"go": 2}}, {"skills": {"go": 3, "sql": 1}}, ("skill", "level")),
        ({"citizen": False}, {}, ("citizenship",)),
        ({"citizen": False}, {"citizenship": False}, ()),
        ({"clearance": 1}, {"clearance": 2}, ("clearance",)),
        ({"clearance": 2}, {"clearance": 2}, ()),
        ({"places": ["nyc"]}, {}, ("place",)),
        ({"places": [], "remote": True}, {}, ("place",)),
        ({"places": [], "remote": True}, {"remote": True}, ()),
        ({"start": ["2027-05-01", "2027-06-01"]}, {"start": ["2027-03-01", "2027-04-30"]}, ("start",)),
        ({"start": ["2027-05-01", "2027-06-01"]}, {"start": ["2027-03-01", "2027-05-01"]}, ()),
        ({"start": ["2027-01-01", "2027-02-01"]}, {"start": ["2027-02-02", "2027-05-01"]}, ("start",)),
        ({"grades": [9, 11]}, {"grades": [12, 13]}, ("grade",)),
        ({"grades": [13, 14]}, {"grades": [12, 12]}, ("grade",)),
        ({"grades": [12, 14]}, {"grades": [12, 12]}, ()),
        ({"travel": 10}, {"travel": 11}, ("travel",)),
        ({"travel": 10}, {"travel": 10}, ()),
        ({"on_site": 2}, {"on_site": 3}, ("on_site",)),
        ({"on_site": 3}, {"on_site": 3}, ()),
        ({}, {"order": {"by": "list", "ranked": []}}, ("unlisted",)),
        ({}, {"order": {"by": "list", "ranked": [], "unranked": "by_score"}}, ()),
        ({}, {"order": {"by": "list", "ranked": ["a"]}}, ()),
        ({"citizen": False, "travel": 0}, {"travel": 1}, ("citizenship", "travel")),
    ],
)
def test_constraint(who: dict[str, Any], what: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert failed(who, what) == codes


def test_role_skills_of_a_single_role_are_skills_of_the_requisition() -> None:
    assert failed({}, {"roles": [{"id": "e", "seats": 1, "skills": {"go": 2}}]}) == ("skill",)
    assert failed({"skills": {"go": 1}}, {"roles": [{"id": "e", "seats": 1, "skills": {"go": 2}}]}) == (
        "level",
    )


def test_no_role_of_a_team_fits() -> None:
    roles = [
        {"id": name, "seats": 1, "skills": {skill: 1}} for name, skill in (("lead", "go"), ("analyst", "sql"))
    ]
    assert failed({}, {"roles": roles}) == ("role",)
    assert failed({"skills": {"sql": 1}}, {"roles": roles}) == ()
    market = market_of(document([person("a", ["r"], skills={"sql": 1})], [request("r") | {"roles": roles}]))
    assert market.mask.tolist() == [0b10]


def test_exclusions_of_a_requisition_and_of_everything_under_a_unit() -> None:
    units = {"units": [{"id": "top"}, {"id": "below", "parent": "top"}]}
    for row in ({"requisition": "r"}, {"unit": "top"}, {"unit": "below"}):
        exclusions = [{"candidate": "a", "reason": "former employer", **row}]
        assert failed({}, {"unit": "below"}, exclusions=exclusions, **units) == ("exclusion",)
    other = document([person("a", ["r"]), person("b", ["r"])], [request("r", 2, unit="top")], **units)
    other["exclusions"] = [{"candidate": "b", "requisition": "r"}, {"candidate": "a", "unit": "below"}]
    assert market_of(other).mask.tolist() == [1, 0]


def parts(who: dict[str, Any], what: dict[str, Any]) -> dict[str, int]:
    data = document([person("a", ["r"]) | who], [request("r") | what])
    columns = read_columns(Snapshot.from_json(data))
    at = np.zeros(1, np.intp)
    best = judge(columns, at, at)[2]
    return dict(zip(PARTS, score_parts(columns, at, at, best)[0].tolist(), strict=True))


def test_parts_nobody_asked_for_count_in_full() -> None:
    assert parts({}, {}) == {"certificate": 500, "useful": 1000, "depth": 1000, "start": 1000}


def test_certificate_is_the_best_of_the_tracks_asked_for() -> None:
    tracks = {"software": 400, "data": 700, "design": 900}
    assert parts({"tracks": tracks}, {"tracks": ["software", "data"]})["certificate"] == 700


def test_useful_is_the_share_held_at_the_level() -> None:
    what = {"useful": {"go": 2, "sql": 1, "fhir": 1}}
    assert parts({"skills": {"go": 1, "sql": 5}}, what)["useful"] == 333
    assert parts({"skills": {"go": 2, "sql": 1, "fhir": 1}}, what)["useful"] == 1000


def test_depth_counts_two_levels_above_at_most() -> None:
    what = {"skills": {"go": 1, "sql": 2}}
    assert parts({"skills": {"go": 1, "sql": 2}}, what)["depth"] == 0
    assert parts({"skills": {"go": 9, "sql": 2}}, what)["depth"] == 500
    assert parts({"skills": {"go": 9, "sql": 3}}, what)["depth"] == 750


def test_start_falls_from_the_first_day_to_the_last() -> None:
    what = {"start": ["2027-04-01", "2027-04-11"]}
    for ready, value in (("2027-03-01", 1000), ("2027-04-01", 1000), ("2027-04-02", 900), ("2027-04-11", 0)):
        assert parts({"start": [ready, "2027-12-31"]}, what)["start"] == value


def test_score_is_the_weighted_mean_rounded_down() -> None:
    policy = {"weights": {"certificate": 2, "useful": 1, "depth": 0, "start": 0}}
    data = document(
        [person("a", ["r"], 500)], [request("r", useful={"go": 1, "sql": 1, "c": 1})], policy=policy
    )
    data["candidates"][0]["skills"] = {"go": 1}
    columns = read_columns(Snapshot.from_json(data))
    at = np.zeros(1, np.intp)
    assert score(columns, at, at, np.array([500], np.int16)).tolist() == [(2 * 500 + 333) // 3]
    market = market_of(data)
    assert explain(market, solve(market, engine="heap"), "a")[0].own == 444


def test_lottery_is_the_rank_of_a_hash_of_seed_and_id() -> None:
    ids = ["ada", "ben", "çelik"]
    draws = sorted(ids, key=lambda name: sha256(f"seed:{name}".encode()).hexdigest(), reverse=True)
    assert [draws[rank - 1] for rank in lottery("seed", ids)] == ids
    fewer = lottery("seed", ids[:2])
    both = lottery("seed", ids)
    assert (fewer[0] < fewer[1]) == (both[0] < both[1])


def test_equal_scores_are_settled_by_the_lottery() -> None:
    data = document([person("a", ["r"]), person("b", ["r"])], [request("r")])
    market = market_of(data)
    result = solve(market, engine="heap")
    loser = "ab"[int((result.assign < 0).argmax())]
    assert explain(market, result, loser)[0].code == "lottery"
    assert market.lottery[result.assign >= 0] == 2
