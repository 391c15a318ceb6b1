"""Offers: the clock, the second confirmation, and that nothing stays held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from placements.actions.offer import (
    accept_offer,
    decline_offer,
    draft_offer,
    expire_offers,
    rescind_offer,
    send_offer,
)
from placements.models import CertificateEntry, Offer, Placement
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import offers, placements
from tests.support.states import field_values


@pytest.fixture
def certificate(software, holly):
    return placements.certificate(software, holly)


@pytest.fixture
def entry(certificate, ada):
    return placements.certified(ada, certificate)


@pytest.fixture
def work(va, software, cora):
    return placements.requisition(va, software, cora)


@pytest.fixture
def offer(entry, work, holly):
    return offers.sent(entry, work, holly)


LIST_QUERIES = 4


def states(offer: Offer) -> tuple[str, str, str]:
    """States of the offer, its seat and its entry, as stored."""
    rows = (offer, offer.seat, offer.entry)
    return tuple(field_values(row, "state")["state"] for row in rows)


def test_sending_starts_the_clock_and_takes_seat_and_entry_along(offer):
    assert states(offer) == ("sent", "offered", "offered")
    assert offer.expires_at - offer.sent_at == timedelta(days=7)


@pytest.mark.parametrize("days", [0, 31])
def test_a_clock_of_no_or_too_many_days_is_refused(entry, work, holly, days):
    offer = offers.drafted(entry, work)
    with pytest.raises(Refused, match="between 1 and 30 days"):
        send_offer(offer, by=holly, days=days)
    assert states(offer) == ("drafted", "matched", "matched")


def test_only_staff_who_manage_offers_send_them(entry, work, cora):
    offer = offers.drafted(entry, work)
    with pytest.raises(NotAllowed):
        send_offer(offer, by=cora, days=7)


def test_accepting_begins_a_placement_with_all_steps(offer, ada):
    placement = accept_offer(offer, by=ada, attested=True)
    assert states(offer) == ("accepted", "offered", "accepted")
    assert (placement.state, placement.steps.count()) == ("onboarding", 7)


def test_accepting_needs_the_second_confirmation(offer, ada):
    with pytest.raises(Refused, match="Confirm once more"):
        accept_offer(offer, by=ada, attested=False)
    assert states(offer) == ("sent", "offered", "offered")


def test_nobody_else_can_answer(offer, ben):
    with pytest.raises(Refused, match="Only the person"):
        accept_offer(offer, by=ben, attested=True)


def test_accepting_twice_gives_one_placement(offer, ada):
    accept_offer(offer, by=ada, attested=True)
    with pytest.raises(WrongState):
        accept_offer(offer, by=ada, attested=True)
    assert Placement.objects.count() == 1


def test_a_lapsed_clock_refuses_even_before_anybody_marked_it(offer, ada):
    Offer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="has expired"):
        accept_offer(offer, by=ada, attested=True)


def test_accepting_moves_other_tracks_entries_to_reserve(offer, ada, holly):
    other = placements.entry(
        offer.entry.application, placements.certificate(offer.entry.certificate.track, holly)
    )
    accept_offer(offer, by=ada, attested=True)
    assert field_values(other, "state")["state"] == "reserve"


def test_declining_opens_the_seat_and_keeps_the_person_in_reserve(offer, ada):
    decline_offer(offer, by=ada, reason="Moving abroad")
    assert states(offer) == ("declined", "open", "reserve")


def test_expiry_frees_what_was_held_once(offer):
    assert expire_offers(timezone.now() + timedelta(days=8)) == 1
    assert expire_offers(timezone.now() + timedelta(days=8)) == 0
    assert states(offer) == ("expired", "open", "reserve")


def test_an_offer_in_time_does_not_expire(offer):
    assert expire_offers(timezone.now() + timedelta(days=6)) == 0


def test_rescinding_needs_a_reason_and_cancels_onboarding(offer, ada, holly):
    placement = accept_offer(offer, by=ada, attested=True)
    with pytest.raises(Refused):
        rescind_offer(offer, by=holly, reason="  ")
    rescind_offer(offer, by=holly, reason="The funding was withdrawn.")
    assert states(offer) == ("rescinded", "open", "reserve")
    assert field_values(placement, "state")["state"] == "cancelled"


def test_the_database_refuses_a_second_live_offer_for_a_seat(offer, certificate, ben):
    other = placements.certified(ben, certificate)
    with pytest.raises(IntegrityError, match="one_live_offer_per_seat"), transaction.atomic():
        draft_offer(other, offer.seat, None)


def test_the_database_refuses_two_committed_entries_of_one_person(offer, holly, software):
    other = placements.entry(
        offer.entry.application, placements.certificate(software, holly), state="available"
    )
    with pytest.raises(IntegrityError, match="one_committed_entry"), transaction.atomic():
        offers.drafted(other, placements.requisition(*_second_requisition(offer)))
    assert CertificateEntry.objects.filter(state="available").count() == 1


def _second_requisition(offer: Offer):
    first = offer.seat.requisition
    return first.agency, first.track, first.created_by


def test_each_answer_is_told_once_to_both_sides(offer, ada, cora):
    decline_offer(offer, by=ada)
    told = Notification.objects.filter(kind="offer_declined", channel="email")
    assert sorted(told.values_list("recipient__email", flat=True)) == sorted([ada.email, cora.email])


def test_the_candidate_answers_on_two_pages(offer, ada, as_):
    client = as_(ada)
    assert client.get(f"/my-offers/{offer.pk}/").status_code == 200
    refused = client.post(f"/my-offers/{offer.pk}/acceptance/", {})
    assert (refused.status_code, states(offer)[0]) == (422, "sent")
    accepted = client.post(f"/my-offers/{offer.pk}/acceptance/", {"attested": "on"})
    assert (accepted.status_code, accepted["Location"]) == (302, "/my-placement/")


def test_an_answered_offer_says_so_as_a_conflict(offer, ada, as_):
    decline_offer(offer, by=ada)
    for page, data in (("acceptance/", {"attested": "on"}), ("declination/", {})):
        assert as_(ada).post(f"/my-offers/{offer.pk}/{page}", data).status_code == 409


def test_declining_puts_only_listed_words_on_the_record(offer, ada, as_):
    url = f"/my-offers/{offer.pk}/declination/"
    assert as_(ada).post(url, {"reason": "My mother is ill."}).status_code == 422
    assert as_(ada).post(url, {"reason": "My circumstances have changed"}).status_code == 302


def test_somebody_elses_offer_is_not_found(offer, ben, as_):
    for page in ("", "acceptance/", "declination/"):
        assert as_(ben).get(f"/my-offers/{offer.pk}/{page}").status_code == 404


def test_a_candidate_does_not_see_a_draft(entry, work, ada, as_):
    offer = offers.drafted(entry, work)
    assert as_(ada).get(f"/my-offers/{offer.pk}/").status_code == 404


def test_another_agency_does_not_find_the_offer(offer, tess, as_):
    assert as_(tess).get(f"/offers/{offer.pk}/").status_code == 404


def test_a_stale_page_gets_a_clear_refusal(offer, ada, holly, as_):
    rescind_offer(offer, by=holly, reason="The project was stopped.")
    answer = as_(ada).post(f"/my-offers/{offer.pk}/acceptance/", {"attested": "on"})
    assert answer.status_code == 409
    assert "cannot be done any more" in answer.content.decode()


def test_staff_send_from_the_page(entry, work, holly, as_):
    offer = offers.drafted(entry, work)
    wrong = as_(holly).post(f"/offers/{offer.pk}/sending/", {"days": "0"})
    assert wrong.status_code == 422
    assert as_(holly).post(f"/offers/{offer.pk}/sending/", {"days": "5"}).status_code == 302
    assert states(offer)[0] == "sent"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    count, certificate, va, software, cora, holly, as_, django_assert_num_queries
):
    for entry in placements.people_on(certificate, count):
        offers.drafted(entry, placements.requisition(va, software, cora))
    client = as_(holly)
    client.get("/offers/")
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get("/offers/").status_code == 200
