"""The checklist before a cohort is announced and its tracks open: each gap blocks, is named, and leads to where it is mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import AgencyMembership
from applicants.models import Competency
from techforce.access.models import Grant
from techforce.audit.models import LedgerEntry
from techforce.programme.actions import cohort as cohorts
from techforce.programme.actions import track as tracks
from techforce.programme.checklist import Unready, checklist
from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import programme
from tests.factories.publishing import SET_UP, publishable, publishable_track

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def planned():
    """A planned cohort with one track and nothing missing."""
    made = publishable(programme.cohort(state="planned"))
    publishable_track(made, opens_at=NOW + timedelta(days=1))
    return made


GAPS = {
    "windows": lambda: Track.objects.update(
        closes_at=NOW - timedelta(days=1), opens_at=NOW - timedelta(days=2)
    ),
    "ranking": lambda: Cohort.objects.update(ranking_closes_at=None),
    "announcement": lambda: Cohort.objects.update(announcement=""),
    "descriptions": lambda: Track.objects.update(description=" "),
    "term": lambda: Cohort.objects.update(term_authority=""),
    "unranked": lambda: Cohort.objects.update(unranked_policy=""),
    "grades": lambda: Grade.objects.all().delete(),
    "stations": lambda: DutyStation.objects.all().delete(),
    "skills": lambda: Skill.objects.all().delete(),
    "approver": lambda: Grant.objects.filter(role="approver").update(revoked_at=NOW),
    "standards": lambda: Competency.objects.filter(order=1).delete(),
    "coordinators": lambda: AgencyMembership.objects.update(ended_at=NOW),
}
MENDED = {
    "windows": "/window/",
    "ranking": "/matches/window/",
    "announcement": "/setup/",
    "descriptions": "/setup/",
    "term": "/setup/",
    "unranked": "/setup/",
}


def fresh(row):
    row.refresh_from_db()
    return row


def test_nothing_missing_is_announced(planned, pat):
    assert [line.key for line in checklist(planned, list(planned.tracks.all()))] == list(GAPS)
    cohorts.announce_cohort(planned, by=pat)
    assert planned.state == "announced"


@pytest.mark.parametrize("key", GAPS)
def test_each_gap_blocks_the_announcement(key, planned, pat, as_):
    GAPS[key]()
    with pytest.raises(Unready) as refused:
        cohorts.announce_cohort(fresh(planned), by=pat)
    assert [line.key for line in refused.value.gaps] == [key]
    response = as_(pat).post(f"/cohorts/{planned.slug}/stage/", {"move": "announce"})
    html = response.content.decode()
    assert (response.status_code, refused.value.gaps[0].missing in html) == (409, True)
    assert MENDED.get(key, "") in html
    assert fresh(planned).state == "planned"


@pytest.mark.parametrize("key", [key for key in GAPS if key != "windows"])
def test_each_gap_blocks_the_opening(key, planned, pat, as_):
    cohorts.announce_cohort(planned, by=pat)
    GAPS[key]()
    track = planned.tracks.get()
    for by in (pat, None):
        with pytest.raises(Unready):
            tracks.open_track(track, by=by)
    response = as_(pat).post(f"/cohorts/{planned.slug}/tracks/software/opening/")
    assert (response.status_code, fresh(track).state) == (409, "planned")


def test_every_gap_is_told_at_once(planned, pat):
    for key in ("announcement", "term", "approver"):
        GAPS[key]()
    with pytest.raises(Unready) as refused:
        cohorts.announce_cohort(fresh(planned), by=pat)
    assert [line.key for line in refused.value.gaps] == ["announcement", "term", "approver"]


def test_one_track_opens_while_another_is_not_ready(planned, pat):
    cohorts.announce_cohort(planned, by=pat)
    programme.track(planned, "bare", state="planned")
    track = planned.tracks.get(key="software")
    tracks.open_track(track, by=pat)
    assert track.state == "open"


def test_setting_up_through_the_page(pat, as_):
    made = programme.cohort(state="planned")
    url = f"/cohorts/{made.slug}/setup/"
    assert as_(pat).post(url, {**SET_UP, "term_months": "0"}).status_code == 422
    assert as_(pat).post(url, {**SET_UP, "unranked_policy": "made-up"}).status_code == 422
    assert as_(pat).post(url, SET_UP).status_code == 302
    assert (fresh(made).term_authority, made.extension_months) == ("5 CFR 213", 12)
    assert LedgerEntry.objects.about(made).last().act == "set_up"


def test_after_the_announcement_a_change_needs_a_reason(planned, pat, holly, as_):
    cohorts.announce_cohort(planned, by=pat)
    with pytest.raises(ReasonNeeded):
        cohorts.set_up_cohort(planned, by=pat, **SET_UP)
    with pytest.raises(NotAllowed):
        cohorts.set_up_cohort(planned, by=holly, **SET_UP, reason="Why")
    response = as_(pat).post(f"/cohorts/{planned.slug}/setup/", SET_UP)
    assert (response.status_code, "Give a reason" in response.content.decode()) == (422, True)
    cohorts.set_up_cohort(planned, by=pat, **{**SET_UP, "term_months": 12}, reason="The statute changed.")
    assert fresh(planned).term_months == 12


def test_terms_stand_once_people_are_placed(pat):
    made = programme.cohort(state="placing")
    with pytest.raises(WrongState):
        cohorts.set_up_cohort(made, by=pat, **SET_UP, reason="Why")


@pytest.mark.parametrize("wrong", [{"term_months": 0}, {"extension_months": -1}, {"unranked_policy": "x"}])
def test_terms_that_make_no_sense_are_refused(wrong, pat):
    made = programme.cohort(state="planned")
    with pytest.raises(Refused):
        cohorts.set_up_cohort(made, by=pat, **{**SET_UP, **wrong})


def test_the_public_reads_the_announcement(planned, pat, client):
    assert SET_UP["announcement"] not in client.get("/tracks/").content.decode()
    cohorts.announce_cohort(planned, by=pat)
    from tests.support.caching import forget_own_keys

    forget_own_keys()
    assert SET_UP["announcement"] in client.get("/tracks/").content.decode()


def test_a_cohort_goes_its_whole_way(pat, as_):
    made = programme.cohort(state="running")
    for move, state in (
        ("place", "placing"),
        ("serve", "serving"),
        ("complete", "completed"),
        ("archive", "archived"),
    ):
        assert as_(pat).post(f"/cohorts/{made.slug}/stage/", {"move": move}).status_code == 302
        assert fresh(made).state == state
        assert as_(pat).post(f"/cohorts/{made.slug}/stage/", {"move": move}).status_code == 409
