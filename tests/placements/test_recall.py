"""A new round brings people back from reserve, and nobody who holds a seat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from placements.actions.ranking_window import set_ranking_window
from techforce.notifications.models import Notification
from tests.factories import placements
from tests.support.states import field_values


@pytest.fixture
def certificate(software, holly):
    return placements.certificate(software, holly)


def open_again(cohort, pat):
    now = timezone.now()
    set_ranking_window(
        cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=7), reason="Seats are open again."
    )


def state(entry):
    return field_values(entry, "state")["state"]


def test_people_in_reserve_can_rank_again_and_are_told_once(cohort, certificate, ada, pat):
    entry = placements.certified(ada, certificate, state="reserve")
    open_again(cohort, pat)
    open_again(cohort, pat)
    assert state(entry) == "available"
    assert Notification.objects.filter(kind="entry_recalled", recipient=ada, channel="inbox").count() == 1


def test_who_holds_a_seat_stays_where_they_are(cohort, certificate, ada, pat, holly, software):
    accepted = placements.certified(ada, certificate, state="accepted")
    other = placements.entry(accepted.application, placements.certificate(software, holly), state="reserve")
    open_again(cohort, pat)
    assert (state(accepted), state(other)) == ("accepted", "reserve")


def test_an_expired_certificate_brings_nobody_back(cohort, software, ada, pat, holly):
    old = placements.certificate(software, holly, expires_on=timezone.localdate() - timedelta(days=1))
    entry = placements.certified(ada, old, state="reserve")
    open_again(cohort, pat)
    assert state(entry) == "reserve"


def test_closing_ranking_recalls_nobody(cohort, certificate, ada, pat):
    entry = placements.certified(ada, certificate, state="reserve")
    now = timezone.now()
    set_ranking_window(
        cohort, by=pat, opens_at=now - timedelta(days=2), closes_at=now, reason="Closing early."
    )
    assert state(entry) == "reserve"
