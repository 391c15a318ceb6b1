"""Starting an application, or going on with the one there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions.application import start_application
from applicants.models import Application
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, Refused
from tests.factories import programme
from tests.factories.applicants import application

pytestmark = pytest.mark.django_db


def test_starts_a_draft_on_the_record(ada, cohort, software):
    draft = start_application(ada, cohort, by=ada)
    assert (draft.state, draft.candidate.user, draft.receipt_number) == ("draft", ada, None)
    assert [entry.act for entry in LedgerEntry.objects.about(draft)] == ["start"]


def test_a_second_start_goes_on_with_the_first(ada, cohort, software):
    first = start_application(ada, cohort, by=ada)
    assert start_application(ada, cohort, by=ada) == first
    assert Application.objects.count() == 1


def test_starts_anew_after_withdrawing(ada, cohort, software):
    application(ada, cohort, software, state="withdrawn")
    assert start_application(ada, cohort, by=ada).state == "draft"


def test_nothing_starts_while_no_track_is_open(ada, cohort):
    programme.track(cohort, closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="No track is open"):
        start_application(ada, cohort, by=ada)
    assert not Application.objects.exists()


def test_nobody_starts_for_somebody_else(ada, ben, cohort, software):
    with pytest.raises(NotAllowed):
        start_application(ada, cohort, by=ben)


def test_staff_do_not_apply(holly, cohort, software):
    with pytest.raises(NotAllowed):
        start_application(holly, cohort, by=holly)


def test_start_page_needs_no_account_and_stores_nothing(client, software):
    page = client.get("/apply/")
    assert page.status_code == 200
    assert "Software engineering" in page.text
    assert "/account/signup/?next=/apply/" in page.text
    assert not Application.objects.exists()


def test_start_page_says_when_nothing_is_open(client, cohort):
    assert "Nothing is open at this moment" in client.get("/apply/").text


def test_start_page_leads_back_to_the_draft(as_, ada, cohort, software):
    draft = application(ada, cohort, software)
    page = as_(ada).get("/apply/")
    assert f"/apply/{draft.pk}/" in page.text
    assert "Start your application" not in page.text


def test_staff_are_told_that_they_cannot_apply(as_, holly, software):
    assert "This is a staff account" in as_(holly).get("/apply/").text


def test_starting_without_an_open_track_is_refused_in_words(as_, ada, cohort):
    answer = as_(ada).post("/apply/drafts/", {"cohort": cohort.slug})
    assert answer.status_code == 422
    assert "No track is open" in answer.text


def test_an_unknown_cohort_is_not_found(as_, ada, cohort, software):
    assert as_(ada).post("/apply/drafts/", {"cohort": "x\x00y"}).status_code == 404
    assert as_(ada).post("/apply/drafts/", {}).status_code == 404
