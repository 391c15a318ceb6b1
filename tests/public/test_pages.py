"""The public pages: open to all, counted from rows, cheap, and the same for every visitor."""

import pytest
from django.test import Client

from placements.queries.remembering import forget_all
from techforce.operations.reference import load_reference
from tests.factories import agencies, programme
from tests.support.caching import forget_own_keys

pytestmark = pytest.mark.django_db
PATHS = [
    "/",
    "/work/",
    "/tracks/",
    "/tracks/software/",
    "/agencies/",
    "/partners/",
    "/how-it-works/",
    "/how-it-works/fit/",
    "/about/",
    "/accessibility/",
    "/privacy/",
]
# Lists that a visitor can filter are read anew; everything else comes from the cache.
QUERIES = {"/work/": 1}


@pytest.fixture(autouse=True)
def _fresh(db: None):
    forget_all()
    yield
    forget_all()


@pytest.mark.parametrize("path", PATHS)
def test_opens_without_account(path, software):
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/tracks/software/"])
def test_holds_when_nothing_is_known_yet(path):
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("count", [1, 3])
def test_costs_no_query_once_counted(path, count, software, django_assert_num_queries):
    for _ in range(count):
        agencies.published(software)
    Client().get(path)
    with django_assert_num_queries(QUERIES.get(path, 0)):
        Client().get(path)


@pytest.mark.parametrize("path", PATHS)
def test_any_cache_may_keep_it_and_ask_again(path, software):
    first = Client().get(path)
    assert first.headers["Cache-Control"] == "public, max-age=30"
    assert not first.cookies
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_page_of_somebody_signed_in_is_kept_by_nobody(ada, as_, software):
    response = as_(ada).get("/")
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", PATHS)
def test_answers_while_the_cache_is_away(path, software, settings):
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert Client().get(path).status_code == 200


def test_front_page_counts_the_seats(software):
    agencies.published(software, seats=3)
    agencies.published(software, seats=2, state="suspended")
    response = Client().get("/")
    assert (response.context["seats"].open, response.context["seats"].filled) == (3, 0)
    assert ("3", "funded seats") in response.context["facts"]


def test_front_page_names_the_first_closing_window(cohort, software):
    assert Client().get("/").context["window"] == software.closes_at


def test_window_that_closed_a_moment_ago_is_closed_although_remembered(software, monkeypatch):
    assert Client().get("/").context["window"] == software.closes_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: software.closes_at)
    assert Client().get("/").context["window"] is None


def test_planned_cohort_is_not_public():
    hidden = programme.cohort(state="planned")
    programme.track(hidden, "secret-track", state="planned")
    assert "secret-track" not in Client().get("/tracks/").content.decode()
    assert Client().get("/tracks/secret-track/").status_code == 404


def test_track_shows_its_standard_only_once_it_is_fixed(software):
    from applicants.actions.rubric import create_rubric, freeze_rubric
    from techforce.operations.reference import standard

    create_rubric(software, standard("software"), by=None)
    assert "Engineering choices" not in Client().get("/tracks/software/").content.decode()
    forget_own_keys()
    freeze_rubric(software, by=None)
    page = Client().get("/tracks/software/")
    assert [item.name for item in page.context["standard"]][1] == "Engineering choices"


def test_rosters_come_from_the_rows():
    load_reference()
    page = Client().get("/agencies/")
    assert [a.acronym for a in page.context["agencies"] if a.bureaus] == ["HHS", "TREAS"]
    assert len(page.context["agencies"]) == 16
    sectors, platforms = (
        Client().get("/partners/").context["sectors"],
        Client().get("/partners/").context["platforms"],
    )
    assert sum(len(companies) for _, companies in sectors) == 29
    assert [platform.name for platform in platforms] == ["NobleReach Foundation"]
    assert "White House Office of Science and Technology Policy" in Client().get("/about/").content.decode()


def test_cache_that_goes_away_costs_nothing_that_was_just_counted(
    software, settings, django_assert_num_queries
):
    Client().get("/")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with django_assert_num_queries(0):
        Client().get("/")
