"""A cohort from the template: tracks, windows and a standard for each."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from applicants.models import Competency, Rubric
from techforce.operations.reference import make_cohort, read
from techforce.programme.actions.cohort import announce_cohort
from techforce.programme.actions.track import open_track
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed
from tests.factories.publishing import publishable

pytestmark = pytest.mark.django_db
WINDOW = ("--opens=2027-01-04T09:00", "--closes=2027-02-26T23:59")


def cohort(**options: object) -> Cohort:
    now = timezone.now()
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}
    return make_cohort("Cohort 1", "cohort-1", **{**window, **options})


def test_has_the_six_tracks_in_order():
    keys = cohort().tracks.values_list("key", flat=True)
    assert list(keys) == ["software", "data", "ai", "cybersecurity", "product", "leadership"]


def test_each_track_has_a_standard_of_five_competencies_with_five_anchors():
    made = cohort()
    assert Rubric.objects.filter(track__cohort=made, version=1, frozen_at=None).count() == 6
    for rubric in Rubric.objects.all():
        weights = rubric.competencies.values_list("weight", flat=True)
        assert (len(weights), sum(weights)) == (5, 100)
    assert {len(row.anchors) for row in Competency.objects.all()} == {5}


def test_every_competency_of_the_template_is_used():
    found = read("tracks")
    assert {name for track in found["tracks"] for name in track["competencies"]} == set(found["competencies"])


def test_opening_a_track_freezes_its_standard_and_no_other(pat):
    made = publishable(cohort(by=pat))
    announce_cohort(made, by=pat)
    software = made.tracks.get(key="software")
    open_track(software, by=pat)
    frozen = Rubric.objects.exclude(frozen_at=None).values_list("track__key", flat=True)
    assert list(frozen) == ["software"]
    made.refresh_from_db()
    assert made.state == "running"


def test_only_some_tracks():
    assert list(cohort(track_keys=["ai", "data"]).tracks.values_list("key", flat=True)) == ["ai", "data"]


def test_nobody_else_makes_a_cohort(holly):
    with pytest.raises(NotAllowed):
        cohort(by=holly)
    assert not Cohort.objects.exists()


def test_command_reads_times_as_washingtons():
    call_command("make_cohort", "Cohort 7", *WINDOW, stdout=StringIO())
    track = Cohort.objects.get(slug="cohort-7").tracks.first()
    assert timezone.localtime(track.opens_at).isoformat() == "2027-01-04T09:00:00-05:00"


def test_command_refuses_a_name_that_is_taken():
    cohort()
    with pytest.raises(CommandError, match="already a cohort named Cohort 1"):
        call_command("make_cohort", "Cohort 1", *WINDOW)


PAGE = {
    "name": "Cohort 2",
    "tracks": ["software", "ai"],
    "opens_day_month": "1",
    "opens_day_day": "4",
    "opens_day_year": "2031",
    "opens_time": "09:00",
    "closes_day_month": "2",
    "closes_day_day": "26",
    "closes_day_year": "2031",
    "closes_time": "23:59",
}


def test_page_makes_a_planned_cohort(pat, as_):
    response = as_(pat).post("/cohorts/new/", PAGE)
    made = Cohort.objects.get()
    assert (response.status_code, response.url) == (302, "/cohorts/cohort-2/")
    assert (made.state, made.tracks.count(), Rubric.objects.count()) == ("planned", 2, 2)


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "New"}, {"tracks": []}, {"tracks": ["magic"]}, {"closes_day_year": "2030"}],
)
def test_page_names_what_is_wrong(changes, pat, as_):
    assert as_(pat).post("/cohorts/new/", PAGE | changes).status_code == 422
    assert not Cohort.objects.exists()


def test_page_keeps_a_name_once(pat, as_):
    client = as_(pat)
    client.post("/cohorts/new/", PAGE)
    response = client.post("/cohorts/new/", PAGE)
    assert response.status_code == 422
    assert "already a cohort" in response.content.decode()
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize("who", ["holly", "cora", "ada", "otto"])
def test_page_is_for_programme_managers(who, request, as_):
    assert as_(request.getfixturevalue(who)).post("/cohorts/new/", PAGE).status_code == 403
