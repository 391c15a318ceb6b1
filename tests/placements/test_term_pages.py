"""The pages of a running term, as staff, agencies and the participant use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.leaving import ask_to_leave
from placements.actions.reassignment import propose_move
from placements.models import ExitRequest, Placement, Reassignment
from tests.factories import people, placements, terms
from tests.support.states import field_values

TODAY = timezone.localdate()


@pytest.fixture
def serving(entry, va, software, cora, hank, pat):
    return terms.at_work(entry, placements.requisition(va, software, cora), hank, pat)


@pytest.fixture
def seat(treasury, software, tess):
    return placements.requisition(treasury, software, tess).seats.get()


@pytest.fixture
def move(serving, seat, pat):
    day = TODAY + timedelta(days=9)
    return propose_move(serving, seat, by=pat, moves_on=day, reason="The work is at Treasury.")


def day(name, value):
    return {f"{name}_month": value.month, f"{name}_day": value.day, f"{name}_year": value.year}


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def state(row):
    return field_values(row, "state")["state"]


def test_extending_through_the_page(serving, pat, as_):
    url = f"/placements/{serving.pk}/extension/"
    later = serving.ends_on + timedelta(days=90)
    assert as_(pat).post(url, {**day("ends_on", later), "reason": "More to do."}).status_code == 302
    html = text(as_(pat), f"/placements/{serving.pk}/")
    assert ("Term extended" in html, "More to do." in html) == (True, True)


def test_a_refused_extension_keeps_what_was_typed(serving, pat, as_):
    typed = {**day("ends_on", TODAY), "reason": "Kept words"}
    response = as_(pat).post(f"/placements/{serving.pk}/extension/", typed)
    assert (response.status_code, "Kept words" in response.content.decode()) == (422, True)
    assert state(serving) == "active"


def test_an_early_end_in_two_tabs_is_done_once(serving, pat, as_):
    typed = {**day("last_day", TODAY), "reason_code": "resigned", "reason": "Moved abroad."}
    url = f"/placements/{serving.pk}/early-end/"
    assert as_(pat).post(url, typed).status_code == 302
    assert as_(pat).post(url, typed).status_code == 409
    assert state(serving) == "ended_early"


def test_a_tampered_reason_is_refused(serving, pat, as_):
    typed = {**day("last_day", TODAY), "reason_code": "invented", "reason": "Moved abroad."}
    assert as_(pat).post(f"/placements/{serving.pk}/early-end/", typed).status_code == 422


def test_the_whole_move_through_the_pages(serving, seat, pat, holly, cora, tess, ada, as_):
    moves_on = TODAY + timedelta(days=9)
    typed = {"seat": str(seat.pk), **day("moves_on", moves_on), "reason": "The work is at Treasury."}
    assert as_(pat).post(f"/placements/{serving.pk}/move/", typed).status_code == 302
    url = f"/moves/{Reassignment.objects.get().pk}/"
    assert "Let the person go" in text(as_(cora), url)
    assert "Take the person" in text(as_(tess), url)
    assert "Agree to the move" in text(as_(ada), url)
    assert "<button" not in text(as_(pat), url).split("Who agrees")[1].split("</section>")[0]
    for by, side in ((cora, "losing"), (tess, "gaining"), (holly, "opm"), (ada, "participant")):
        assert as_(by).post(f"{url}agreement/", {"side": side}).status_code == 302
    assert (state(serving), state(Reassignment.objects.get())) == ("reassigning", "agreed")
    assert "Moving" in text(as_(ada), "/my-placement/")


def test_a_seat_of_the_same_agency_cannot_be_smuggled_in(serving, va, software, cora, pat, as_):
    own = placements.requisition(va, software, cora).seats.get()
    typed = {"seat": str(own.pk), **day("moves_on", TODAY + timedelta(days=9)), "reason": "Why"}
    assert as_(pat).post(f"/placements/{serving.pk}/move/", typed).status_code == 422
    assert not Reassignment.objects.exists()


def test_the_participant_refuses_and_stays(move, serving, ada, as_):
    assert as_(ada).post(f"/moves/{move.pk}/refusal/", {"reason": "My family is here."}).status_code == 302
    assert (state(move), state(serving), state(move.to_seat)) == ("refused", "active", "open")


def test_agreeing_for_another_side_is_forbidden(move, tess, as_):
    assert as_(tess).post(f"/moves/{move.pk}/agreement/", {"side": "losing"}).status_code == 403


def test_asking_to_leave_instead_of_withdrawing(serving, ada, as_):
    client = as_(ada)
    status = text(client, "/status/")
    assert ("Withdraw this application" in status, "See your placement" in status) == (False, True)
    assert "Ask to leave early" in text(client, "/my-placement/")
    typed = {**day("last_day", TODAY + timedelta(days=20)), "reason": "other_post"}
    assert client.post("/my-placement/leaving/", typed).status_code == 302
    page = text(client, "/my-placement/")
    assert ("Take it back" in page, "Ask to leave early" in page) == (True, False)
    assert client.post("/my-placement/leaving/", typed).status_code == 409
    assert client.post("/my-placement/leaving/taking-back/").status_code == 302
    assert ExitRequest.objects.get().state == "taken_back"


def test_withdrawing_by_a_typed_address_leads_back(serving, ada, as_):
    url = reverse("applicants:withdrawal", args=[serving.entry.application_id])
    found = [as_(ada).get(url).status_code, as_(ada).post(url).status_code]
    assert (found, state(serving)) == ([302, 422], "active")


def test_the_agency_does_not_read_who_asks_to_leave(serving, ada, pat, cora, as_):
    ask_to_leave(serving, by=ada, last_day=TODAY, reason="health_or_family")
    for url in ("/placements/", f"/placements/{serving.pk}/"):
        assert "leave" in text(as_(pat), url)
        assert "leave" not in text(as_(cora), url)


def test_opm_records_that_the_person_stays(serving, ada, pat, as_):
    url = f"/placements/{serving.pk}/exit-answer/"
    assert as_(pat).get(url).status_code == 404
    ask_to_leave(serving, by=ada, last_day=TODAY, reason="health_or_family")
    assert as_(pat).post(url, {"reason": "We agreed on remote work."}).status_code == 302
    assert ExitRequest.objects.get().state == "settled"


def test_completing_and_graduating_by_hand(serving, pat, as_):
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY)
    url = f"/placements/{serving.pk}/"
    assert "Complete the term" in text(as_(pat), url)
    assert as_(pat).post(f"{url}completion/").status_code == 302
    assert "Move to the alumni" in text(as_(pat), url)
    assert as_(pat).post(f"{url}graduation/").status_code == 302
    assert state(serving) == "alumni"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    count, software, va, treasury, cora, hank, tess, holly, pat, as_, django_assert_num_queries
):
    certificate = placements.certificate(software, holly)
    for number in range(count):
        person = people.account(f"p{number}@example.com", f"Person {number}")
        row = terms.at_work(
            placements.certified(person, certificate), placements.requisition(va, software, cora), hank, pat
        )
        ask_to_leave(row, by=person, last_day=TODAY, reason="resigned")
        there = placements.requisition(treasury, software, tess).seats.get()
        propose_move(row, there, by=pat, moves_on=TODAY + timedelta(days=3), reason="Why")
    client = as_(pat)
    client.get("/messages/")
    with django_assert_num_queries(6):
        client.get("/placements/")
    assert Placement.objects.count() == count
