"""A seat that somebody gives back goes to the next person whom both sides' lists allow."""

import pytest

from placements.actions.offer import decline_offer, send_offer
from placements.actions.second_seats import offer_freed_seats
from placements.jobs import find_alternates
from placements.models import Offer
from techforce.jobs.models import Job
from techforce.notifications.models import Notification
from techforce.workflow.kernel import apply
from tests.factories import placements as make
from tests.placements.rounds import announce, state


@pytest.fixture
def given_back(first, pat):
    """`three` declined Treasury; `one` is next on its list."""
    offer = Offer.objects.get(entry=first.three)
    send_offer(offer, by=pat, days=7)
    decline_offer(offer, by=first.user("three"))
    return first


def test_declining_asks_for_alternates_after_the_act(given_back, cohort):
    job = Job.objects.get(name="placements.alternates")
    assert job.arguments == {"cohort_id": str(cohort.pk)}


def test_the_next_on_both_lists_is_called_up(given_back, cohort):
    find_alternates(cohort_id=str(cohort.pk))
    offer = Offer.objects.live().get(entry=given_back.one)
    assert (offer.state, offer.seat.requisition, state(given_back.one)) == (
        "drafted",
        given_back.treasury,
        "matched",
    )
    told = Notification.objects.get(kind="entry_called_up", channel="inbox")
    assert given_back.treasury.title in told.body


def test_looking_twice_changes_nothing(given_back, cohort):
    assert [offer_freed_seats(cohort), offer_freed_seats(cohort)] == [1, 0]


def test_who_let_an_offer_go_is_not_called_up(given_back, cohort):
    apply(given_back.one, "withdraw", by=None)
    assert offer_freed_seats(cohort) == 0
    assert state(given_back.three) == "reserve"


def test_a_seat_that_stayed_open_in_the_match_waits_for_a_round(first, cohort, cora):
    make.agency_ranked(first.va, cora, first.one)
    assert offer_freed_seats(cohort) == 0


def test_nobody_is_called_up_while_both_sides_rank(given_back, cohort, pat):
    announce(cohort, pat)
    assert offer_freed_seats(cohort) == 0
    assert state(given_back.one) == "available"


def test_people_who_hold_a_seat_are_left_alone(given_back, cohort):
    before = [
        state(given_back.two),
        *Offer.objects.filter(entry=given_back.two).values_list("state", flat=True),
    ]
    offer_freed_seats(cohort)
    after = [
        state(given_back.two),
        *Offer.objects.filter(entry=given_back.two).values_list("state", flat=True),
    ]
    assert after == before
