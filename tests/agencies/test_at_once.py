"""Two people at once: seats and numbers are spent once."""

import pytest

from agencies.actions.publication import publish_requisition
from agencies.actions.requisition import Stale, create_requisition, save_requisition
from agencies.actions.seat import fill_seat
from agencies.models import Requisition, Seat
from techforce.workflow.errors import WrongState
from tests.factories import agencies
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_publishing_twice_opens_the_seats_once(va, software, pat):
    row = agencies.requisition(va, software, "validated", seats=3)
    agencies.funding(row)
    copies = [Requisition.objects.select_related("track__cohort").get(pk=row.pk) for _ in range(2)]
    results = at_once(*[lambda copy=copy: publish_requisition(copy, by=pat) for copy in copies])
    assert results.count(WrongState) == 1
    assert list(Seat.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_drafts_made_at_once_have_numbers_of_their_own(va, software, cora):
    made = at_once(
        *[lambda: create_requisition(va, by=cora, title="At once", track=software) for _ in range(4)]
    )
    assert len({row.number for row in made}) == 4


def test_of_two_editors_one_is_told(va, software, cora):
    row = agencies.requisition(va, software, created_by=cora)
    copies = [Requisition.objects.get(pk=row.pk) for _ in range(2)]
    acts = [
        lambda copy=copy, n=n: save_requisition(copy, by=cora, lock_version=0, values={"title": f"Title {n}"})
        for n, copy in enumerate(copies)
    ]
    assert at_once(*acts).count(Stale) == 1
    row.refresh_from_db()
    assert row.lock_version == 1


def test_last_two_seats_filled_at_once_fill_the_requisition(va, software):
    row = agencies.requisition(va, software, "filling", seats=2)
    seats = agencies.seats(row, "offered", "offered")
    copies = [Seat.objects.get(pk=seat.pk) for seat in seats]
    at_once(*[lambda copy=copy: fill_seat(copy) for copy in copies])
    row.refresh_from_db()
    assert row.state == "filled"
