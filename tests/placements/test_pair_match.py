"""A match with a linked pair: together where one place takes both, apart with a reason where none does."""

import json

import pytest

from placements.actions.match_run import create_match_run
from placements.actions.pair import ask_to_link, confirm_link, dissolve_link
from placements.bundle import make_bundle
from placements.changes import RunChanges, changed
from placements.claims import public_record
from placements.matching import Snapshot, build_market, result_from_json
from placements.models import MatchResult, Pair, RankList
from placements.queries.match_result import own_result
from placements.snapshot import take_snapshot
from tests.factories import placements as make
from tests.factories import programme
from tests.placements.rounds import publish
from tests.support.runs import carried_out, placed


@pytest.fixture
def pair(market):
    asked = ask_to_link(
        market.one.application, by=market.user("one"), number=market.two.application.receipt_number
    )
    return confirm_link(asked, by=market.user("two"))


@pytest.fixture
def together(market, pair, cora, tess):
    """`one` alone would take VA from `two`, who ranked nothing else; together `one` takes Treasury."""
    make.ranked(market.one, market.va, market.treasury)
    make.ranked(market.two, market.va)
    make.agency_ranked(market.va, cora, market.one, market.two)
    make.agency_ranked(market.treasury, tess, market.one, market.three)
    return pair


def outcome(run, entry):
    return MatchResult.objects.get(run=run, application=entry.application)


def run_it(cohort, pat):
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    return run


def where(run, market, *names):
    found = placed(run)
    return [found[getattr(market, name).application.code] for name in names]


def test_both_are_placed_in_one_place(together, market, cohort, pat, as_):
    run = run_it(cohort, pat)
    assert where(run, market, "one", "two") == [market.treasury.number, market.va.number]
    assert [outcome(run, row).pair for row in market.people] == ["together", "together", ""]
    assert [line["code"] for line in outcome(run, market.one).reasons] == ["couple", "placed"]
    assert run.certificate["report"]["pairs"] == {"together": 1, "apart": 0, "looped": False}
    check = run.certificate["check"]
    assert (check["stable"], check["counts"]["couple"]) == (True, 0)
    page = as_(pat).get(f"/matches/{run.number}/").content.decode()
    assert "Linked pairs" in page
    assert "placed together" in page


def test_without_the_link_the_same_lists_place_them_apart(together, market, cohort, pat):
    dissolve_link(together, by=market.user("two"))
    run = run_it(cohort, pat)
    assert where(run, market, "one", "two") == [market.va.number, None]
    assert "pairs" not in run.certificate["report"]


def test_no_seat_for_both_leaves_each_to_their_own_list_and_says_so(market, pair, cohort, pat, sam, as_):
    make.close_ranking(cohort)
    run = publish(cohort, pat, sam)
    assert where(run, market, "one", "two", "three") == [None, market.va.number, market.treasury.number]
    assert run.certificate["report"]["pairs"] == {"together": 0, "apart": 1, "looped": False}
    words = "no joint choice of yours could take you both"
    said = [
        words in as_(market.user(name)).get("/result/").content.decode() for name in ("one", "two", "three")
    ]
    assert said == [True, True, False]


def test_work_in_two_cities_is_no_joint_choice(together, market, cohort, pat):
    market.treasury.duty_station = programme.station("denver")
    market.treasury.save()
    market.one.application.places.add(market.treasury.duty_station)
    run = run_it(cohort, pat)
    assert where(run, market, "one", "two") == [market.va.number, None]
    assert outcome(run, market.one).pair == "apart"


@pytest.mark.parametrize("name", ["one", "two"])
def test_a_pair_of_whom_one_certified_no_list_is_not_matched_as_one(together, market, cohort, name):
    RankList.objects.filter(application=getattr(market, name).application).delete()
    assert take_snapshot(cohort, None, "seed")["couples"] == []


def test_only_links_count_and_the_asker_has_no_advantage(together, market, cohort):
    (row,) = take_snapshot(cohort, None, "seed")["couples"]
    assert row["candidates"] == sorted(str(getattr(market, name).application.pk) for name in ("one", "two"))
    assert (row["apart"], row["options"]) == ("if_needed", None)
    dissolve_link(together, by=market.user("one"))
    ask_to_link(market.one.application, by=market.user("one"), number=market.two.application.receipt_number)
    assert Pair.objects.filter(state="proposed").exists()
    assert take_snapshot(cohort, None, "seed")["couples"] == []


def test_the_page_and_the_public_record_show_the_same_claims(together, market, cohort, pat, sam, as_):
    make.close_ranking(cohort)
    run = publish(cohort, pat, sam)
    market_of = build_market(Snapshot.from_json(run.snapshot))
    numbers = {str(row.pk): row.number for row in (market.va, market.treasury)}
    record = public_record(market_of, result_from_json(market_of, run.result), numbers, run.claim_key)
    shown = {
        line.claim
        for name in ("one", "two", "three")
        for line in own_result(market.user(name)).lines
        if line.claim
    }
    assert shown == {row.id for row in record.snapshot.candidates}
    own = own_result(market.user("one"))
    assert [(line.code, bool(line.claim)) for line in own.lines] == [("couple", False), ("placed", True)]
    assert record.snapshot.couples == ()
    assert str(together.pk) not in json.dumps(record.snapshot.to_json())
    assert make_bundle(run).claims == len(record.snapshot.candidates)
    page = as_(market.user("one")).get("/result/").content.decode()
    assert "placed both of you in one place" in page
    assert market.two.application.candidate.full_name not in page


def test_a_seat_decided_before_the_match_leaves_the_partner_to_rank_alone(together, market, cohort, pat, sam):
    user = market.user("two")
    make.pin(cohort, pat, user, market.va.pk, "approved", decided_by=sam)
    run = run_it(cohort, pat)
    assert where(run, market, "one", "two") == [market.treasury.number, market.va.number]
    assert [outcome(run, row).pair for row in market.people] == ["", "", ""]


def test_an_exception_for_one_of_them_leaves_the_other_to_rank_alone(together, market, cohort):
    snapshot = Snapshot.from_json(take_snapshot(cohort, None, "seed"))
    exception = {
        "override": "1",
        "application": str(market.two.application.pk),
        "code": market.two.application.code,
        "requisition": str(market.va.pk),
        "number": market.va.number,
        "reason": "error",
    }
    made = changed(snapshot, RunChanges(exceptions=(exception,)))
    assert (len(snapshot.couples), made.couples, len(made.pins)) == (1, (), 1)
    build_market(made)


def test_a_pin_of_one_of_them_holds_and_the_other_is_matched(together, market, cohort, pat, sam):
    make.pin(cohort, sam, market.user("one"), market.va.pk, "approved", decided_by=pat)
    run = run_it(cohort, pat)
    assert where(run, market, "one") == [market.va.number]
    assert run.certificate["check"]["stable"]
    assert outcome(run, market.one).exception == "pin_returning"
