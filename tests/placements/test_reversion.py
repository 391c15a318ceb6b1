"""Seats that stay open go where a rule sent them beforehand, and never further than the money."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.actions.requisition import create_requisition, save_requisition
from agencies.models import FundingCertification, Requisition, Seat
from placements.actions.match_run import create_match_run
from placements.actions.reversions import revert_due_seats, revert_now
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.replay import mismatches
from tests.factories import agencies
from tests.factories.placements import close_ranking
from tests.placements.rounds import announce, state
from tests.support.states import at_state

AGO = timedelta(days=3)


def rule(need, kind="requisition", to=None, days=-1):
    """Set beforehand, its day three days ago or so; its open seats have been open for longer."""
    day = timezone.localdate() + timedelta(days=days)
    Requisition.objects.filter(pk=need.pk).update(reversion=kind, reverts_to=to, reverts_on=day)
    Seat.objects.filter(requisition=need).update(state_since=timezone.now() - AGO)
    need.refresh_from_db()
    return need


def money(need, seats):
    FundingCertification.objects.filter(requisition=need).update(seat_count=seats)


def seats(need):
    return sorted(need.seats.values_list("number", "state"))


@pytest.fixture
def work(software, cohort):
    """`short` has two seats that nobody filled; `other` is still filling and has money for one more seat."""
    close_ranking(cohort)
    short = agencies.published(software, seats=2, state="filling")
    other = agencies.published(software, seats=1, state="filling")
    money(other, 2)
    return short, other


def test_seats_go_to_the_other_request_as_far_as_its_money_reaches(work, pat):
    short, other = work
    rule(short, to=other)
    assert revert_due_seats(timezone.now()) == 1
    assert seats(short) == [(1, "reverted"), (2, "open")]
    assert seats(other) == [(1, "open"), (2, "open")]
    assert other.seats.get(number=2).replaces == short.seats.get(number=1)
    assert other.seats.standing().count() == 2
    assert mismatches() == []


def test_carrying_it_out_again_moves_nothing_that_has_no_money(work):
    short, other = work
    rule(short, to=other)
    revert_due_seats(timezone.now())
    before = LedgerEntry.objects.count()
    assert revert_due_seats(timezone.now()) == 0
    assert LedgerEntry.objects.count() == before


def test_seats_go_back_to_the_programme_and_the_request_closes(work):
    short, _ = work
    rule(short, "programme")
    revert_due_seats(timezone.now())
    assert (seats(short), state(short)) == ([(1, "reverted"), (2, "reverted")], "closed_short")


def test_a_request_whose_other_seats_are_filled_is_filled(software, cohort):
    close_ranking(cohort)
    need = agencies.published(software, seats=1, state="filling")
    taken = at_state(Seat(requisition=need, number=2, funding=need.seats.get().funding), "filled")
    rule(need, "programme")
    revert_due_seats(timezone.now())
    assert (state(taken), state(need)) == ("filled", "filled")


def test_nothing_goes_before_the_day_has_passed(work):
    short, other = work
    rule(short, to=other, days=0)
    assert revert_due_seats(timezone.now()) == 0
    with pytest.raises(Refused, match="No seat is due"):
        revert_now(short, by=None)


def test_a_seat_that_was_freed_today_waits_for_alternates(work):
    short, other = work
    rule(short, to=other)
    Seat.objects.filter(requisition=short).update(state_since=timezone.now())
    assert revert_due_seats(timezone.now()) == 0


def test_a_chain_moves_each_seat_one_step(work, software):
    short, other = work
    third = agencies.published(software, seats=1, state="filling")
    money(third, 3)
    money(other, 3)
    rule(other, to=third, days=-1)
    rule(short, to=other)
    revert_due_seats(timezone.now())
    assert seats(short) == [(1, "reverted"), (2, "reverted")]
    assert seats(other) == [(1, "reverted"), (2, "open"), (3, "open")]
    assert seats(third) == [(1, "open"), (2, "open")]
    # what came after the day of `other` stays there
    Seat.objects.filter(state="open").update(state_since=timezone.now() - timedelta(hours=30))
    Requisition.objects.filter(pk=other.pk).update(reverts_on=timezone.localdate() - timedelta(days=5))
    assert revert_due_seats(timezone.now()) == 0


def test_a_round_that_is_ranking_keeps_its_seats(first, cohort, pat):
    rule(first.va, "programme")
    announce(cohort, pat)
    assert revert_due_seats(timezone.now()) == 0
    assert first.va.seats.filter(state="open").count() == 1


def test_an_undecided_run_keeps_its_seats(first, cohort, pat):
    rule(first.va, "programme")
    create_match_run(cohort, by=pat)
    with pytest.raises(Refused, match="undecided"):
        revert_now(first.va, by=pat)


def test_after_the_round_the_calendar_does_it_and_everybody_is_told(first, pat, cora):
    rule(first.va, "programme")
    assert revert_due_seats(timezone.now()) == 1
    assert seats(first.va) == [(1, "matched"), (2, "reverted")]
    told = Notification.objects.filter(kind="seats_reverted", channel="inbox")
    assert {row.recipient for row in told} >= {cora, pat}
    assert "1 seat of" in told.first().body


def test_only_opm_does_it_by_hand(work, cora, pat):
    short, other = work
    rule(short, to=other)
    with pytest.raises(NotAllowed):
        revert_now(short, by=cora)
    assert revert_now(short, by=pat) == 1
    assert LedgerEntry.objects.about(short).get(act="revert_seats").actor == pat


def test_a_request_that_takes_no_seats_leaves_them_where_they_are(work):
    short, other = work
    rule(short, to=other)
    money(other, 1)
    with pytest.raises(Refused, match="covers no more seats"):
        revert_now(short, by=None)
    assert seats(short) == [(1, "open"), (2, "open")]


# --- the rule itself -----------------------------------------------------------------------------------


@pytest.fixture
def drafts(va, software, cora):
    return [agencies.requisition(va, software, "draft", created_by=cora) for _ in range(3)]


def save(need, cora, to):
    need.refresh_from_db()
    values = {"reversion": "requisition", "reverts_to": to, "reverts_on": timezone.localdate()}
    save_requisition(need, by=cora, lock_version=need.lock_version, values=values)


def test_circles_are_refused(drafts, cora):
    a, b, c = drafts
    save(a, cora, b)
    save(b, cora, c)
    with pytest.raises(Refused, match="come back to where they started"):
        save(c, cora, a)
    with pytest.raises(Refused, match="come back to where they started"):
        save(c, cora, c)


def test_another_agency_is_refused(drafts, cora, treasury, software):
    foreign = agencies.requisition(treasury, software, "draft")
    with pytest.raises(Refused, match="same agency"):
        save(drafts[0], cora, foreign)
    with pytest.raises(Refused, match="same agency"):
        create_requisition(
            drafts[0].agency,
            by=cora,
            title="New",
            track=software,
            reversion="requisition",
            reverts_to=foreign,
        )


def test_the_database_refuses_a_rule_without_its_parts(work):
    short, other = work
    with pytest.raises(IntegrityError), transaction.atomic():
        Requisition.objects.filter(pk=short.pk).update(
            reversion="requisition", reverts_to=other, reverts_on=None
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Requisition.objects.filter(pk=short.pk).update(reverts_to=other)


# --- pages ---------------------------------------------------------------------------------------------


def test_the_page_says_what_goes_where_and_does_it(work, pat, as_):
    short, other = work
    rule(short, to=other)
    client = as_(pat)
    assert "Carry it out now" in client.get(reverse("agencies:requisition", args=[short.pk])).content.decode()
    page = client.get(reverse("placements:reversion", args=[short.pk])).content.decode()
    assert "Due now: seat 1, seat 2." in page
    assert other.number in page
    assert client.post(reverse("placements:reversion", args=[short.pk])).status_code == 302
    again = client.post(reverse("placements:reversion", args=[short.pk]))
    assert again.status_code == 422
    assert "covers no more seats" in again.content.decode()
