"""Published projects: what a visitor reads before ranking, and what they never read."""

import pytest
from django.test import Client

from agencies.models import Requisition
from placements.models import Certificate, CertificateEntry
from placements.queries.remembering import forget_all
from tests.factories import agencies, applicants, programme
from tests.support.states import at_state

pytestmark = pytest.mark.django_db
HIDDEN = ["draft", "submitted", "returned", "validated", "suspended", "closed_short", "cancelled"]
SHOWN = ["published", "ranking_closed", "in_match", "filling", "filled"]


@pytest.fixture(autouse=True)
def _fresh(db: None):
    forget_all()
    yield
    forget_all()


@pytest.mark.parametrize("state", HIDDEN)
def test_not_public_is_not_found(state, va, software):
    row = agencies.requisition(va, software, state)
    assert Client().get(f"/work/{row.number}/").status_code == 404
    assert row.title not in Client().get("/work/").content.decode()


@pytest.mark.parametrize("state", SHOWN)
def test_public_is_listed_and_opens(state, software):
    row = agencies.published(software, state=state)
    assert Client().get(f"/work/{row.number}/").status_code == 200
    assert row.title in Client().get("/work/").content.decode()


def test_every_known_state_is_decided_here():
    assert {state.key for state in Requisition.WORKFLOW.states} == {*HIDDEN, *SHOWN}


def test_of_a_planned_cohort_is_not_public():
    row = agencies.published(programme.track(programme.cohort(state="planned")))
    assert Client().get(f"/work/{row.number}/").status_code == 404


def test_page_says_what_one_decides_by(software):
    row = agencies.published(software, seats=3, remote_ok=True, clearance=2)
    page = Client().get(f"/work/{row.number}/").content.decode()
    for fact in (
        "Department of Veterans Affairs",
        "Washington, DC or remote",
        "GS-13",
        "Secret",
        "3 open",
        "Python",
    ):
        assert fact in page
    assert "Pay a year" not in page


def test_pay_is_shown_where_it_is_data(software):
    row = agencies.published(software)
    type(row.grade).objects.update(pay_from=90000, pay_to=120000)
    assert "$90,000 to $120,000" in Client().get(f"/work/{row.number}/").content.decode()


def test_no_person_of_the_agency_is_named(software, ada, as_):
    row = agencies.published(software)
    for client in (Client(), as_(ada)):
        page = client.get(f"/work/{row.number}/").content.decode()
        for secret in ("Sigrid", "sigrid.vane", "Carl Ito", "carl.ito", "Wren Holt", "Hale Roy"):
            assert secret not in page


def test_supervisor_is_named_to_people_on_the_certificate(software, ada, ben, pat, as_):
    row = agencies.published(software)
    application = applicants.application(ada, software.cohort, software, "certified")
    issued = Certificate.objects.create(track=software, number="SW-1", issued_by=pat, expires_on="2030-01-01")
    at_state(CertificateEntry(certificate=issued, application=application, score=700), "available")
    assert "Sigrid Vane" in as_(ada).get(f"/work/{row.number}/").content.decode()
    assert "Sigrid Vane" not in as_(ben).get(f"/work/{row.number}/").content.decode()


def test_choice_by_track_and_remote(cohort, software):
    data = programme.track(cohort, "data")
    here, there = agencies.published(software), agencies.published(data, remote_ok=True)
    titles = lambda query: [row.title for row in Client().get(f"/work/{query}").context["projects"]]  # noqa: E731
    assert titles("?track=data") == [there.title]
    assert titles("?track=software") == [here.title]
    assert titles("?remote=1") == [there.title]
    assert titles("?track=unknown") == [there.title, here.title]


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_three_queries(count, software, django_assert_num_queries):
    row, *_ = [agencies.published(software) for _ in range(count)]
    with django_assert_num_queries(3):
        Client().get(f"/work/{row.number}/")
