"""Pages of a supplemental round, for those who run it and for both sides; nothing of its result shows early."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.actions.requisition import close_requisition_short
from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.rank_list import certify_order
from placements.models import MatchRun, RankingRound
from placements.queries.ranking import list_of_candidate, list_of_requisition
from tests.factories import agencies
from tests.placements.rounds import announce, end_ranking, state
from tests.support.runs import carried_out

from .everybody import differences
from .test_match_pages import at, day


def typed(opens, closes, **more):
    return {
        **day("opens_on", opens),
        "opens_time": "09:00",
        **day("closes_on", closes),
        "closes_time": "17:00",
        "reason": "Seats are open again.",
        **more,
    }


@pytest.fixture
def days():
    today = timezone.localdate()
    return today + timedelta(days=2), today + timedelta(days=9)


def test_the_page_says_what_the_round_is_for(first, cohort, pat, as_):
    page = as_(pat).get(at("round_new", cohort.slug)).content.decode()
    assert "<b>1 open seat</b> of 1 request, and <b>1 person</b>" in page
    assert first.va.number in page
    assert first.treasury.number not in page


def test_a_round_is_announced_from_the_page(first, cohort, pat, days, as_):
    response = as_(pat).post(at("round_new", cohort.slug), typed(*days))
    row = RankingRound.objects.get()
    assert (response.status_code, response["Location"]) == (302, at("round", row.pk))
    page = as_(pat).get(response["Location"]).content.decode()
    assert f"{days[0]:%B} {days[0].day}, {days[0].year}, 9:00 AM Eastern" in page
    assert "Round 2 of Cohort 1" in page


def test_a_refusal_keeps_what_was_typed(first, cohort, pat, days, as_):
    response = as_(pat).post(at("round_new", cohort.slug), typed(days[1], days[0]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ranking must close after it opens" in page
    assert "Seats are open again." in page
    assert not RankingRound.objects.exists()


def test_a_request_that_closed_is_chosen_on_the_page(first, cohort, pat, days, software, as_):
    closed = agencies.published(software, acronym="TREAS", seats=2, state="ranking_closed")
    close_requisition_short(closed, by=pat, reason="Nobody came.")
    as_(pat).post(at("round_new", cohort.slug), typed(*days, reopens=[closed.pk]))
    assert list(RankingRound.objects.get().reopens.all()) == [closed]


def test_somebody_elses_request_cannot_be_slipped_in(first, cohort, pat, days, as_):
    response = as_(pat).post(at("round_new", cohort.slug), typed(*days, reopens=[first.treasury.pk]))
    assert response.status_code == 302  # nothing can be chosen, so what is posted is not read
    assert not RankingRound.objects.get().reopens.exists()


def test_a_round_is_called_off_with_a_reason(first, cohort, pat, as_):
    row = announce(cohort, pat, opens=timedelta(days=1))
    client = as_(pat)
    assert client.post(at("round_cancellation", row.pk), {"reason": ""}).status_code == 422
    assert client.post(at("round_cancellation", row.pk), {"reason": "No money."}).status_code == 302
    assert state(row) == "cancelled"
    assert client.post(at("round_cancellation", row.pk), {"reason": "Again."}).status_code == 409


def test_ending_without_a_match_waits_for_the_end_of_ranking(first, cohort, pat, as_):
    row = announce(cohort, pat)
    response = as_(pat).post(at("round_conclusion", row.pk), {"reason": "Enough."})
    assert (response.status_code, state(row)) == (409, "open")


def test_both_sides_read_of_an_announced_round(first, cohort, pat, cora, as_):
    announce(cohort, pat, opens=timedelta(days=1))
    own = as_(first.user("one")).get(reverse("applicants:status")).content.decode()
    assert "Round 2 of ranking is coming" in own
    placed = as_(first.user("two")).get(reverse("applicants:status")).content.decode()
    assert "Round 2 of ranking" not in placed
    need = as_(cora).get(reverse("agencies:requisition", args=[first.va.pk])).content.decode()
    assert "Round 2 of ranking is announced" in need


def test_each_side_reads_its_own_list_of_the_round_before(first, cohort, pat, cora, as_):
    announce(cohort, pat)
    own = as_(first.user("one")).get(at("ranking")).content.decode()
    assert "Your list of round 1" in own
    assert first.treasury.title in own
    theirs = as_(cora).get(at("agency_ranking", first.va.pk)).content.decode()
    assert "Your list of round 1" in theirs
    assert first.two.application.code in theirs


def test_the_agency_turns_to_the_result_of_each_round(first, cohort, pat, sam, cora, as_):
    earlier = MatchRun.objects.get()
    second_result(first, cohort, pat, sam, cora)
    publish_due_runs(timezone.now())
    page = as_(cora).get(at("requisition_result", first.va.pk)).content.decode()
    assert "1 seat matched, 0 left open" in page
    old = as_(cora).get(f"{at('requisition_result', first.va.pk)}?run={earlier.number}").content.decode()
    assert "1 seat matched, 1 left open" in old
    assert "Seat 2 is matched now." in old
    other = as_(cora).get(f"{at('requisition_result', first.va.pk)}?run=999")
    assert other.status_code == 404


def second_result(first, cohort, pat, sam, cora):
    """A second round up to an approved run whose minute is now."""
    row = announce(cohort, pat)
    one = first.one.application
    certify_order(list_of_candidate(one), [first.va.pk], by=first.user("one"), lock_version=1)
    certify_order(list_of_requisition(first.va), [first.one.pk], by=cora, lock_version=1)
    end_ranking(cohort, row)
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())


@pytest.mark.slow
def test_no_page_differs_before_the_minute_of_the_second_result(first, walk, cohort, pat, sam, cora):
    row = announce(cohort, pat)
    one = first.one.application
    certify_order(list_of_candidate(one), [first.va.pk], by=first.user("one"), lock_version=1)
    certify_order(list_of_requisition(first.va), [first.one.pk], by=cora, lock_version=1)
    end_ranking(cohort, row)
    sides = ("one", "three", "cora@va.example", "tess@treasury.example", "holly@opm.example", "a visitor")
    before = walk(people=sides)
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert differences(before, walk(people=sides, before=before)) == [], "an approved run shows"
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    telling = {"placements:own_result", "placements:requisition_result"}
    assert {page for page, _ in differences(before, walk(only=telling, people=sides))} == telling


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_a_round_asks_as_much_for_three_requests_as_for_one(
    first, cohort, pat, software, as_, many, django_assert_num_queries
):
    for number in range(many - 1):
        agencies.published(software, acronym=f"A{number}", seats=1, state="ranking_closed")
    row = announce(cohort, pat, opens=timedelta(days=1))
    client = as_(pat)
    client.get(at("round", row.pk))
    with django_assert_num_queries(9):
        client.get(at("round", row.pk))
