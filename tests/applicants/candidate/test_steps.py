"""Saving steps: what is kept, what is refused, and who may."""

import pytest

from applicants.actions.application import save_step
from applicants.models import Application
from applicants.rules.refusals import StalePage
from techforce.workflow.errors import NotAllowed, WrongState
from tests.factories import programme
from tests.factories.applicants import STORY, application
from tests.support.states import field_values

pytestmark = pytest.mark.django_db
PAGE = "a" * 16


@pytest.fixture
def draft(ada, cohort, software):
    return application(ada, cohort, software)


def post(client, draft, step, query="", **answers):
    version = field_values(draft, "lock_version")["lock_version"]
    data = {"lock_version": version, "page": PAGE, "go": "next", **answers}
    return client.post(f"/apply/{draft.pk}/{step}/{query}", data)


def work(**answers):
    return {"experience": "from_8", "work_story": STORY, **answers}


@pytest.mark.parametrize("step", ["contact", "eligibility", "tracks", "work", "terms", "resume", "review"])
@pytest.mark.parametrize("query", ["", "?check=1"])
def test_every_step_opens(as_, ada, draft, step, query):
    assert as_(ada).get(f"/apply/{draft.pk}/{step}/{query}").status_code == 200


@pytest.mark.parametrize("step", ["contact", "eligibility", "tracks", "work", "terms"])
def test_a_complete_draft_shows_no_problem_when_checked(as_, ada, draft, step):
    assert 'id="error-summary"' not in as_(ada).get(f"/apply/{draft.pk}/{step}/?check=1").text


def test_next_keeps_the_answers_and_leads_on(as_, ada, draft):
    answer = post(as_(ada), draft, "work", **work())
    assert answer.url == f"/apply/{draft.pk}/terms/"
    assert field_values(draft, "experience")["experience"] == "from_8"


def test_a_short_story_is_kept_and_named(as_, ada, draft):
    answer = post(as_(ada), draft, "work", **work(work_story="Too short"))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "Write at least 150 words. Your story is 2 words now" in answer.text
    assert 'href="#id_work_story"' in answer.text
    assert field_values(draft, "work_story")["work_story"] == "Too short"


def test_a_long_story_is_kept_and_named(as_, ada, draft):
    answer = post(as_(ada), draft, "work", **work(work_story="word " * 251))
    assert answer.status_code == 422
    assert "Write at most 250 words. Your story is 251 words now" in answer.text


def test_later_never_blocks(as_, ada, draft):
    answer = post(as_(ada), draft, "work", go="later", work_story="Half a")
    assert answer.url == "/status/"
    assert field_values(draft, "experience", "work_story") == {"experience": "", "work_story": "Half a"}


def test_later_says_what_could_not_be_kept(as_, ada, draft):
    client = as_(ada)
    answer = post(
        client, draft, "terms", go="later", start_from_month="2", start_from_day="31", start_from_year="2027"
    )
    assert answer.url == "/status/"
    assert "One answer could not be kept as typed" in client.get("/status/").text
    assert field_values(draft, "start_from")["start_from"] == draft.start_from


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"start_from_month": "2", "start_from_day": "31", "start_from_year": "2027"}, "has no day 31"),
        ({"start_from_month": "4", "start_from_day": "6", "start_from_year": ""}, "Enter a year for"),
        ({"start_from_month": "1", "start_from_day": "1", "start_from_year": "2001"}, "has passed"),
        ({"start_from_month": "1", "start_from_day": "1", "start_from_year": "9999"}, "within two years"),
        ({"start_by_month": "1", "start_by_day": "1", "start_by_year": "2001"}, "is before the earliest"),
        ({"minimum_grade": "999999"}, "not one of the available choices"),
        ({"places": ["999999"]}, "not one of the available choices"),
        ({"on_site_ok": "no", "places": []}, "Choose at least one place"),
        ({"clearance_held": "7"}, "not one of the available choices"),
    ],
)
def test_terms_that_are_refused(as_, ada, draft, answers, words):
    start, end = draft.start_from, draft.start_by
    posted = {
        "minimum_grade": draft.minimum_grade_id,
        "places": [place.pk for place in draft.places.all()],
        "clearance_held": "0",
        "clearance_willing": "1",
        "travel_ok": "yes",
        "on_site_ok": "yes",
    }
    posted |= {"start_from_month": start.month, "start_from_day": start.day, "start_from_year": start.year}
    posted |= {"start_by_month": end.month, "start_by_day": end.day, "start_by_year": end.year}
    answer = post(as_(ada), draft, "terms", **{**posted, **answers})
    assert answer.status_code == 422
    assert words in answer.text


def test_off_site_needs_remote_among_the_places(as_, ada, draft):
    draft.places.set([programme.station("washington")])
    save_step(draft, "terms", {"on_site_ok": False}, by=ada, lock_version=draft.lock_version)
    assert "choose Remote among your places" in as_(ada).get(f"/apply/{draft.pk}/terms/?check=1").text


@pytest.mark.parametrize("phone", ["12345", "call me", "1" * 16])
def test_a_phone_number_needs_its_digits(as_, ada, draft, phone):
    answer = post(
        as_(ada), draft, "contact", given_name="A", family_name="B", phone=phone, city="C", state_code="VA"
    )
    assert answer.status_code == 422
    assert "Enter a phone number with its area code" in answer.text


@pytest.mark.parametrize(
    "name", ["Null", "O'Brien", "Nguyễn", "X", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "김"]
)
def test_names_are_kept_as_they_are_and_drawn_escaped(as_, ada, draft, name):
    client = as_(ada)
    post(
        client,
        draft,
        "contact",
        given_name=name,
        family_name="Q",
        phone="2025550142",
        city="C",
        state_code="VA",
    )
    draft.candidate.refresh_from_db()
    assert draft.candidate.given_name == name
    page = client.get(f"/apply/{draft.pk}/review/").text
    assert "<script>alert" not in page
    assert ">49<" not in page


def test_controls_and_overrides_are_taken_out(as_, ada, draft):
    hostile = "Ad\x00a\u202e\u200b"
    post(
        as_(ada),
        draft,
        "contact",
        given_name=hostile,
        family_name="Q",
        phone="2025550142",
        city="C",
        state_code="VA",
    )
    draft.candidate.refresh_from_db()
    assert draft.candidate.given_name == "Ada"


def test_the_second_track_differs_from_the_first(as_, ada, draft, software):
    python = programme.skill("python")
    answer = post(
        as_(ada),
        draft,
        "tracks",
        first_track=software.pk,
        second_track=software.pk,
        **{f"skills_{python.pk}": "2"},
    )
    assert answer.status_code == 422
    assert "Choose a different second track, or none" in answer.text


def test_at_least_one_skill(as_, ada, draft, software):
    answer = post(as_(ada), draft, "tracks", first_track=software.pk, second_track="")
    assert answer.status_code == 422
    assert "Choose a level for at least one skill" in answer.text


def test_a_level_off_the_scale_is_refused(as_, ada, draft, software):
    python = programme.skill("python")
    answer = post(as_(ada), draft, "tracks", first_track=software.pk, **{f"skills_{python.pk}": "9"})
    assert answer.status_code == 422
    assert draft.skills.get(skill=python).level == 3


def test_a_track_of_another_cohort_is_refused(as_, ada, draft, software):
    foreign = programme.track(programme.cohort(), "ai")
    answer = post(as_(ada), draft, "tracks", first_track=foreign.pk)
    assert answer.status_code == 422
    assert [choice.track for choice in draft.track_choices.all()] == [software]


def test_fields_that_are_not_asked_are_ignored(as_, ada, ben, draft):
    before = field_values(draft, "state", "candidate", "receipt_number", "code", "submitted_at")
    hostile = {
        "state": "certified",
        "candidate": ben.pk,
        "receipt_number": "TF-1",
        "code": "A-1",
        "submitted_at": "now",
    }
    post(as_(ada), draft, "work", **work(**hostile))
    assert field_values(draft, *before) == before


def test_a_stale_tab_is_told_and_keeps_what_was_typed(as_, ada, draft):
    save_step(draft, "work", {"experience": "under_1"}, by=ada, lock_version=0, page="b" * 16)
    data = {"lock_version": "0", "page": PAGE, "go": "next", **work(work_story="Typed in the old tab")}
    answer = as_(ada).post(f"/apply/{draft.pk}/work/", data)
    assert answer.status_code == 409
    assert "changed somewhere else" in answer.text
    assert "Typed in the old tab" in answer.text
    assert 'value="1"' in answer.text
    assert field_values(draft, "experience", "work_story") == {"experience": "under_1", "work_story": STORY}


def test_saving_again_from_that_page_is_a_decision(as_, ada, draft):
    save_step(draft, "work", {"experience": "under_1"}, by=ada, lock_version=0, page="b" * 16)
    assert post(as_(ada), draft, "work", **work()).status_code == 302
    assert field_values(draft, "experience")["experience"] == "from_8"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_stale(as_, ada, draft, version):
    data = {"lock_version": version, "page": "", "go": "next", **work()}
    assert as_(ada).post(f"/apply/{draft.pk}/work/", data).status_code == 409


def test_one_page_never_calls_itself_stale(ada, draft):
    save_step(draft, "work", {"work_story": "One"}, by=ada, lock_version=0, page=PAGE)
    saved = save_step(draft, "work", {"work_story": "Two"}, by=ada, lock_version=0, page=PAGE)
    assert saved.lock_version == 2


def test_another_page_in_between_makes_it_stale(ada, draft):
    save_step(draft, "work", {"work_story": "One"}, by=ada, lock_version=0, page=PAGE)
    save_step(draft, "work", {"work_story": "Other"}, by=ada, lock_version=1, page="b" * 16)
    with pytest.raises(StalePage):
        save_step(draft, "work", {"work_story": "Two"}, by=ada, lock_version=0, page=PAGE)


def test_saving_what_is_there_changes_no_version(ada, draft):
    assert save_step(draft, "work", {"work_story": STORY}, by=ada, lock_version=0).lock_version == 0


def test_autosave_answers_with_the_status_alone(as_, ada, draft):
    answer = post(as_(ada), draft, "work", "?autosave=1", **work(work_story="While typing"))
    assert answer.status_code == 200
    assert 'id="save-status"' in answer.text
    assert "Saved at" in answer.text
    assert 'name="lock_version" id="lock-version" value="1" hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text
    assert field_values(draft, "work_story")["work_story"] == "While typing"


def test_autosave_of_a_stale_tab_saves_nothing(as_, ada, draft):
    save_step(draft, "work", {"experience": "under_1"}, by=ada, lock_version=0)
    data = {"lock_version": "0", "page": PAGE, **work(work_story="While typing")}
    answer = as_(ada).post(f"/apply/{draft.pk}/work/?autosave=1", data)
    assert answer.status_code == 409
    assert "Not saved" in answer.text
    assert "hx-swap-oob" not in answer.text
    assert field_values(draft, "work_story")["work_story"] == STORY


def test_a_sent_application_takes_no_more_answers(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    answer = post(as_(ada), sent, "work", **work(work_story="Too late"))
    assert answer.status_code == 409
    assert "no longer a draft" in answer.text
    assert "Too late" in answer.text
    assert field_values(sent, "work_story")["work_story"] == STORY


def test_a_sent_application_leads_to_its_status(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    assert as_(ada).get(f"/apply/{sent.pk}/work/").url == "/status/"


def test_steps_that_do_not_exist(as_, ada, draft):
    assert as_(ada).get(f"/apply/{draft.pk}/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "work/", "resume/", "resume/file/", "review/", "receipt/", "withdrawal/", "answer/"]
)
def test_somebody_elses_application_does_not_exist(as_, ben, draft, path):
    assert as_(ben).get(f"/apply/{draft.pk}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "work/",
        "resume/",
        "resume/removal/",
        "submission/",
        "reopening/",
        "withdrawal/",
        "answer/",
        "consents/",
    ],
)
def test_nobody_acts_on_somebody_elses_application(as_, ben, draft, path):
    assert as_(ben).post(f"/apply/{draft.pk}/{path}", {"lock_version": "0"}).status_code == 404
    assert Application.objects.get().state == "draft"


def test_staff_do_not_open_candidates_pages(as_, holly, draft):
    assert as_(holly).get(f"/apply/{draft.pk}/work/").status_code == 403


def test_acts_refuse_anybody_else(ben, draft):
    with pytest.raises(NotAllowed):
        save_step(draft, "work", {"work_story": "Mine now"}, by=ben, lock_version=0)


def test_acts_refuse_what_is_no_draft(ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    with pytest.raises(WrongState):
        save_step(sent, "work", {"work_story": "Later"}, by=ada, lock_version=0)


def test_a_save_that_was_overtaken_by_a_later_one_changes_nothing(ada, draft):
    save_step(draft, "work", {"work_story": "Newer"}, by=ada, lock_version=0, page=PAGE, turn=2)
    late = save_step(draft, "work", {"work_story": "Older"}, by=ada, lock_version=0, page=PAGE, turn=1)
    assert (late.work_story, late.lock_version, late.saved_turn) == ("Newer", 1, 2)
    other = save_step(draft, "work", {"work_story": "Other"}, by=ada, lock_version=1, page="b" * 16, turn=1)
    assert (other.work_story, other.saved_turn) == ("Other", 1)
