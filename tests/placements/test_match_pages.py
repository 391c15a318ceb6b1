"""Pages around a match: the run for those who run it, the result for each side."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import RequisitionSkill
from placements import explanations
from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.matching.eligibility import CODES as RULES
from placements.matching.explain import CODES as OUTCOMES
from placements.models import MatchRun
from tests.factories import placements as make
from tests.factories import programme
from tests.support.runs import carried_out


def at(name, *args):
    return reverse(f"placements:{name}", args=args)


def day(name, moment):
    return {f"{name}_month": moment.month, f"{name}_day": moment.day, f"{name}_year": moment.year}


@pytest.fixture
def completed(closed, cohort, pat):
    return carried_out(create_match_run(cohort, by=pat))


@pytest.fixture
def published(completed, pat, sam):
    send_for_approval(completed, by=pat)
    approve_match_run(completed, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    completed.refresh_from_db()
    return completed


def test_a_run_is_started_from_the_page(closed, cohort, pat, as_):
    response = as_(pat).post(at("match_start"), {"cohort": cohort.pk, "track": ""})
    run = MatchRun.objects.get()
    assert (response.status_code, response["Location"]) == (302, at("match_run", run.number))


def test_a_refused_start_says_why_on_the_page(market, cohort, pat, as_):
    response = as_(pat).post(at("match_start"), {"cohort": cohort.pk, "track": ""})
    assert response.status_code == 422
    assert "lists can still change" in response.content.decode()


def test_progress_shows_and_asks_again_every_second(closed, cohort, pat, as_):
    run = create_match_run(cohort, by=pat)
    type(run.job).objects.update(done=3, total=6, message="Matching")
    page = as_(pat).get(at("match_run", run.number)).content.decode()
    assert "Matching, step 3 of 6" in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert run.seed not in page
    part = as_(pat).get(at("match_progress", run.number)).content.decode()
    assert part.startswith('<section class="panel" id="run-progress"')


def test_an_ended_run_reloads_the_page(completed, pat, as_):
    response = as_(pat).get(at("match_progress", completed.number))
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_the_report_says_what_was_proven(completed, pat, as_):
    page = as_(pat).get(at("match_run", completed.number)).content.decode()
    for words in (
        "2 people placed, 0 seats open",
        "0 blocking pairs",
        completed.seed,
        completed.snapshot_digest,
    ):
        assert words in page


def test_a_failed_run_shows_its_cause(closed, cohort, pat, as_):
    programme.Grade.objects.update(rank=99)
    run = carried_out(create_match_run(cohort, by=pat))
    page = as_(pat).get(at("match_run", run.number)).content.decode()
    assert "Why it failed" in page
    assert "The engine refused" in page


def test_people_and_seats_show_no_list(completed, closed, pat, as_):
    page = as_(pat).get(at("match_people", completed.number)).content.decode()
    assert closed.two.application.code in page
    assert closed.va.number in page
    assert "Not placed" in page
    assert "choice" not in page.replace("choices", "")


def test_the_whole_way_by_pages(completed, pat, sam, as_):
    number = completed.number
    assert as_(pat).post(at("match_review", number)).status_code == 302
    assert "A second person has to approve" not in as_(sam).get(at("match_run", number)).content.decode()
    tomorrow = timezone.localtime() + timedelta(days=1)
    data = {**day("publish_on", tomorrow), "publish_time": "10:00"}
    assert as_(sam).post(at("match_approval", number), data).status_code == 302
    completed.refresh_from_db()
    local = timezone.localtime(completed.publish_at)
    assert (completed.state, local.date(), f"{local:%H:%M}") == ("approved", tomorrow.date(), "10:00")


def test_a_minute_in_the_past_is_refused_in_the_form(completed, pat, sam, as_):
    send_for_approval(completed, by=pat)
    yesterday = timezone.localtime() - timedelta(days=1)
    response = as_(sam).post(
        at("match_approval", completed.number), {**day("publish_on", yesterday), "publish_time": "10:00"}
    )
    assert response.status_code == 422
    assert "must lie ahead" in response.content.decode()


def test_a_time_that_the_clocks_skip_is_refused(completed, pat, sam, as_):
    send_for_approval(completed, by=pat)
    skipped = {"publish_on_month": 3, "publish_on_day": 14, "publish_on_year": 2027, "publish_time": "02:30"}
    response = as_(sam).post(at("match_approval", completed.number), skipped)
    assert response.status_code == 422
    assert "clocks skip this time" in response.content.decode()


def test_discarding_asks_for_a_reason(completed, pat, as_):
    client = as_(pat)
    assert client.post(at("match_discard", completed.number), {"reason": ""}).status_code == 422
    assert (
        client.post(at("match_discard", completed.number), {"reason": "A list was missing."}).status_code
        == 302
    )
    completed.refresh_from_db()
    assert completed.state == "discarded"


def test_an_auditor_reads_and_changes_nothing(completed, audrey, as_):
    client = as_(audrey)
    assert client.get(at("match_run", completed.number)).status_code == 200
    assert client.post(at("match_discard", completed.number), {"reason": "No."}).status_code == 403
    assert client.post(at("match_cancellation", completed.number)).status_code == 403
    completed.refresh_from_db()
    assert completed.state == "completed"


def test_a_lost_race_says_so(completed, pat, as_):
    response = as_(pat).post(at("match_cancellation", completed.number))
    assert response.status_code == 409
    assert "cannot be done any more" in response.content.decode()


@pytest.mark.parametrize("who", ["ada", "cora", "holly", "ollie", "rosa", "otto"])
@pytest.mark.parametrize("name", ["matches", "match_run", "match_people", "match_progress"])
def test_nobody_else_opens_a_run(cohort, pat, who, name, request, as_):
    run = make.match_run(cohort, pat, state="completed")
    args = [] if name == "matches" else [run.number]
    assert as_(request.getfixturevalue(who)).get(at(name, *args)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_runs_takes_the_same_queries(cohort, pat, as_, count, django_assert_num_queries):
    for _ in range(count):
        make.match_run(cohort, pat, state="failed")
    client = as_(pat)
    client.get("/")
    with django_assert_num_queries(10):
        client.get(at("matches"))


def test_the_ranking_dates_are_set_from_the_page(cohort, pat, as_):
    opens, closes = timezone.localtime(), timezone.localtime() + timedelta(days=3)
    data = {
        **day("opens_on", opens),
        "opens_time": "08:00",
        **day("closes_on", closes),
        "closes_time": "17:00",
        "reason": "Agreed with the agencies.",
    }
    assert as_(pat).post(at("ranking_window", cohort.slug), data).status_code == 302
    cohort.refresh_from_db()
    assert f"{timezone.localtime(cohort.ranking_closes_at):%Y-%m-%d %H:%M}" == f"{closes:%Y-%m-%d} 17:00"


# --- results -------------------------------------------------------------------------------------------


def test_somebody_placed_reads_where_and_why(published, closed, as_):
    page = as_(closed.user("three")).get(at("own_result")).content.decode()
    for words in (
        "You were matched",
        closed.treasury.title,
        "It was number 2 on your list",
        "The agency did not rank you",
    ):
        assert words in page


def test_somebody_unplaced_reads_the_true_reason_and_what_comes_next(published, closed, as_):
    page = as_(closed.user("one")).get(at("own_result")).content.decode()
    assert "You were not placed this time" in page
    assert page.count("stood higher in the agency’s certified order") == 2
    assert "You stay on the certificate" in page


def test_a_result_names_no_other_person_and_no_score(published, closed, as_):
    page = as_(closed.user("one")).get(at("own_result")).content.decode()
    for other in (closed.two, closed.three):
        assert other.application.code not in page
        assert str(other.score) not in re.sub(r"<code>[0-9a-f-]+</code>", "", page)


def test_without_a_result_the_page_says_so(ada, as_):
    assert "no published result for you yet" in as_(ada).get(at("own_result")).content.decode()


def test_the_agency_reads_who_is_in_each_seat_and_why(published, closed, cora, as_):
    page = as_(cora).get(at("requisition_result", closed.va.pk)).content.decode()
    for words in (closed.two.application.code, "1st of 2", "You ranked this person 1st", "Python: Strong"):
        assert words in page
    for absent in (closed.one.application.code, closed.three.application.code, "Number1", "number 1 on"):
        assert absent not in page


def test_a_useful_skill_that_is_missing_is_said(closed, cohort, pat, sam, cora, as_):
    RequisitionSkill.objects.create(
        requisition=closed.va, skill=programme.skill("fhir"), level=2, required=False
    )
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    page = as_(cora).get(at("requisition_result", closed.va.pk)).content.decode()
    assert "Fhir: below Working. You listed it as useful, not required." in page
    assert "0 of 1" in page


def test_an_open_seat_says_why(market, cohort, pat, sam, va, software, cora, as_):
    empty = make.requisition(va, software, cora, seats=2)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    page = as_(cora).get(at("requisition_result", empty.pk)).content.decode()
    assert "Seats 1, 2" in page
    assert "No list was certified before ranking closed" in page


@pytest.mark.parametrize(
    ("who", "status"), [("theo", 200), ("hank", 200), ("tess", 404), ("ada", 403), ("holly", 403)]
)
def test_who_reads_a_requisitions_result(published, closed, who, status, request, as_):
    client = as_(request.getfixturevalue(who))
    assert client.get(at("requisition_result", closed.va.pk)).status_code == status


def test_every_code_of_the_engine_has_words_for_both_sides():
    assert set(RULES.values()) == set(explanations.FOR_CANDIDATE) == set(explanations.FOR_AGENCY)
    assert set(OUTCOMES) | {"gone"} == set(explanations.OUTCOMES)
    assert set(explanations.CAUSES) | {"full", "gone"} == set(explanations.WHY_OPEN)
