"""Fit interviews: who may, when, about what; and that nothing else changes by them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from placements.actions.interview import (
    accept_interview,
    cancel_interview,
    decline_interview,
    invite_to_interview,
    lapse_interviews,
    note_outcome,
)
from placements.models import FitInterview
from placements.queries.pool import pool_of
from placements.rules.interview import CANCELLATIONS, QUESTIONS
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply
from tests.factories import placements as make
from tests.factories import programme

YES = dict.fromkeys(QUESTIONS, "yes")


def hours(many):
    return timezone.now().replace(microsecond=0) + timedelta(hours=many)


def invite(market, by, entry=None, **fields):
    values = {"slots": [hours(2), hours(5)], "minutes": 30, "how": "video", "joining": "Dial in", **fields}
    return invite_to_interview(entry or market.one, market.va, by=by, **values)


def told(key):
    rows = Notification.objects.filter(kind=key, channel="inbox").order_by("recipient__email")
    return [row.recipient.email for row in rows]


def test_from_invitation_to_outcome(market, cora):
    person = market.user("one")
    row = invite(market, cora)
    assert told("interview_invited") == [person.email]
    accept_interview(row, by=person, chosen=row.slots[1])
    assert "cora@va.example" in told("interview_accepted")
    before = pool_of(market.va).fit(market.one.pk)
    FitInterview.objects.filter(pk=row.pk).update(chosen_at=hours(-1))
    note_outcome(row, by=cora, answers=YES, note=" Wants to start in spring. ")
    row.refresh_from_db()
    assert (row.state, row.interest, row.note) == ("held", "yes", "Wants to start in spring.")
    assert told("interview_held") == [person.email]
    assert pool_of(market.va).fit(market.one.pk) == before


def test_words_of_the_outcome_stay_off_the_ledger(market, cora):
    row = make.interview(market.one, market.va, cora, "accepted", chosen_at=hours(-1))
    note_outcome(row, by=cora, answers=YES, note="Something said in confidence")
    entry = LedgerEntry.objects.get(act="note_outcome")
    assert "confidence" not in f"{entry.reason}{entry.data}"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slots": []}, "one to three"),
        ({"slots": [hours(-1)]}, "must lie ahead"),
        ({"slots": [hours(24 * 90)]}, "before ranking closes"),
        ({"minutes": 240}, "one of the lengths"),
    ],
)
def test_times_that_cannot_be(market, cora, fields, words):
    with pytest.raises(Refused, match=words):
        invite(market, cora, **fields)
    assert not FitInterview.objects.exists()


def test_only_a_coordinator_of_the_agency_invites(market, tess, theo, hank):
    for who in (tess, theo, hank, market.user("one")):
        with pytest.raises(NotAllowed):
            invite(market, who)


def test_only_while_ranking_is_open(market, cora, cohort):
    make.close_ranking(cohort)
    with pytest.raises(Refused, match="Ranking closed"):
        invite(market, cora)


def test_nobody_whom_a_hard_rule_rules_out(market, cora):
    market.one.application.places.set([programme.station("denver")])
    with pytest.raises(Refused, match="hard rule"):
        invite(market, cora)


def test_one_open_invitation_of_a_pair(market, cora):
    row = invite(market, cora)
    with pytest.raises(WrongState, match="already"):
        invite(market, cora)
    decline_interview(row, by=market.user("one"))
    assert told("interview_declined") == ["cora@va.example"]
    invite(market, cora)


def test_the_person_chooses_among_the_times_and_nobody_else(market, cora):
    row = invite(market, cora)
    with pytest.raises(Refused, match="were offered"):
        accept_interview(row, by=market.user("one"), chosen=hours(3))
    with pytest.raises(NotAllowed):
        accept_interview(row, by=market.user("two"), chosen=row.slots[0])


def test_two_interviews_at_one_time_are_refused(market, cora, tess):
    person, at = market.user("one"), hours(3)
    first = invite(market, cora, slots=[at])
    second = invite_to_interview(
        market.one,
        market.treasury,
        by=tess,
        slots=[at + timedelta(minutes=20)],
        minutes=30,
        how="phone",
        joining="x",
    )
    accept_interview(first, by=person, chosen=at)
    with pytest.raises(Refused, match="another fit interview"):
        accept_interview(second, by=person, chosen=second.slots[0])


def test_cancelling_gives_one_of_the_reasons_to_the_person(market, cora, tess):
    row = invite(market, cora)
    with pytest.raises(Refused, match="one of the reasons"):
        cancel_interview(row, by=cora, reason="Too old")
    with pytest.raises(NotAllowed):
        cancel_interview(row, by=tess, reason=CANCELLATIONS[0])
    cancel_interview(row, by=cora, reason=CANCELLATIONS[0])
    body = Notification.objects.get(kind="interview_cancelled", channel="inbox").body
    assert CANCELLATIONS[0] in body


def test_the_outcome_waits_for_its_time_and_needs_every_answer(market, cora):
    row = make.interview(market.one, market.va, cora, "accepted")
    with pytest.raises(Refused, match="has not come"):
        note_outcome(row, by=cora, answers=YES)
    with pytest.raises(Refused, match="every question"):
        note_outcome(row, by=cora, answers={"interest": "yes"})
    with pytest.raises(IntegrityError), transaction.atomic():
        FitInterview.objects.filter(pk=row.pk).update(note="smuggled")


def test_what_can_no_longer_take_place_lapses_once(market, cora, tess):
    missed = make.interview(market.one, market.va, cora, slots=[hours(-5), hours(-1)])
    forgotten = make.interview(market.two, market.va, cora, "accepted", chosen_at=hours(-24 * 15))
    waiting = make.interview(market.three, market.va, cora)
    gone = make.interview(market.three, market.treasury, tess)
    assert lapse_interviews(timezone.now()) == 2
    assert lapse_interviews(timezone.now()) == 0
    apply(market.three, "withdraw", by=market.user("three"))
    assert lapse_interviews(timezone.now()) == 2
    for row in (missed, forgotten, waiting, gone):
        row.refresh_from_db()
        assert row.state == "lapsed"


def form_data(**changed):
    day = (timezone.now() + timedelta(days=1)).date()
    data = {"day_1_month": day.month, "day_1_day": day.day, "day_1_year": day.year, "time_1": "10:00"}
    return {**data, "minutes": "30", "how": "video", "joining": "Link follows", **changed}


def test_the_page_invites_and_keeps_what_was_typed(market, cora, as_):
    url = reverse("placements:interview_invitation", args=[market.va.pk, market.one.application.code])
    response = as_(cora).post(url, form_data(time_1=""))
    assert response.status_code == 422
    assert 'value="Link follows"' in response.content.decode()
    response = as_(cora).post(url, form_data(day_2_day="3"))
    assert response.status_code == 422
    assert as_(cora).post(url, form_data()).status_code == 302
    assert FitInterview.objects.get().entry == market.one
    assert as_(cora).post(url, form_data()).status_code == 409


def test_the_name_stands_on_the_page_only_after_the_person_accepted(market, cora, as_):
    person = market.one.application.candidate
    row = make.interview(market.one, market.va, cora)
    url = reverse("placements:interview", args=[row.pk])
    assert person.family_name not in as_(cora).get(url).content.decode()
    accept_interview(row, by=market.user("one"), chosen=row.slots[0])
    assert person.family_name in as_(cora).get(url).content.decode()
    decline_interview(row, by=market.user("one"))
    assert person.family_name not in as_(cora).get(url).content.decode()


def test_the_person_answers_on_their_own_page(market, cora, as_):
    row = make.interview(market.one, market.va, cora)
    client = as_(market.user("one"))
    page = client.get(reverse("placements:own_interview", args=[row.pk])).content.decode()
    assert "Report a breach to OPM" in page
    assert row.joining not in page
    accept = reverse("placements:own_interview_acceptance", args=[row.pk])
    assert client.post(accept, {"chosen": "2020-01-01T00:00:00+00:00"}).status_code == 422
    assert client.post(accept, {"chosen": row.slots[0].isoformat()}).status_code == 302
    assert client.post(accept, {"chosen": row.slots[1].isoformat()}).status_code == 409
    assert "See how to join" in client.get(reverse("applicants:status")).content.decode()
    assert row.joining in client.get(reverse("placements:own_interview", args=[row.pk])).content.decode()


def test_another_agency_finds_nothing(market, cora, tess, as_):
    row = make.interview(market.one, market.va, cora)
    assert as_(tess).get(reverse("placements:interview", args=[row.pk])).status_code == 404
    assert as_(tess).get(reverse("placements:interviews", args=[market.va.pk])).status_code == 404


def test_the_outcome_page_asks_only_the_fixed_questions(market, cora, as_):
    row = make.interview(market.one, market.va, cora, "accepted", chosen_at=hours(-1))
    url = reverse("placements:interview_outcome", args=[row.pk])
    response = as_(cora).post(url, {"interest": "yes", "note": "Kept words"})
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert as_(cora).post(url, {**YES, "rating": "5"}).status_code == 302
    page = as_(cora).get(reverse("placements:interview", args=[row.pk])).content.decode()
    assert [words in page for words in QUESTIONS.values()] == [True] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(market, cora, as_, count, django_assert_num_queries):
    for entry in market.people[:count]:
        make.interview(entry, market.va, cora)
    client = as_(cora)
    client.get("/")
    with django_assert_num_queries(5):
        client.get(reverse("placements:interviews", args=[market.va.pk]))
