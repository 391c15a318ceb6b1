"""Leaving before the term ends: the participant asks, OPM ends or settles, the seat reopens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.actions.requisition import close_requisition_short
from agencies.models import FundingCertification
from agencies.signals import seat_reopened
from placements.actions.leaving import (
    ask_to_leave,
    end_placement_early,
    settle_exit_request,
    take_back_exit_request,
)
from placements.models import ExitRequest
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import placements, terms
from tests.support.states import field_values

TODAY = timezone.localdate()


@pytest.fixture
def serving(entry, va, software, cora, hank, pat):
    return terms.at_work(entry, placements.requisition(va, software, cora), hank, pat)


@pytest.fixture
def heard():
    """Seats that were announced as reopened."""
    seats = []

    def listen(sender, seat, **kwargs):
        seats.append((seat.pk, seat.state, seat.requisition_id))

    seat_reopened.connect(listen)
    yield seats
    seat_reopened.disconnect(listen)


def state(row):
    return field_values(row, "state")["state"]


def end(serving, by, **changes):
    facts = {"last_day": TODAY, "reason_code": "resigned", "reason": "Moved abroad.", **changes}
    end_placement_early(serving, by=by, **facts)


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_an_early_end_reopens_seat_and_requisition(serving, pat, heard):
    requisition = serving.seat.requisition
    assert state(requisition) == "filled"
    end(serving, pat)
    serving.refresh_from_db()
    assert (serving.state, serving.ended_on, serving.end_reason) == ("ended_early", TODAY, "resigned")
    assert (state(serving.seat), state(requisition)) == ("open", "filling")
    acts = [entry.act for entry in LedgerEntry.objects.about(serving.seat)][-2:]
    assert acts == ["reopen", "offer_again"]
    assert [seat[0] for seat in heard] == [serving.seat_id]
    assert told("placement_ended") == {"ada@example.com", "cora@va.example", "hank@va.example"}
    assert "pat@opm.example" in told("requisition_reopened")


def test_money_that_has_run_out_opens_no_seat(serving, pat, heard):
    FundingCertification.objects.update(available_until=TODAY - timedelta(days=1))
    end(serving, pat)
    assert (state(serving.seat), state(serving.seat.requisition), heard) == ("reverted", "filled", [])


def test_a_closed_requisition_opens_no_seat(entry, va, software, cora, hank, pat, heard):
    two = placements.requisition(va, software, cora, seats=2)
    serving = terms.at_work(entry, two, hank, pat)
    two.refresh_from_db()
    close_requisition_short(two, by=pat, reason="The project has changed.")
    end(serving, pat)
    assert (state(serving.seat), state(two), heard) == ("reverted", "closed_short", [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_day": TODAY + timedelta(days=1)}, "once it has come"),
        ({"last_day": TODAY - timedelta(days=1)}, "began on"),
        ({"reason_code": "because"}, "one of the reasons"),
    ],
)
def test_what_an_early_end_refuses(changes, words, serving, pat):
    with pytest.raises(Refused, match=words):
        end(serving, pat, **changes)
    assert (state(serving), state(serving.seat)) == ("active", "filled")


def test_a_term_served_to_its_end_is_not_early(serving, pat):
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY)
    with pytest.raises(Refused, match="Complete it"):
        end(serving, pat)


def test_only_staff_end_a_term_and_only_once(serving, pat, cora, ada):
    for by in (cora, ada):
        with pytest.raises(NotAllowed):
            end(serving, by)
    end(serving, pat)
    with pytest.raises(WrongState):
        end(serving, pat)


def test_asking_reaches_opm_and_not_the_agency(serving, ada, pat, holly):
    ask_to_leave(serving, by=ada, last_day=TODAY + timedelta(days=30), reason="health_or_family")
    assert told("exit_asked") == {"pat@opm.example"}
    with pytest.raises(WrongState, match="already"):
        ask_to_leave(serving, by=ada, last_day=TODAY + timedelta(days=30), reason="resigned")


def test_ending_grants_what_was_asked(serving, ada, pat):
    asked = ask_to_leave(serving, by=ada, last_day=TODAY, reason="resigned")
    end(serving, pat)
    assert state(asked) == "granted"


def test_staying_settles_it_and_taking_back_ends_it(serving, ada, ben, pat):
    first = ask_to_leave(serving, by=ada, last_day=TODAY, reason="resigned")
    settle_exit_request(serving, by=pat, reason="We agreed on remote work.")
    assert (state(first), told("exit_settled")) == ("settled", {"ada@example.com"})
    second = ask_to_leave(serving, by=ada, last_day=TODAY, reason="resigned")
    with pytest.raises(NotAllowed):
        take_back_exit_request(second, by=ben)
    take_back_exit_request(second, by=ada)
    assert (state(second), state(serving), told("exit_taken_back")) == (
        "taken_back",
        "active",
        {"pat@opm.example"},
    )


def test_what_asking_refuses(serving, ada, ben):
    with pytest.raises(NotAllowed):
        ask_to_leave(serving, by=ben, last_day=TODAY, reason="resigned")
    with pytest.raises(Refused, match="one of the reasons"):
        ask_to_leave(serving, by=ada, last_day=TODAY, reason="conduct")
    for day in (TODAY - timedelta(days=1), serving.ends_on):
        with pytest.raises(Refused, match="between today"):
            ask_to_leave(serving, by=ada, last_day=day, reason="resigned")
    assert not ExitRequest.objects.exists()
