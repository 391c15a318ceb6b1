"""Sending an application: once, complete, in time, frozen."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from applicants.actions.application import reopen_application, save_step, submit_application
from applicants.actions.version import answers_of, digest_of
from applicants.models import Application, ApplicationVersion, Consent
from applicants.rules.refusals import Incomplete
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import programme
from tests.factories.applicants import STORY, application
from tests.support.at_once import at_once
from tests.support.states import field_values

pytestmark = pytest.mark.django_db
AGREED = {"true_statement": "on", "privacy": "on"}


@pytest.fixture
def draft(ada, cohort, software):
    return application(ada, cohort, software)


def close(track: Track, *, ago: timedelta) -> None:
    Track.objects.filter(pk=track.pk).update(closes_at=timezone.now() - ago)


def acts(row):
    return [entry.act for entry in LedgerEntry.objects.about(row)]


def test_sending_freezes_a_version_and_gives_a_receipt(ada, draft):
    sent = submit_application(draft, by=ada)
    version = sent.versions.get()
    assert sent.state == "submitted"
    assert sent.receipt_number.startswith("TF-")
    assert version.number == 1
    assert version.answers["work"]["work_story"] == STORY
    assert version.answers["resume"]["text"].startswith("Engineer")
    assert version.digest == digest_of(version.answers)
    entry = LedgerEntry.objects.about(sent).get(act="submit")
    assert entry.data == {"version": 1, "digest": version.digest}


def test_sending_again_returns_the_same_receipt(ada, draft):
    first = submit_application(draft, by=ada)
    again = submit_application(draft, by=ada)
    assert again.receipt_number == first.receipt_number
    assert ApplicationVersion.objects.count() == 1
    assert acts(draft).count("submit") == 1
    assert Notification.objects.filter(kind="application_received", channel="email").count() == 1


def test_the_button_pressed_twice_shows_one_receipt(as_, ada, draft):
    client = as_(ada)
    pages = [client.post(f"/apply/{draft.pk}/submission/", AGREED, follow=True) for _ in range(2)]
    receipt = field_values(draft, "receipt_number")["receipt_number"]
    assert [receipt in page.text for page in pages] == [True, True]
    assert ApplicationVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_send_once(ada, draft):
    copies = [Application.objects.get(pk=draft.pk) for _ in range(4)]
    sent = at_once(*[lambda copy=copy: submit_application(copy, by=ada) for copy in copies])
    assert len({row.receipt_number for row in sent}) == 1
    assert ApplicationVersion.objects.count() == 1
    assert acts(draft).count("submit") == 1


@pytest.mark.parametrize(
    ("step", "answers", "field"),
    [
        ("contact", {"phone": ""}, "phone"),
        ("eligibility", {"is_adult": None}, "is_adult"),
        ("tracks", {"first_track": None, "second_track": None}, "first_track"),
        ("tracks", {"skills": {}}, "skills"),
        ("work", {"work_story": "Short"}, "work_story"),
        ("work", {"experience": ""}, "experience"),
        ("terms", {"minimum_grade": None}, "minimum_grade"),
        ("terms", {"places": []}, "places"),
        ("terms", {"start_from": None}, "start_from"),
        ("terms", {"clearance_willing": None}, "clearance_willing"),
        ("terms", {"travel_ok": None}, "travel_ok"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_sent(as_, ada, draft, step, answers, field):
    save_step(draft, step, answers, by=ada, lock_version=0)
    with pytest.raises(Incomplete) as refusal:
        submit_application(draft, by=ada)
    assert [(gap.step, gap.field) for gap in refusal.value.gaps] == [(step, field)]
    page = as_(ada).post(f"/apply/{draft.pk}/submission/", AGREED)
    assert page.status_code == 422
    assert refusal.value.gaps[0].words in page.text
    assert f"/apply/{draft.pk}/{step}/?check=1#error-summary" in page.text
    checked = as_(ada).get(f"/apply/{draft.pk}/{step}/?check=1").text
    assert refusal.value.gaps[0].words in checked
    assert 'id="error-summary"' in checked
    assert field_values(draft, "state", "receipt_number") == {"state": "draft", "receipt_number": None}
    assert not draft.versions.exists()


def test_a_resume_is_needed(ada, draft):
    draft.documents.all().delete()
    with pytest.raises(Incomplete) as refusal:
        submit_application(draft, by=ada)
    assert [gap.words for gap in refusal.value.gaps] == ["Upload your résumé"]


@pytest.mark.parametrize("kind", ["true_statement", "privacy"])
def test_needed_consents_are_asked_for(as_, ada, draft, kind):
    draft.consents.all().delete()
    answer = as_(ada).post(f"/apply/{draft.pk}/submission/", {**AGREED, kind: ""})
    # An unchecked box is not posted at all.
    answer = as_(ada).post(f"/apply/{draft.pk}/submission/", {key: "on" for key in AGREED if key != kind})
    assert answer.status_code == 422
    assert f'href="#id_{kind}"' in answer.text
    assert field_values(draft, "state")["state"] == "draft"
    assert not Consent.objects.exists()


def test_the_act_itself_asks_for_consents(ada, draft):
    with pytest.raises(Incomplete) as refusal:
        submit_application(draft, by=ada, consents=["privacy"])
    assert [gap.field for gap in refusal.value.gaps] == ["true_statement"]


def test_optional_consents_are_off_until_given(as_, ada, draft):
    page = as_(ada).get(f"/apply/{draft.pk}/review/")
    assert " checked" not in page.text
    as_(ada).post(f"/apply/{draft.pk}/submission/", {**AGREED, "later_cohorts": "on"})
    given = draft.consents.filter(revoked_at=None).values_list("kind", flat=True)
    assert set(given) == {"true_statement", "privacy", "later_cohorts"}
    assert (
        LedgerEntry.objects.about(draft).filter(act="give_consent", data={"kind": "later_cohorts"}).exists()
    )


def test_a_second_after_the_window_nothing_is_sent_and_nothing_lost(as_, ada, draft, software):
    close(software, ago=timedelta(seconds=1))
    before = answers_of(draft)
    page = as_(ada).post(f"/apply/{draft.pk}/submission/", AGREED)
    assert page.status_code == 422
    assert "Software engineering closed on" in page.text
    assert "nothing that you wrote is lost" in page.text
    draft.refresh_from_db()
    assert (draft.state, answers_of(draft)) == ("draft", before)


def test_a_moment_before_the_window_closes_it_is_sent(ada, draft, software):
    close(software, ago=-timedelta(seconds=5))
    assert submit_application(draft, by=ada).state == "submitted"


def test_one_closed_track_of_two_is_named(ada, draft, cohort, software):
    other = programme.track(cohort, "ai")
    chosen = {"first_track": other.pk, "second_track": software.pk}
    save_step(draft, "tracks", chosen, by=ada, lock_version=0)
    close(other, ago=timedelta(seconds=1))
    with pytest.raises(Incomplete) as refusal:
        submit_application(draft, by=ada)
    assert [(gap.step, gap.field) for gap in refusal.value.gaps] == [("tracks", "first_track")]


def test_a_track_that_opens_later_takes_nothing_yet(ada, draft, software):
    Track.objects.filter(pk=software.pk).update(opens_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="opens on"):
        submit_application(draft, by=ada)


def test_an_unmet_rule_is_named_but_a_person_decides(as_, ada, draft):
    save_step(draft, "eligibility", {"citizenship": "other"}, by=ada, lock_version=0)
    page = as_(ada).get(f"/apply/{draft.pk}/review/")
    assert "Only citizens and nationals of the United States can be appointed." in page.text
    assert submit_application(draft, by=ada).state == "submitted"


def test_nobody_else_sends(ben, draft):
    with pytest.raises(NotAllowed):
        submit_application(draft, by=ben)


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_what_has_ended_is_not_sent(ada, cohort, software, state):
    ended = application(ada, cohort, software, state=state)
    with pytest.raises(WrongState):
        submit_application(ended, by=ada)
    assert ended.versions.count() == 1


def test_reopening_keeps_the_version_and_the_receipt(ada, draft):
    sent = submit_application(draft, by=ada)
    opened = reopen_application(sent, by=ada)
    assert (opened.state, opened.receipt_number) == ("draft", sent.receipt_number)
    assert opened.versions.count() == 1
    with pytest.raises(Incomplete) as refusal:
        submit_application(opened, by=ada)
    assert [gap.field for gap in refusal.value.gaps] == ["true_statement"]


def test_sending_again_after_a_change_makes_the_next_version(ada, draft):
    sent = submit_application(draft, by=ada)
    opened = reopen_application(sent, by=ada)
    save_step(opened, "work", {"experience": "from_8"}, by=ada, lock_version=opened.lock_version)
    again = submit_application(opened, by=ada, consents=["true_statement", "privacy"])
    first, second = again.versions.all()
    assert (first.answers["work"]["experience"], second.answers["work"]["experience"]) == ("from_4", "from_8")
    assert (second.number, again.receipt_number) == (2, sent.receipt_number)
    assert Notification.objects.filter(kind="application_received", channel="email").count() == 2


def test_no_reopening_after_the_window(ada, draft, software):
    sent = submit_application(draft, by=ada)
    close(software, ago=timedelta(seconds=1))
    with pytest.raises(Refused, match="closed on"):
        reopen_application(sent, by=ada)
    assert field_values(draft, "state")["state"] == "submitted"


def test_no_reopening_once_the_check_began(ada, cohort, software):
    checked = application(ada, cohort, software, state="screening")
    with pytest.raises(WrongState):
        reopen_application(checked, by=ada)


def test_a_failure_half_way_leaves_nothing(ada, draft):
    @transaction.atomic
    def send_and_fail():
        submit_application(draft, by=ada)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        send_and_fail()
    assert field_values(draft, "state", "receipt_number") == {"state": "draft", "receipt_number": None}
    assert not ApplicationVersion.objects.exists()
    assert not Notification.objects.exists()


def test_the_same_name_and_phone_from_another_account_is_noted_for_both(ada, ben, draft, cohort, software):
    other = application(ben, cohort, software, state="submitted")
    other.candidate.given_name, other.candidate.family_name = "ADA", "quill"
    other.candidate.phone = "+1 (202) 555 0142"
    other.candidate.save()
    submit_application(draft, by=ada)
    found = LedgerEntry.objects.filter(act="find_duplicate")
    assert {entry.subject_id: entry.data["other"] for entry in found} == {
        str(draft.pk): other.code,
        str(other.pk): draft.code,
    }


def test_another_phone_is_another_person(ada, ben, draft, cohort, software):
    other = application(ben, cohort, software, state="submitted")
    other.candidate.given_name, other.candidate.family_name, other.candidate.phone = (
        "Ada",
        "Quill",
        "202-555-0199",
    )
    other.candidate.save()
    submit_application(draft, by=ada)
    assert not LedgerEntry.objects.filter(act="find_duplicate").exists()


def test_equal_answers_have_equal_digests(draft):
    answers = answers_of(draft)
    turned = dict(reversed(list(answers.items())))
    assert digest_of(turned) == digest_of(answers)
    assert digest_of({**answers, "work": {}}) != digest_of(answers)
