"""Pairs that must never meet: who keeps them apart, where it holds, and that nobody learns why."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from placements.actions.caps import remove_cap, set_cap
from placements.actions.exclusions import exclude_pair, lift_exclusion
from placements.actions.match_run import create_match_run, send_for_approval
from placements.actions.pins import propose_pin
from placements.models import Exclusion
from placements.queries.browsing import fits_of
from placements.queries.exclusions import excluded_pairs
from placements.queries.pool import pool_of
from placements.queries.ranking import broken_rules
from placements.queries.second_seats import best_seats
from placements.snapshot_demand import with_terms
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.replay import mismatches
from tests.factories import agencies
from tests.factories import placements as make
from tests.support.runs import carried_out, placed

WHY = {"reason_class": "family", "reason": "Their sister runs the office."}


def apart(entry, agency, by, **why):
    return exclude_pair(entry.application.candidate, agency, by=by, **{**WHY, **why})


# --- who -----------------------------------------------------------------------------------------------


def test_only_hr_and_the_programme_manager_keep_apart_and_say_why(market, va, holly, pat, sam, cora):
    for nobody in (sam, cora, market.user("one")):
        with pytest.raises(NotAllowed):
            apart(market.one, va, nobody)
    for wrong in ({"reason": " "}, {"reason_class": "because"}):
        with pytest.raises(ReasonNeeded):
            apart(market.one, va, holly, **wrong)
    row = apart(market.one, va, holly)
    with pytest.raises(WrongState, match="already"):
        apart(market.one, va, pat)
    with pytest.raises(ReasonNeeded):
        lift_exclusion(row, by=pat, reason=" ")
    lift_exclusion(row, by=pat, reason="She has moved on.")
    apart(market.one, va, pat)
    acts = LedgerEntry.objects.about(row).order_by("id").values_list("act", "actor")
    assert list(acts) == [("start", holly.pk), ("lift", pat.pk)]
    assert mismatches() == []


def test_the_database_holds_one_of_a_pair_and_every_reason(market, va, holly):
    row = apart(market.one, va, holly)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.exclusion(market.user("one"), va, holly)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.filter(pk=row.pk).update(reason="")


def test_nothing_changes_while_a_run_is_decided(market, va, treasury, cohort, pat, holly):
    row = apart(market.one, va, holly)
    make.close_ranking(cohort)
    send_for_approval(carried_out(create_match_run(cohort, by=pat)), by=pat)
    with pytest.raises(WrongState, match="used the exclusions"):
        apart(market.one, treasury, holly)
    with pytest.raises(WrongState, match="used the exclusions"):
        lift_exclusion(row, by=holly, reason="No.")


# --- where it holds ------------------------------------------------------------------------------------


def test_the_match_keeps_them_apart_with_everything_under_the_agency(
    market, va, software, cora, cohort, pat, holly
):
    bureau = agencies.agency("VBA", parent=va, kind="bureau", name="Veterans Benefits Administration")
    below = make.requisition(bureau, software, cora)
    make.ranked(market.two, market.va, below)
    make.agency_ranked(below, cora, market.two)
    apart(market.two, va, holly)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    found = placed(run)
    assert (found[market.two.application.code], found[market.one.application.code]) == (
        None,
        market.va.number,
    )
    lines = run.results.get(application=market.two.application).reasons
    assert [(line["code"], line["failed"]) for line in lines] == [("ineligible", ["exclusion"])] * 2
    assert "family" not in str(run.snapshot)


def test_pages_judge_as_the_match_does_at_once(market, va, treasury, holly):
    before = pool_of(market.va)
    assert before.people[market.one.pk].broken == ()
    row = apart(market.one, va, holly)
    assert pool_of(market.va).people[market.one.pk].broken == ("exclusion",)
    assert pool_of(market.va).fitting == before.fitting - 1
    assert pool_of(market.treasury).people[market.one.pk].broken == ()
    needs = type(market.va).objects.filter(track=market.va.track)
    fits = {found.requisition.pk: found.broken for found in fits_of(market.one, needs)}
    assert fits == {market.va.pk: ("exclusion",), market.treasury.pk: ()}
    scores = {market.one.application_id: {market.va.track.key: market.one.score}}
    (need,) = with_terms(needs.filter(pk=market.va.pk))
    assert broken_rules(scores, [need])[market.one.application_id, market.va.pk] == ("exclusion",)
    lift_exclusion(row, by=holly, reason="It was somebody else.")
    assert pool_of(market.va).people[market.one.pk].broken == ()


def test_a_past_moment_is_judged_by_what_stood_then(market, va, holly):
    row = apart(market.one, va, holly)
    people = [market.one.application_id]
    stood = row.state_since
    lift_exclusion(row, by=holly, reason="It was somebody else.")
    row.refresh_from_db()
    assert excluded_pairs(people, [market.va]) == []
    assert len(excluded_pairs(people, [market.va], max(stood, row.added_at))) == 1
    assert excluded_pairs(people, [market.va], row.state_since) == []


def test_what_was_known_of_an_account_that_was_joined_counts_on(market, va, ada, holly, cohort, software):
    from tests.factories import applicants

    other = applicants.application(ada, cohort, software, state="merged", merged_into=market.one.application)
    make.exclusion(ada, va, holly)
    assert other.candidate != market.one.application.candidate
    (pair,) = excluded_pairs([market.one.application_id], [market.va, market.treasury])
    assert pair == {"candidate": str(market.one.application_id), "requisition": str(market.va.pk)}


def test_no_pin_sets_it_aside(market, va, cohort, pat, holly):
    apart(market.two, va, holly)
    with pytest.raises(Refused, match="declared tie"):
        propose_pin(
            cohort,
            by=pat,
            application=market.two.application,
            requisition=market.va,
            reason_class="pin_mission",
            reason="They know it.",
        )
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert placed(run)[market.two.application.code] is None


@pytest.fixture
def freed(market, va, software, cora):
    """A seat at VA that is open after its match; `one` and it ranked each other."""
    row = make.requisition(va, software, cora, state="filling")
    make.ranked(market.one, row)
    make.agency_ranked(row, cora, market.one)
    return row


def test_no_second_seat_goes_to_a_pair_that_is_kept_apart(market, freed, va, cohort, holly):
    assert best_seats(cohort, [market.one])[market.one.pk].requisition == freed.pk
    row = apart(market.one, va, holly)
    assert best_seats(cohort, [market.one]) == {}
    lift_exclusion(row, by=holly, reason="It was somebody else.")
    assert market.one.pk in best_seats(cohort, [market.one])


def test_no_second_seat_goes_past_a_limit(market, freed, va, cohort, pat):
    cap = set_cap(cohort, va, by=pat, seats=0, reason="No room.")
    assert best_seats(cohort, [market.one]) == {}
    remove_cap(cap, by=pat)
    assert market.one.pk in best_seats(cohort, [market.one])


# --- pages ---------------------------------------------------------------------------------------------


def test_the_whole_way_by_pages(market, va, holly, pat, audrey, as_):
    record = reverse("applicants:staff_application", args=[market.one.application_id])
    address = reverse("placements:exclusions", args=[market.one.application_id])
    assert address in as_(holly).get(record).content.decode()
    assert address not in as_(audrey).get(record).content.decode()
    wrong = as_(holly).post(address, {"agency": va.pk, "reason": "Typed just now"})
    assert (wrong.status_code, "Typed just now" in wrong.content.decode()) == (422, True)
    data = {"agency": va.pk, **WHY}
    assert [as_(holly).post(address, data).status_code for _ in range(2)] == [302, 409]
    page = as_(pat).get(address).content.decode()
    assert WHY["reason"] in page
    assert "Kept from 1 agency." in as_(pat).get(record).content.decode()
    lifting = reverse("placements:exclusion_lifting", args=[Exclusion.objects.get().pk])
    assert as_(pat).post(lifting, {"reason": ""}).status_code == 422
    done = {"reason": "She has moved on."}
    assert [as_(pat).post(lifting, done).status_code for _ in range(2)] == [302, 409]


def test_neither_side_learns_the_class(market, va, holly, cora, as_):
    make.ranked(market.one)
    apart(market.one, va, holly)
    own = as_(market.user("one")).get(reverse("placements:ranking")).content.decode()
    theirs = as_(cora).get(reverse("placements:agency_ranking", args=[market.va.pk])).content.decode()
    for page in (own, theirs):
        assert "declared tie rules out this pair" in page
        assert WHY["reason"] not in page
        assert "amily" not in page


def test_interviews_that_are_open_end_and_say_nothing_of_the_reason(market, va, holly, cora):
    talk = make.interview(market.one, market.va, cora)
    other = make.interview(market.two, market.va, cora)
    apart(market.one, va, holly)
    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.state, other.state) == ("lapsed", "invited")
    told = Notification.objects.filter(kind="interview_lapsed").values_list("body", flat=True)
    assert told
    assert not any(WHY["reason"] in words for words in told)
