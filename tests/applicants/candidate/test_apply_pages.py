"""The no-script path of an application, from the start page to the receipt."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applicants.models import Application
from techforce.accounts.models import User
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from tests.factories import programme
from tests.factories.applicants import STORY
from tests.factories.resumes import pdf

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def post_step(client: Client, application: Application, step: str, **answers: object):
    """Fill in one step as a browser without script does."""
    application.refresh_from_db()
    data = {"lock_version": application.lock_version, "page": "0" * 16, "go": "next", **answers}
    return client.post(f"/apply/{application.pk}/{step}/", data)


def test_the_whole_way_without_script(as_: As, ada: User, cohort: Cohort, software: Track) -> None:
    data = programme.track(cohort, "data-science")
    python = programme.skill("python")
    client = as_(ada)

    assert client.get("/apply/").status_code == 200
    answer = client.post("/apply/drafts/", {"cohort": cohort.slug})
    application = Application.objects.get()
    assert answer.url == f"/apply/{application.pk}/contact/"

    answer = post_step(
        client,
        application,
        "contact",
        given_name="Ada",
        family_name="Quill",
        phone="202-555-0142",
        city="Arlington",
        state_code="VA",
    )
    assert answer.url == f"/apply/{application.pk}/eligibility/"
    answer = post_step(
        client,
        application,
        "eligibility",
        citizenship="citizen",
        is_adult="yes",
        can_work_full_time="yes",
        conduct_agreed="yes",
    )
    assert answer.url == f"/apply/{application.pk}/tracks/"
    answer = post_step(
        client,
        application,
        "tracks",
        first_track=str(software.pk),
        second_track=str(data.pk),
        **{f"skills_{python.pk}": "3"},
    )
    assert answer.url == f"/apply/{application.pk}/work/"
    answer = post_step(client, application, "work", experience="from_4", work_story=STORY)
    assert answer.url == f"/apply/{application.pk}/terms/"
    answer = post_step(
        client,
        application,
        "terms",
        minimum_grade=programme.grade().pk,
        places=[programme.station("washington").pk, programme.station("remote").pk],
        start_from_month="4",
        start_from_day="6",
        start_from_year="2027",
        start_by_month="9",
        start_by_day="1",
        start_by_year="2027",
        clearance_held="0",
        clearance_willing="2",
        travel_ok="yes",
        on_site_ok="no",
    )
    assert answer.url == f"/apply/{application.pk}/resume/"
    file = SimpleUploadedFile("resume.pdf", pdf("Built services for public benefits"), "application/pdf")
    answer = client.post(f"/apply/{application.pk}/resume/", {"resume": file}, follow=True)
    assert "Built services for public benefits" in answer.text

    page = client.get(f"/apply/{application.pk}/review/")
    assert page.status_code == 200
    assert "still missing" not in page.text
    answer = client.post(
        f"/apply/{application.pk}/submission/", {"true_statement": "on", "privacy": "on"}, follow=True
    )
    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.receipt_number in answer.text
    assert [choice.track for choice in application.track_choices.all()] == [software, data]
    assert set(application.consents.values_list("kind", flat=True)) == {"true_statement", "privacy"}
    sent = Notification.objects.filter(recipient=ada, kind="application_received")
    assert sorted(sent.values_list("channel", flat=True)) == ["email", "inbox"]
