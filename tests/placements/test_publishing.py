"""The set minute: everything at once at it, and nothing anywhere before it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Seat
from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.publishing import publish_match_run
from placements.models import MatchRun, Offer
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import Refused, WrongState
from techforce.workflow.kernel import apply
from techforce.workflow.replay import mismatches
from tests.factories import placements as make
from tests.factories import programme
from tests.support.runs import carried_out
from tests.support.states import at_state


@pytest.fixture
def completed(closed, cohort, pat):
    return carried_out(create_match_run(cohort, by=pat))


@pytest.fixture
def approved(completed, pat, sam):
    send_for_approval(completed, by=pat)
    approve_match_run(completed, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    return completed


@pytest.fixture
def due(approved):
    """An approved run whose minute has come."""
    MatchRun.objects.filter(pk=approved.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    approved.refresh_from_db()
    return approved


def states(market):
    for row in (*market.people, market.va, market.treasury):
        row.refresh_from_db()
    return {
        "entries": [row.state for row in market.people],
        "requisitions": [market.va.state, market.treasury.state],
        "seats": sorted(Seat.objects.values_list("state", flat=True)),
        "offers": list(Offer.objects.values_list("state", flat=True)),
    }


def test_the_minute_seats_everybody_in_one_act(due, closed):
    assert publish_due_runs(timezone.now()) == 1
    assert states(closed) == {
        "entries": ["available", "matched", "matched"],
        "requisitions": ["filling", "filling"],
        "seats": ["matched", "matched"],
        "offers": ["drafted", "drafted"],
    }
    assert mismatches() == []


def test_offers_join_person_and_seat_of_the_result(due, closed):
    publish_match_run(due)
    pairs = {
        (row.entry_id, row.seat.requisition_id, row.run_id) for row in Offer.objects.select_related("seat")
    }
    assert pairs == {(closed.two.pk, closed.va.pk, due.pk), (closed.three.pk, closed.treasury.pk, due.pk)}


def test_everybody_is_told_once(due, closed, cora, tess):
    publish_match_run(due)
    told = Notification.objects.filter(channel="inbox", event__at__gte=due.state_since - timedelta(minutes=1))
    kinds = sorted(
        (row.kind, row.recipient.email) for row in told.filter(kind__in=PUBLISHED).select_related("recipient")
    )
    assert kinds == sorted(
        [
            ("entry_matched", closed.user("two").email),
            ("entry_matched", closed.user("three").email),
            ("result_unplaced", closed.user("one").email),
            ("result_for_agency", cora.email),
            ("result_for_agency", tess.email),
        ]
    )


PUBLISHED = ["entry_matched", "result_unplaced", "result_for_agency"]


def test_publishing_twice_changes_nothing(due, closed):
    publish_due_runs(timezone.now())
    before = (states(closed), LedgerEntry.objects.count(), Notification.objects.count())
    assert publish_due_runs(timezone.now()) == 0
    with pytest.raises(WrongState):
        publish_match_run(due)
    assert (states(closed), LedgerEntry.objects.count(), Notification.objects.count()) == before


def test_nothing_is_published_before_its_minute(approved, closed):
    before = states(closed)
    assert publish_due_runs(timezone.now()) == 0
    with pytest.raises(Refused, match="minute has not come"):
        publish_match_run(approved)
    assert states(closed) == before


def test_a_run_that_nobody_approved_is_never_published(completed):
    MatchRun.objects.update(publish_at=timezone.now())
    assert publish_due_runs(timezone.now()) == 0


def test_somebody_who_withdrew_meanwhile_leaves_the_seat_open(due, closed):
    apply(closed.two, "withdraw", by=None)
    publish_match_run(due)
    assert states(closed)["entries"] == ["available", "withdrawn", "matched"]
    assert closed.va.state == "ranking_closed"
    assert [seat.state for seat in closed.va.seats.all()] == ["open"]


def test_a_seat_that_was_cancelled_meanwhile_leaves_the_person_available(due, closed):
    apply(closed.va.seats.get(), "cancel", by=None)
    publish_match_run(due)
    assert states(closed)["entries"] == ["available", "available", "matched"]
    assert Notification.objects.filter(kind="result_unplaced", recipient=closed.user("two")).exists()


def test_a_requisition_that_was_suspended_meanwhile_stays_suspended(due, closed, pat):
    apply(closed.va, "suspend", by=pat, reason="Money is being checked.")
    publish_match_run(due)
    assert states(closed)["requisitions"] == ["suspended", "filling"]


def test_a_failure_in_the_middle_publishes_nothing(due, closed, monkeypatch):
    before = (states(closed), LedgerEntry.objects.count())
    # A second live offer for the last entry breaks the database's own rule in the middle of the act.
    seat = make.requisition(closed.va.agency, closed.va.track, closed.va.created_by).seats.get()
    at_state(Offer(entry=closed.three, seat=seat), "drafted")
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        publish_match_run(due)
    due.refresh_from_db()
    after = states(closed)
    assert (due.state, after["entries"], after["requisitions"]) == (
        "approved",
        before[0]["entries"],
        before[0]["requisitions"],
    )


def test_an_entry_in_another_track_goes_to_reserve_and_says_why(closed, cohort, pat, sam, holly):
    data = programme.track(cohort, key="data-science")
    other = make.entry(closed.two.application, make.certificate(data, holly))
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    publish_match_run(MatchRun.objects.get())
    other.refresh_from_db()
    assert other.state == "reserve"
    told = Notification.objects.get(kind="entry_reserve", channel="inbox")
    assert "You are matched in another track" in told.body
