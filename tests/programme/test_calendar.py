"""Cohorts and tracks: acts, refusals, and the pages of the programme manager."""

from datetime import timedelta

import pytest
from django.utils import timezone

from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.actions import cohort as cohorts
from techforce.programme.actions import track as tracks
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants, programme
from tests.factories.publishing import publishable, publishable_track

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def planned(db):
    made = publishable(programme.cohort(state="announced"))
    return publishable_track(made, opens_at=NOW + timedelta(days=1))


def test_cohort_without_tracks_is_not_announced(pat):
    made = cohorts.create_cohort("Cohort 9", "cohort-9", by=pat)
    with pytest.raises(Refused, match="at least one track"):
        cohorts.announce_cohort(made, by=pat)
    made.refresh_from_db()
    assert made.state == "planned"


@pytest.mark.parametrize("who", ["holly", "sam", "cora", "ada", "otto"])
def test_nobody_else_runs_the_calendar(who, request, planned, software):
    by = request.getfixturevalue(who)
    for act in (
        lambda: cohorts.create_cohort("No", "no", by=by),
        lambda: tracks.open_track(planned, by=by),
        lambda: tracks.extend_track(software, by=by, closes_at=NOW + timedelta(days=90), reason="No"),
        lambda: tracks.close_track(software, by=by, reason="No"),
        lambda: tracks.reschedule_track(planned, by=by, opens_at=NOW, closes_at=NOW + timedelta(days=1)),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_opening_by_hand_opens_now_and_starts_the_cohort(planned, pat):
    tracks.open_track(planned, by=pat)
    planned.refresh_from_db()
    assert planned.opens_at <= timezone.now()
    assert (planned.state, Cohort.objects.get().state) == ("open", "running")


def test_track_without_a_standard_does_not_open(pat):
    row = programme.track(programme.cohort(state="announced"), "data", state="planned")
    with pytest.raises(Refused, match="No published standard"):
        tracks.open_track(row, by=pat)
    row.refresh_from_db()
    assert (row.state, row.cohort.state) == ("planned", "announced")


def test_track_of_a_planned_cohort_does_not_open(pat):
    row = programme.track(programme.cohort(state="planned"), state="planned")
    with pytest.raises(Refused, match="Announce the cohort"):
        tracks.open_track(row, by=pat)


def test_track_whose_closing_has_passed_does_not_open(cohort, pat):
    row = programme.track(cohort, "data", state="planned", closes_at=NOW - timedelta(minutes=1))
    with pytest.raises(Refused, match="already passed"):
        tracks.open_track(row, by=pat)


def test_extension_is_on_the_record_and_told_to_every_open_draft(software, ada, ben, pat):
    applicants.application(ada, software.cohort, software)
    applicants.application(ben, software.cohort, software, "submitted")
    later = software.closes_at + timedelta(days=3)
    tracks.extend_track(software, by=pat, closes_at=later, reason="The site was away.")
    software.refresh_from_db()
    entry = LedgerEntry.objects.about(software).last()
    assert software.closes_at == later
    assert (entry.act, entry.reason, entry.data["closes_at"]) == (
        "extend",
        "The site was away.",
        later.isoformat(),
    )
    assert {note.recipient for note in Notification.objects.filter(kind="track_extended")} == {ada}


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=-1)])
def test_extension_goes_forward(shift, software, pat):
    with pytest.raises(Refused, match="later than the present one"):
        tracks.extend_track(software, by=pat, closes_at=software.closes_at + shift, reason="Why")


def test_extension_needs_a_reason(software, pat):
    with pytest.raises(ReasonNeeded):
        tracks.extend_track(software, by=pat, closes_at=software.closes_at + timedelta(days=1), reason="")


def test_extension_into_the_past_is_refused(cohort, pat):
    row = programme.track(cohort, "data", closes_at=NOW - timedelta(days=2))
    with pytest.raises(Refused, match="already passed"):
        tracks.extend_track(row, by=pat, closes_at=NOW - timedelta(days=1), reason="Why")


def test_open_track_is_extended_and_not_rescheduled(software, pat):
    with pytest.raises(WrongState):
        tracks.reschedule_track(software, by=pat, opens_at=NOW, closes_at=NOW + timedelta(days=9))


def test_closing_by_hand_closes_now_with_a_reason(software, pat):
    with pytest.raises(ReasonNeeded):
        tracks.close_track(software, by=pat)
    tracks.close_track(software, by=pat, reason="No seat is left.")
    software.refresh_from_db()
    assert software.closes_at <= timezone.now()
    assert not software.window_is_open


def page(row, rest):
    return f"/cohorts/{row.cohort.slug}/tracks/{row.key}/{rest}/"


def test_whole_way_through_the_pages(planned, pat, as_):
    client, slug = as_(pat), planned.cohort.slug
    window = {"opens_day_month": "1", "opens_day_day": "4", "opens_day_year": "2031", "opens_time": "09:00"}
    window |= {
        "closes_day_month": "2",
        "closes_day_day": "26",
        "closes_day_year": "2031",
        "closes_time": "23:59",
    }
    assert client.post(page(planned, "window"), window).status_code == 302
    planned.refresh_from_db()
    assert timezone.localtime(planned.closes_at).isoformat() == "2031-02-26T23:59:00-05:00"
    assert client.post(page(planned, "opening")).status_code == 302
    later = {name: value for name, value in window.items() if name.startswith("closes")}
    late = {**later, "closes_day_day": "27", "reason": "The site was away."}
    assert client.post(page(planned, "window"), late).status_code == 302
    assert client.post(page(planned, "closing"), {"reason": "Full."}).status_code == 302
    planned.refresh_from_db()
    assert planned.state == "closed"
    html = client.get(f"/cohorts/{slug}/").content.decode()
    for words in ("Deadline extended", "The site was away.", "Window moved"):
        assert words in html


def test_refused_extension_keeps_what_was_typed(software, pat, as_):
    typed = {
        "closes_day_month": "1",
        "closes_day_day": "4",
        "closes_day_year": "2020",
        "closes_time": "09:00",
    }
    response = as_(pat).post(page(software, "window"), {**typed, "reason": "Kept words"})
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()


def test_stage_moves_only_by_acts_without_a_reason(cohort, pat, as_):
    client = as_(pat)
    assert client.post(f"/cohorts/{cohort.slug}/stage/", {"move": "cancel"}).status_code == 404
    assert client.post(f"/cohorts/{cohort.slug}/stage/", {"move": "announce"}).status_code == 409
    assert client.post(f"/cohorts/{cohort.slug}/stage/", {"move": "place"}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.state == "placing"


def test_cancelling_a_cohort(pat, as_):
    made = programme.cohort(state="planned")
    url = f"/cohorts/{made.slug}/cancellation/"
    assert as_(pat).post(url, {"reason": ""}).status_code == 422
    assert as_(pat).post(url, {"reason": "Not now."}).status_code == 302
    made.refresh_from_db()
    assert made.state == "cancelled"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(count, pat, as_, django_assert_num_queries):
    for _ in range(count):
        made = programme.cohort()
        for key in "abc"[:count]:
            programme.track(made, key)
    client = as_(pat)
    client.get("/messages/")  # the first request of a session also writes when it began
    with django_assert_num_queries(4):
        client.get("/cohorts/")
    with django_assert_num_queries(6):
        client.get(f"/cohorts/{made.slug}/")
