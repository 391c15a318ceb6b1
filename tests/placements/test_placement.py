"""Onboarding, day one confirmed by both, and what a withdrawal frees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions.application import withdraw_application
from placements.actions.placement import complete_step, confirm_day_one
from placements.models import Offer, Placement
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import offers, placements
from tests.support.states import field_values


@pytest.fixture
def offer(software, holly, ada, va, cora):
    entry = placements.certified(ada, placements.certificate(software, holly))
    return offers.sent(entry, placements.requisition(va, software, cora), holly)


@pytest.fixture
def placement(offer):
    return offers.onboarding(offer)


@pytest.fixture
def cleared(placement, hank, holly):
    return offers.cleared(placement, hank, holly)


@pytest.fixture
def today():
    return timezone.localdate()


def state(row) -> str:
    return field_values(row, "state")["state"]


def test_each_step_is_done_by_its_own_side(placement, ada, hank):
    agency_step = placement.steps.filter(owner="agency").first()
    with pytest.raises(NotAllowed, match="Agency"):
        complete_step(agency_step, by=ada)
    complete_step(agency_step, by=hank)
    assert field_values(agency_step, "done_by_id")["done_by_id"] == hank.pk


def test_another_agency_cannot_do_a_step(placement, tess):
    with pytest.raises(NotAllowed):
        complete_step(placement.steps.filter(owner="agency").first(), by=tess)


def test_the_last_step_clears_the_person_and_makes_the_offer_final(cleared, offer):
    assert (cleared.state, state(offer)) == ("cleared", "final")


def test_doing_a_step_twice_changes_nothing(placement, ada):
    step = placement.steps.filter(owner="participant").first()
    complete_step(step, by=ada)
    first = field_values(step, "done_at")
    complete_step(step, by=ada)
    assert field_values(step, "done_at") == first


def test_one_confirmation_is_not_enough(cleared, ada, today):
    confirm_day_one(cleared, by=ada, on=today)
    assert state(cleared) == "cleared"


def test_both_confirmations_start_the_term_and_fill_the_seat(cleared, offer, ada, hank, today):
    confirm_day_one(cleared, by=ada, on=today)
    confirm_day_one(cleared, by=hank, on=today)
    rows = (cleared, offer, offer.seat, offer.entry, offer.seat.requisition)
    assert [state(row) for row in rows] == ["active", "converted", "filled", "placed", "filled"]
    assert field_values(cleared, "started_on")["started_on"] == today


def test_the_order_of_the_confirmations_does_not_matter(cleared, ada, hank, today):
    confirm_day_one(cleared, by=hank, on=today)
    confirm_day_one(cleared, by=ada, on=today)
    assert state(cleared) == "active"


def test_confirming_twice_is_one_confirmation(cleared, ada, today):
    confirm_day_one(cleared, by=ada, on=today)
    confirm_day_one(cleared, by=ada, on=today)
    assert state(cleared) == "cleared"


def test_both_must_name_the_same_day(cleared, ada, hank, today):
    confirm_day_one(cleared, by=ada, on=today)
    with pytest.raises(Refused, match="Agree on one day"):
        confirm_day_one(cleared, by=hank, on=today - timedelta(days=1))


def test_a_day_that_has_not_come_is_refused(cleared, ada, today):
    with pytest.raises(Refused, match="not before"):
        confirm_day_one(cleared, by=ada, on=today + timedelta(days=1))


def test_day_one_before_all_steps_is_refused(placement, ada, today):
    with pytest.raises(WrongState):
        confirm_day_one(placement, by=ada, on=today)


def test_a_stranger_cannot_confirm(cleared, tess, today):
    with pytest.raises(NotAllowed):
        confirm_day_one(cleared, by=tess, on=today)


def test_a_hiring_official_cannot_confirm(cleared, theo, today):
    with pytest.raises(NotAllowed):
        confirm_day_one(cleared, by=theo, on=today)


def test_withdrawing_while_an_offer_waits_frees_everything(offer, ada):
    withdraw_application(offer.entry.application, by=ada)
    assert [state(row) for row in (offer, offer.seat, offer.entry)] == ["declined", "open", "withdrawn"]
    assert not Notification.objects.filter(kind="entry_reserve").exists()


def test_withdrawing_during_onboarding_frees_everything(placement, offer, ada):
    withdraw_application(offer.entry.application, by=ada)
    rows = (placement, offer, offer.seat, offer.entry)
    assert [state(row) for row in rows] == ["cancelled", "voided", "open", "withdrawn"]


def test_withdrawing_after_the_first_day_is_refused_and_changes_nothing(cleared, offer, ada, hank, today):
    confirm_day_one(cleared, by=ada, on=today)
    confirm_day_one(cleared, by=hank, on=today)
    with pytest.raises(Refused, match="started work"):
        withdraw_application(offer.entry.application, by=ada)
    assert (state(cleared), state(offer.entry.application)) == ("active", "certified")


def test_the_participant_works_through_the_page(placement, ada, as_):
    client = as_(ada)
    step = placement.steps.filter(owner="participant").first()
    assert client.post(f"/my-placement/steps/{step.order}/completion/").status_code == 302
    page = client.get("/my-placement/").content.decode()
    assert ("Sol Vance" in page, page.count("Mark as done<")) == (True, 1)


def test_the_wrong_side_is_refused_on_the_page(placement, ada, as_):
    step = placement.steps.filter(owner="agency").first()
    assert as_(ada).post(f"/my-placement/steps/{step.order}/completion/").status_code == 403


def test_a_wrong_day_keeps_what_was_typed(cleared, ada, today, as_):
    tomorrow = today + timedelta(days=1)
    typed = {"on_month": str(tomorrow.month), "on_day": str(tomorrow.day), "on_year": str(tomorrow.year)}
    answer = as_(ada).post("/my-placement/day-one/", typed)
    assert answer.status_code == 422
    assert f'value="{tomorrow.year}"' in answer.content.decode()


def test_the_agency_confirms_on_its_page(cleared, hank, today, as_):
    typed = {"on_month": str(today.month), "on_day": str(today.day), "on_year": str(today.year)}
    assert as_(hank).post(f"/placements/{cleared.pk}/day-one/", typed).status_code == 302
    assert field_values(cleared, "agency_confirmed_by_id")["agency_confirmed_by_id"] == hank.pk


def test_placements_of_another_agency_are_not_found(placement, tess, as_):
    assert as_(tess).get(f"/placements/{placement.pk}/").status_code == 404
    assert Placement.objects.visible_to(tess).count() == 0


def test_who_starts_hears_of_it_once(cleared, ada, hank, today):
    confirm_day_one(cleared, by=ada, on=today)
    confirm_day_one(cleared, by=hank, on=today)
    told = Notification.objects.filter(
        recipient=ada, channel="inbox", subject__contains="first day is confirmed"
    )
    assert told.count() == 1


@pytest.mark.parametrize(
    ("from_days", "by_days", "planned"),
    [(90, 120, 90), (-9, 60, 28), (-9, 10, 10), (-9, -1, 0)],
    ids=[
        "the window is ahead",
        "time for every step",
        "as far as the window allows",
        "the window has passed",
    ],
)
def test_the_planned_first_day_leaves_time_for_the_steps(offer, today, from_days, by_days, planned):
    window = {"start_from": today + timedelta(days=from_days), "start_by": today + timedelta(days=by_days)}
    for row in (offer.seat.requisition, offer.entry.application):
        type(row).objects.filter(pk=row.pk).update(**window)
    offer.refresh_from_db()
    assert offers.onboarding(Offer.objects.get(pk=offer.pk)).starts_on == today + timedelta(days=planned)
