"""A supplemental round from announcement to its result, by acts alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.actions.requisition import close_requisition_short
from agencies.models import Seat
from placements.actions.calendar import close_due_rounds, open_due_rounds
from placements.actions.match_run import create_match_run
from placements.actions.rank_list import certify_order
from placements.actions.ranking_round import announce_round, cancel_round, conclude_round, open_round
from placements.actions.ranking_window import set_ranking_window
from placements.models import MatchRun, Offer, PastRankList, RankingRound, RankList
from placements.queries.left_open import OpenSeat
from placements.queries.match_result import own_result, requisition_result
from placements.queries.ranking import list_of_candidate, list_of_requisition
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.replay import mismatches
from tests.factories import agencies, people
from tests.factories import placements as make
from tests.placements.rounds import announce, end_ranking, publish, state
from tests.support.runs import carried_out
from tests.support.states import field_values


def test_the_first_round_leaves_a_seat_and_a_person(first):
    assert [state(row) for row in first.people] == ["available", "matched", "matched"]
    assert [state(first.va), state(first.treasury)] == ["filling", "filling"]
    assert sorted(first.va.seats.values_list("state", flat=True)) == ["matched", "open"]


def test_a_whole_second_round(first, cohort, cora, pat, sam):
    before = frozen(first)
    row = announce(cohort, pat)
    assert [state(row), state(first.va), state(first.treasury)] == ["open", "published", "filling"]
    one = first.one.application
    certify_order(list_of_candidate(one), [first.va.pk], by=first.user("one"), lock_version=1)
    certify_order(list_of_requisition(first.va), [first.one.pk], by=cora, lock_version=1)
    end_ranking(cohort, row)
    assert close_due_rounds(timezone.now()) == 1
    run = publish(cohort, pat, sam)
    assert (run.round_number, state(row)) == (2, "concluded")
    assert [state(entry) for entry in first.people] == ["matched", "matched", "matched"]
    assert sorted(first.va.seats.values_list("state", flat=True)) == ["matched", "matched"]
    assert state(first.va) == "filling"
    assert frozen(first) == before, "somebody who was placed in round one was touched"
    assert mismatches() == []


def frozen(market):
    """Everything of the two who were placed in round one that a second round must not move."""
    entries = [market.two, market.three]
    offers = Offer.objects.filter(entry__in=entries).order_by("pk")
    fields = ("state", "state_since", "ledger_entry_id")
    return (
        [field_values(entry, *fields) for entry in entries],
        list(offers.values_list("pk", "seat", *fields)),
        list(Seat.objects.filter(offers__in=offers).order_by("pk").values_list("pk", *fields)),
        [own_result(market.user(name)).held for name in ("two", "three")],
    )


def test_the_new_result_supersedes_the_old_one_and_both_can_be_read(first, cohort, pat, sam, cora):
    earlier = MatchRun.objects.get()
    row = announce(cohort, pat)
    certify_order(
        list_of_candidate(first.one.application), [first.va.pk], by=first.user("one"), lock_version=1
    )
    certify_order(list_of_requisition(first.va), [first.one.pk], by=cora, lock_version=1)
    end_ranking(cohort, row)
    later = publish(cohort, pat, sam)
    assert (state(earlier), later.state) == ("superseded", "published")
    assert own_result(first.user("two")).result.run_id == earlier.pk
    assert own_result(first.user("one")).result.run_id == later.pk
    assert requisition_result(first.va).run == later
    assert requisition_result(first.va, earlier.number).run == earlier


def test_each_result_counts_the_seats_of_its_own_round(first, cohort, pat, sam, cora):
    earlier = MatchRun.objects.get()
    row = announce(cohort, pat)
    certify_order(
        list_of_candidate(first.one.application), [first.va.pk], by=first.user("one"), lock_version=1
    )
    certify_order(list_of_requisition(first.va), [first.one.pk], by=cora, lock_version=1)
    end_ranking(cohort, row)
    publish(cohort, pat, sam)
    new, old = requisition_result(first.va), requisition_result(first.va, earlier.number)
    assert ([seat.number for seat in new.seats], new.left_open, new.listed) == ([2], [], 1)
    assert ([seat.number for seat in old.seats], old.left_open) == ([1], [OpenSeat(2, "matched")])
    assert [run.number for run in new.runs] == [2, 1]


def test_lists_are_new_and_the_old_ones_are_kept(first, cohort, pat, cora):
    mine = RankList.objects.get(application=first.one.application)
    was = list(mine.certified)
    announce(cohort, pat)
    mine.refresh_from_db()
    assert (mine.draft, mine.certified, mine.certified_at) == ([], [], None)
    kept = PastRankList.objects.visible_to(first.user("one"))
    assert [(row.round_number, row.certified) for row in kept] == [(1, was)]
    assert PastRankList.objects.visible_to(cora).get().requisition == first.va
    assert not PastRankList.objects.visible_to(pat).exists()


def test_a_page_that_was_open_before_cannot_bring_an_old_list_back(first, cohort, pat):
    old = list_of_candidate(first.one.application)
    announce(cohort, pat)
    with pytest.raises(WrongState, match="changed in another tab"):
        certify_order(old, [first.va.pk], by=first.user("one"), lock_version=old.lock_version)


def test_it_opens_at_its_minute_and_not_before(first, cohort, pat):
    row = announce(cohort, pat, opens=timedelta(days=1))
    assert open_due_rounds(timezone.now()) == 0
    with pytest.raises(Refused, match="minute has not come"):
        open_round(row)
    assert (state(row), state(first.va)) == ("announced", "filling")
    RankingRound.objects.update(opens_at=timezone.now())
    assert [open_due_rounds(timezone.now()), open_due_rounds(timezone.now())] == [1, 0]
    cohort.refresh_from_db()
    assert (state(row), cohort.ranking_is_open) == ("open", True)


def test_a_round_whose_time_has_passed_is_called_off(first, cohort, pat):
    row = announce(cohort, pat, opens=timedelta(days=1))
    past = timezone.now() - timedelta(days=1)
    RankingRound.objects.update(opens_at=past - timedelta(days=1), closes_at=past)
    open_due_rounds(timezone.now())
    assert (state(row), state(first.va)) == ("cancelled", "filling")


def test_everybody_concerned_is_told_and_nobody_else(first, cohort, pat, cora, tess):
    listed = make.certified(people.account("new@example.com", "New Person"), first.certificate, "listed")
    announce(cohort, pat, opens=timedelta(days=1))
    told = Notification.objects.filter(kind="round_announced", channel="inbox")
    assert {row.recipient for row in told} == {first.user("one"), cora, listed.application.candidate.user}


def test_people_in_reserve_are_recalled(first, cohort, pat):
    from techforce.workflow.kernel import apply

    apply(first.one, "reserve", by=None)
    announce(cohort, pat)
    assert state(first.one) == "available"
    assert Notification.objects.filter(kind="entry_recalled", recipient=first.user("one")).exists()


def test_a_request_that_closed_short_comes_back_with_the_seats_that_have_money(
    first, cohort, pat, treasury, software
):
    closed = agencies.published(software, acronym="TREAS", seats=2, state="ranking_closed")
    close_requisition_short(closed, by=pat, reason="Nobody came.")
    announce(cohort, pat, reopens=[closed])
    assert state(closed) == "published"
    assert sorted(closed.seats.values_list("number", "state")) == [
        (1, "reverted"),
        (2, "reverted"),
        (3, "open"),
        (4, "open"),
    ]


def test_a_request_that_closed_short_stays_closed_unless_it_is_chosen(first, cohort, pat, software):
    closed = agencies.published(software, acronym="TREAS", seats=2, state="ranking_closed")
    close_requisition_short(closed, by=pat, reason="Nobody came.")
    announce(cohort, pat)
    assert (state(closed), closed.seats.filter(state="open").count()) == ("closed_short", 0)


def test_one_request_that_cannot_be_reopened_holds_up_no_other(first, cohort, pat, software):
    late = agencies.published(software, acronym="TREAS", seats=1, state="ranking_closed")
    today = timezone.localdate()
    type(late).objects.filter(pk=late.pk).update(start_from=today, start_by=today)
    announce(cohort, pat)
    assert (state(late), state(first.va)) == ("ranking_closed", "published")
    entry = LedgerEntry.objects.about(late).get(act="leave_out")
    assert "latest start date" in entry.reason


def test_what_is_refused(first, cohort, pat, holly, software):
    now = timezone.now()
    later = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)}
    with pytest.raises(NotAllowed):
        announce_round(cohort, by=holly, reason="x", **later)
    with pytest.raises(ReasonNeeded):
        announce_round(cohort, by=pat, reason=" ", **later)
    with pytest.raises(Refused, match="must close after"):
        announce_round(cohort, by=pat, reason="x", opens_at=later["closes_at"], closes_at=later["opens_at"])
    with pytest.raises(Refused, match="closed with open seats"):
        announce_round(cohort, by=pat, reason="x", reopens=[first.treasury], **later)
    announce_round(cohort, by=pat, reason="x", **later)
    with pytest.raises(Refused, match="Round 2 is not over"):
        announce_round(cohort, by=pat, reason="x", **later)


def test_there_is_no_second_round_before_the_first_result(closed, cohort, pat):
    with pytest.raises(Refused, match="still the first round"):
        announce(cohort, pat)


def test_there_is_no_round_over_an_undecided_run(first, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    with pytest.raises(Refused, match=f"run {run.number} is not decided"):
        announce(cohort, pat)


def test_there_is_no_round_without_open_seats(first, cohort, pat):
    from techforce.workflow.kernel import apply

    apply(first.va.seats.get(state="open"), "cancel", by=None)
    with pytest.raises(Refused, match="No seat is open"):
        announce(cohort, pat)


def test_no_real_run_while_a_round_is_announced(first, cohort, pat):
    announce(cohort, pat, opens=timedelta(days=1))
    with pytest.raises(Refused, match="new lists come with it"):
        create_match_run(cohort, by=pat)
    assert create_match_run(cohort, by=pat, dry_run=True).round_number == 1


def test_calling_it_off_tells_everybody(first, cohort, pat):
    row = announce(cohort, pat, opens=timedelta(days=1))
    cancel_round(row, by=pat, reason="The money is gone.")
    told = Notification.objects.filter(kind="round_cancelled", channel="inbox", recipient=first.user("one"))
    assert "The money is gone." in told.get().body
    assert announce(cohort, pat).number == 3


def test_moving_the_window_moves_the_round(first, cohort, pat):
    row = announce(cohort, pat)
    until = timezone.now() + timedelta(days=20)
    set_ranking_window(cohort, by=pat, opens_at=row.opens_at, closes_at=until, reason="More time.")
    row.refresh_from_db()
    assert (row.closes_at, row.state) == (until, "open")


def test_lists_that_a_published_result_used_are_not_opened_again(first, cohort, pat):
    now = timezone.now()
    with pytest.raises(Refused, match="Announce a supplemental round"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=2), reason="x")


def test_an_announced_round_is_not_overtaken_by_new_dates(first, cohort, pat):
    announce(cohort, pat, opens=timedelta(days=1))
    now = timezone.now()
    with pytest.raises(Refused, match="Round 2 is announced"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=2), reason="x")


def test_a_round_ends_without_a_match_by_hand(first, cohort, pat):
    row = announce(cohort, pat)
    end_ranking(cohort, row)
    close_due_rounds(timezone.now())
    conclude_round(row, by=pat, reason="Nobody ranked.")
    assert state(row) == "concluded"
