"""A seat that ends after the match: who held it comes first, and nothing is half done."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.actions.ending_seats import cancel_seat
from agencies.actions.requisition import cancel_requisition, suspend_requisition
from agencies.models import Seat
from placements.actions.match_run import create_match_run
from placements.actions.offer import accept_offer, send_offer
from placements.actions.second_seats import offer_freed_seats
from placements.models import CertificateEntry, Offer
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, WrongState
from techforce.workflow.replay import mismatches
from tests.factories import placements as make
from tests.placements.rounds import announce, state
from tests.support.states import at_state, field_values

REASON = "The money for this seat is gone."


def offer_of(entry):
    return Offer.objects.live().get(entry=entry)


def seat_of(entry):
    return offer_of(entry).seat


def open_seat(need, number=2):
    return at_state(Seat(requisition=need, number=number, funding=need.seats.first().funding), "open")


def mark(entry):
    return field_values(entry, "priority_reason")["priority_reason"]


def told(entry, kind):
    user = entry.application.candidate.user
    return Notification.objects.filter(kind=kind, channel="inbox", recipient=user)


def test_who_loses_a_seat_goes_to_reserve_and_comes_first(first, cora):
    seat, offer = seat_of(first.two), offer_of(first.two)
    cancel_seat(first.va.seats.get(state="open"), by=cora, reason=REASON)
    cancel_seat(seat, by=cora, reason=REASON)
    assert (state(seat), state(offer), state(first.two)) == ("cancelled", "rescinded", "reserve")
    assert mark(first.two) == "seat_cancelled"
    assert REASON in told(first.two, "entry_displaced").get().body
    assert state(first.va) == "closed_short"
    assert mismatches() == []


def test_another_open_seat_of_the_same_work_is_taken_first(first, cora):
    lost = seat_of(first.two)
    cancel_seat(lost, by=cora, reason=REASON)
    again = offer_of(first.two)
    assert (again.state, again.seat.number, again.seat.requisition) == ("drafted", 2, first.va)
    assert (state(first.two), mark(first.two)) == ("matched", "")
    assert first.va.title in told(first.two, "entry_rehomed").get().body
    assert Notification.objects.filter(kind="second_seat", recipient=cora, channel="inbox").exists()


def test_work_that_both_ranked_elsewhere_is_offered(first, cora, tess):
    free = open_seat(first.treasury)
    cancel_seat(first.va.seats.get(state="open"), by=cora, reason=REASON)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    assert (state(first.two), seat_of(first.two)) == ("matched", free)
    assert not told(first.two, "entry_displaced").exists()


def test_somebody_the_agency_did_not_rank_is_not_moved_there(first, cora, pat, tess):
    make.agency_ranked(first.treasury, tess, first.three, first.one)
    open_seat(first.treasury)
    cancel_seat(first.va.seats.get(state="open"), by=cora, reason=REASON)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    assert (state(first.two), mark(first.two)) == ("reserve", "seat_cancelled")


def test_an_accepted_offer_is_voided_and_its_placement_cancelled(first, cora, pat):
    offer = offer_of(first.two)
    send_offer(offer, by=pat, days=7)
    placement = accept_offer(offer, by=first.user("two"), attested=True)
    cancel_seat(offer.seat, by=cora, reason=REASON)
    assert (state(offer), state(placement), state(first.two)) == ("voided", "cancelled", "matched")


def test_a_seat_is_cancelled_once(first, cora):
    seat = first.va.seats.get(state="open")
    cancel_seat(seat, by=cora, reason=REASON)
    with pytest.raises(WrongState):
        cancel_seat(seat, by=cora, reason=REASON)


def test_only_its_agency_and_opm_cancel_a_seat_and_with_a_reason(first, tess, cora, pat):
    seat = seat_of(first.two)
    with pytest.raises(NotAllowed):
        cancel_seat(seat, by=tess, reason=REASON)
    with pytest.raises(ReasonNeeded):
        cancel_seat(seat, by=cora, reason=" ")
    assert state(seat) == "matched"
    cancel_seat(seat, by=pat, reason=REASON)
    assert state(seat) == "cancelled"


def test_nothing_is_half_done_when_one_row_fails(first, cora):
    seat, offer = seat_of(first.two), offer_of(first.two)
    # A live offer of the seat that would be taken breaks the database's own rule in the middle of the act.
    at_state(Offer(entry=first.one, seat=first.va.seats.get(state="open")), "drafted")
    before = (LedgerEntry.objects.count(), Notification.objects.count())
    with pytest.raises(IntegrityError), transaction.atomic():
        cancel_seat(seat, by=cora, reason=REASON)
    assert (state(seat), state(offer), state(first.two)) == ("matched", "drafted", "matched")
    assert (LedgerEntry.objects.count(), Notification.objects.count()) == before


def test_on_hold_people_keep_their_seats_unless_they_are_let_go(first, pat):
    suspend_requisition(first.va, by=pat, reason=REASON)
    assert (state(first.va), state(first.two), seat_of(first.two).state) == (
        "suspended",
        "matched",
        "matched",
    )


def test_on_hold_with_release_everybody_is_rehomed(first, pat):
    free = open_seat(first.treasury)
    suspend_requisition(first.va, by=pat, reason=REASON, release=True)
    assert (state(first.va), state(first.two), seat_of(first.two)) == ("suspended", "matched", free)


def test_cancelling_a_request_rehomes_first(first, pat):
    suspend_requisition(first.va, by=pat, reason=REASON)
    cancel_requisition(first.va, by=pat, reason=REASON)
    assert (state(first.va), state(first.two), mark(first.two)) == (
        "cancelled",
        "reserve",
        "requisition_cancelled",
    )
    assert set(first.va.seats.values_list("state", flat=True)) == {"cancelled"}


def test_while_a_run_is_undecided_nobody_is_moved_into_its_seats(first, cohort, cora, pat):
    open_seat(first.treasury)
    create_match_run(cohort, by=pat)
    cancel_seat(first.va.seats.get(state="open"), by=cora, reason=REASON)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    assert (state(first.two), mark(first.two)) == ("reserve", "seat_cancelled")


def test_while_both_sides_rank_they_take_part_at_once(first, cohort, cora, pat):
    announce(cohort, pat)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    assert (state(first.two), mark(first.two)) == ("available", "seat_cancelled")


def test_the_next_round_recalls_them_first(first, cohort, cora, pat):
    from techforce.workflow.kernel import apply

    apply(first.one, "reserve", by=None)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    # moved to VA's other seat; that one ends too
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    open_seat(first.treasury)
    announce(cohort, pat)
    moves = LedgerEntry.objects.filter(act="recall").order_by("pk").values_list("subject_id", flat=True)
    assert list(moves) == [str(first.two.pk), str(first.one.pk)]


def test_a_mark_waits_for_the_next_seat_and_goes_before_alternates(first, cohort, cora, tess):
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    cancel_seat(seat_of(first.two), by=cora, reason=REASON)
    assert mark(first.two) == "seat_cancelled"
    open_seat(first.treasury)
    assert offer_freed_seats(cohort) == 1
    assert (state(first.two), mark(first.two), state(first.one)) == ("matched", "", "available")
    assert offer_freed_seats(cohort) == 0


def test_the_same_seat_is_found_whatever_the_order_of_rows(first, cohort, cora):
    from placements.queries.second_seats import best_seats

    open_seat(first.treasury)
    rows = list(CertificateEntry.objects.select_related("certificate__track"))
    assert best_seats(cohort, rows) == best_seats(cohort, rows[::-1])


# --- pages ---------------------------------------------------------------------------------------------


def page_of(need, number):
    return reverse("agencies:seat_cancellation", args=[need.pk, number])


def test_the_page_says_who_is_affected_and_what_there_is_for_them(first, cora, as_):
    page = as_(cora).get(page_of(first.va, 1)).content.decode()
    assert "1 person who would lose a seat" in page
    assert first.two.application.code in page
    assert "1 open seat fits by the hard rules" in page
    assert first.two.application.candidate.user.email not in page


def test_an_open_seat_touches_nobody(first, cora, as_):
    page = as_(cora).get(page_of(first.va, 2)).content.decode()
    assert "Nobody holds this seat. It is open." in page


def test_a_seat_is_cancelled_from_the_page_with_a_reason(first, cora, as_):
    client = as_(cora)
    assert client.post(page_of(first.va, 1), {"reason": ""}).status_code == 422
    assert seat_of(first.two).state == "matched"
    response = client.post(page_of(first.va, 1), {"reason": REASON})
    assert (response.status_code, first.va.seats.get(number=1).state) == (302, "cancelled")
    again = client.post(page_of(first.va, 1), {"reason": REASON})
    assert again.status_code == 409
    assert REASON in again.content.decode()


def test_a_seat_that_does_not_exist_is_not_found(first, cora, as_):
    assert as_(cora).get(page_of(first.va, 9)).status_code == 404


def test_putting_on_hold_offers_the_choice_and_takes_it(first, pat, as_):
    url = reverse("agencies:suspension", args=[first.va.pk])
    page = as_(pat).get(url).content.decode()
    assert "1 person who would lose a seat" in page
    assert "Keep their seats" in page
    as_(pat).post(url, {"reason": REASON, "release": "1"})
    assert (state(first.va), state(first.two)) == ("suspended", "reserve")
