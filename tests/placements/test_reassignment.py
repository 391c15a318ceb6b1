"""A move to another agency: proposed, agreed by every side, carried out on its day; one continuous term."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from placements.actions.leaving import end_placement_early
from placements.actions.reassignment import (
    agree_to_move,
    call_off_move,
    propose_move,
    refuse_move,
    seats_to_move_to,
    sides_of,
)
from placements.models import Reassignment
from placements.tasks import keep_calendar
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply
from tests.factories import agencies, placements, terms
from tests.support.states import field_values

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def serving(entry, va, software, cora, hank, pat):
    return terms.at_work(entry, placements.requisition(va, software, cora), hank, pat)


@pytest.fixture
def there(treasury, software, tess):
    """Treasury's requisition with one open seat."""
    return placements.requisition(treasury, software, tess)


@pytest.fixture
def move(serving, there, pat):
    return propose_move(serving, there.seats.get(), by=pat, moves_on=SOON, reason="The work is at Treasury.")


@pytest.fixture
def everybody(cora, tess, holly, ada):
    return {"losing": cora, "gaining": tess, "opm": holly, "participant": ada}


def agree(move, people):
    for side, by in people.items():
        agree_to_move(move, side, by=by)
    move.refresh_from_db()


def state(row):
    return field_values(row, "state")["state"]


def states(move):
    move.refresh_from_db()
    return [state(row) for row in (move, move.placement, move.from_seat, move.to_seat)]


def test_a_proposal_holds_the_seat_and_tells_every_side(move):
    assert states(move) == ["proposed", "active", "filled", "matched"]
    people = {"ada@example.com", "cora@va.example", "hank@va.example", "tess@treasury.example"}
    told = Notification.objects.filter(kind="reassignment_proposed")
    assert set(told.values_list("recipient__email", flat=True)) == {*people, "pat@opm.example"}


def test_every_side_agrees_and_the_day_carries_it_out(move, everybody, serving):
    ends = serving.ends_on
    agree(move, everybody)
    assert states(move) == ["agreed", "reassigning", "filled", "matched"]
    keep_calendar()
    assert states(move) == ["agreed", "reassigning", "filled", "matched"]
    Reassignment.objects.update(moves_on=TODAY)
    keep_calendar()
    keep_calendar()
    assert states(move) == ["done", "active", "open", "filled"]
    serving.refresh_from_db()
    assert (serving.seat, serving.ends_on, serving.started_on) == (move.to_seat, ends, TODAY)
    assert [state(move.from_seat.requisition), state(move.to_seat.requisition)] == ["filling", "filled"]


def test_agreed_after_the_day_it_happens_at_once(move, everybody):
    Reassignment.objects.update(moves_on=TODAY)
    agree(move, everybody)
    assert states(move) == ["done", "active", "open", "filled"]


def test_each_agreement_is_on_the_record(move, everybody):
    agree(move, everybody)
    acts = [entry.act for entry in LedgerEntry.objects.about(move)]
    assert acts == [
        "start",
        "agree_losing",
        "agree_gaining",
        "agree_opm",
        "agree_participant",
        "agree",
    ]


def test_three_different_people(move, pat, cora, tess, holly, treasury):
    agencies.AgencyMembership.objects.create(user=cora, agency=treasury, role="coordinator")
    agree_to_move(move, "losing", by=cora)
    with pytest.raises(NotAllowed, match="three different people"):
        agree_to_move(move, "gaining", by=cora)
    with pytest.raises(NotAllowed):
        agree_to_move(move, "opm", by=pat)
    with pytest.raises(WrongState):
        agree_to_move(move, "losing", by=cora)
    for pair in ({"gaining_by": cora}, {"opm_by": pat}, {"opm_by": cora}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reassignment.objects.filter(pk=move.pk).update(**pair)


def test_nobody_speaks_for_another_side(move, cora, tess, theo, ada, ben, holly, pat):
    found = {user.email: sides_of(move, user) for user in (cora, tess, theo, ada, ben, holly, pat)}
    assert {email: [str(side) for side in sides] for email, sides in found.items() if sides} == {
        "cora@va.example": ["losing"],
        "tess@treasury.example": ["gaining"],
        "ada@example.com": ["participant"],
        "holly@opm.example": ["opm"],
    }
    with pytest.raises(NotAllowed):
        agree_to_move(move, "gaining", by=theo)


@pytest.mark.parametrize("who", ["cora", "tess", "holly", "ada"])
def test_every_side_may_refuse(who, request, move):
    by = request.getfixturevalue(who)
    with pytest.raises(ReasonNeeded):
        refuse_move(move, by=by, reason="")
    refuse_move(move, by=by, reason="Not now.")
    assert states(move) == ["refused", "active", "filled", "open"]


def test_a_stranger_refuses_nothing(move, ben, theo):
    for by in (ben, theo):
        with pytest.raises(NotAllowed):
            refuse_move(move, by=by, reason="No")


def test_calling_off_leaves_everything_as_it_was(move, everybody, pat):
    agree(move, everybody)
    call_off_move(move, by=pat, reason="The project ended.")
    assert states(move) == ["called_off", "active", "filled", "open"]


def test_a_seat_that_has_gone_calls_the_move_off(move, everybody):
    agree(move, everybody)
    apply(move.to_seat, "cancel", by=None)
    Reassignment.objects.update(moves_on=TODAY)
    keep_calendar()
    assert states(move) == ["called_off", "active", "filled", "cancelled"]


def test_an_early_end_calls_the_move_off(move, everybody, serving, pat):
    agree(move, everybody)
    end_placement_early(serving, by=pat, last_day=TODAY, reason_code="resigned", reason="Left.")
    assert states(move) == ["called_off", "ended_early", "open", "open"]


def test_one_move_at_a_time(move, serving, treasury, software, tess, pat):
    other = placements.requisition(treasury, software, tess)
    with pytest.raises(WrongState, match="under way"):
        propose_move(serving, other.seats.get(), by=pat, moves_on=SOON, reason="Why")


def test_what_a_proposal_refuses(serving, there, va, software, cora, pat, ada, cohort):
    seat = there.seats.get()
    own = placements.requisition(va, software, cora).seats.get()
    with pytest.raises(NotAllowed):
        propose_move(serving, seat, by=ada, moves_on=SOON, reason="Why")
    with pytest.raises(Refused, match="reason"):
        propose_move(serving, seat, by=pat, moves_on=SOON, reason=" ")
    for day in (TODAY, serving.ends_on):
        with pytest.raises(Refused, match="between tomorrow"):
            propose_move(serving, seat, by=pat, moves_on=day, reason="Why")
    with pytest.raises(Refused, match="Choose another"):
        propose_move(serving, own, by=pat, moves_on=SOON, reason="Why")
    placements.match_run(cohort, pat, "completed")
    with pytest.raises(Refused, match="part of a match"):
        propose_move(serving, seat, by=pat, moves_on=SOON, reason="Why")
    assert not Reassignment.objects.exists()


def test_seats_to_move_to_are_open_funded_and_elsewhere(serving, there, va, software, cora):
    placements.requisition(va, software, cora)
    assert [seat.requisition for seat in seats_to_move_to(serving)] == [there]
    there.funding_certifications.update(available_until=TODAY - timedelta(days=1))
    assert list(seats_to_move_to(serving)) == []


def test_nobody_moves_to_an_agency_that_they_are_kept_from(serving, there, treasury, holly, pat):
    placements.exclusion(serving.entry.application.candidate.user, treasury, holly)
    with pytest.raises(Refused):
        propose_move(serving, there.seats.get(), by=pat, moves_on=SOON, reason="The work is at Treasury.")
    assert seats_to_move_to(serving).filter(requisition=there).exists()


def test_nobody_moves_without_the_clearance_that_the_work_needs(serving, there, pat):
    type(there).objects.filter(pk=there.pk).update(clearance=3)
    with pytest.raises(Refused, match="learance"):
        propose_move(serving, there.seats.get(), by=pat, moves_on=SOON, reason="The work is at Treasury.")
