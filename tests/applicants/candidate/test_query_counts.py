"""Pages ask the database the same number of questions however much there is."""

import pytest
from django.test import Client

from applicants.forms.application import STEP_FORMS
from applicants.forms.filling import filled
from applicants.models import ApplicationSkill
from tests.factories import programme
from tests.factories.applicants import application
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def grow(draft, cohort, count):
    for number in range(count):
        programme.track(cohort, f"track-{number}", order=number)
        ApplicationSkill.objects.create(application=draft, skill=programme.skill(f"skill-{number}"), level=2)
        draft.places.add(programme.DutyStation.objects.create(key=f"p{number}", city=f"Town {number}"))
        older = programme.cohort()
        application(draft.candidate.user, older, state="withdrawn")


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("contact", 13), ("tracks", 16), ("terms", 15), ("review", 31), ("status", 21), ("start", 8)],
)
def test_constant(ada, cohort, software, django_assert_num_queries, path, queries, more):
    draft = application(ada, cohort, software)
    grow(draft, cohort, more)
    client = signed_in(ada)
    url = {"status": "/status/", "start": "/apply/"}.get(path, f"/apply/{draft.pk}/{path}/")
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_the_public_start_page(cohort, software, django_assert_num_queries, more):
    for number in range(more):
        programme.track(cohort, f"track-{number}")
    with django_assert_num_queries(1):
        assert Client().get("/apply/").status_code == 200


CHANGES = {
    "contact": {"phone": "202-555-0199"},
    "eligibility": {"citizenship": "national"},
    "tracks": {"second_track": ""},
    "work": {"experience": "from_8"},
    "terms": {"travel_ok": "no"},
}


@pytest.mark.parametrize("go", ["next", "autosave"])
@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(
    ("step", "queries"), [("contact", 11), ("eligibility", 8), ("tracks", 16), ("work", 8), ("terms", 12)]
)
def test_saving_a_step(ada, cohort, software, django_assert_num_queries, step, queries, more, go):
    draft = application(ada, cohort, software)
    other = programme.track(cohort, "other")
    draft.track_choices.create(track=other, order=2)
    grow(draft, cohort, more)
    client, path = signed_in(ada), f"/apply/{draft.pk}/{step}/"
    client.get(path)
    sent = dict(filled(STEP_FORMS[step], draft).data)
    sent |= {"lock_version": "0", "page": "a" * 16, "turn": "1", "go": go, **CHANGES[step]}
    with django_assert_num_queries(queries):
        answer = client.post(f"{path}?autosave=1" if go == "autosave" else path, sent)
    assert answer.status_code == (200 if go == "autosave" else 302)
    draft.refresh_from_db()
    assert draft.lock_version == 1
