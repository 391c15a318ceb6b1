"""The window closes on somebody who reopened and did not send again: what was sent counts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.actions.application import reopen_application, save_step, submit_application
from applicants.actions.calendar import run_calendar
from applicants.actions.document import store_resume
from applicants.actions.restoring import reopened_too_late, restore_application
from applicants.actions.version import answers_of
from applicants.resume.checking import check_resume
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Track
from techforce.workflow.errors import Refused
from tests.factories import programme
from tests.factories.applicants import application
from tests.factories.resumes import pdf
from tests.support.states import field_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def reopened(ada, cohort, software, settings, tmp_path):
    """Sent, reopened, changed in every part, and left."""
    settings.MEDIA_ROOT = tmp_path
    other = programme.track(cohort, "ai")
    sent = submit_application(
        application(ada, cohort, software), by=ada, consents=["true_statement", "privacy"]
    )
    draft = reopen_application(sent, by=ada)
    for step, answers in {
        "contact": {"city": "Elsewhere"},
        "eligibility": {"is_adult": False},
        "tracks": {"first_track": other.pk, "skills": {}},
        "work": {"work_story": "Half a"},
        "terms": {"places": [], "minimum_grade": None, "start_from": None, "travel_ok": False},
    }.items():
        draft = save_step(draft, step, answers, by=ada, lock_version=draft.lock_version)
    store_resume(draft, check_resume(SimpleUploadedFile("new.pdf", pdf("Another"))), by=ada)
    return draft


def close_all():
    Track.objects.update(closes_at=timezone.now() - timedelta(seconds=1))


def test_everything_is_as_it_was_sent(reopened, ada):
    close_all()
    restored = restore_application(reopened)
    version = restored.versions.get()
    assert answers_of(restored) == version.answers
    assert (restored.state, restored.receipt_number) == ("submitted", reopened.receipt_number)
    assert LedgerEntry.objects.about(restored).get(act="restore").data == {"version": 1}
    letter = Notification.objects.get(recipient=ada, kind="application_restored", channel="email")
    assert restored.receipt_number in letter.body


def test_nothing_is_put_back_while_a_window_is_open(reopened):
    with pytest.raises(Refused):
        restore_application(reopened)
    assert field_values(reopened, "state", "work_story") == {"state": "draft", "work_story": "Half a"}


def test_drafts_that_were_never_sent_stay_drafts(ben, cohort, software):
    draft = application(ben, cohort, software)
    close_all()
    assert not reopened_too_late().exists()
    with pytest.raises(Refused):
        restore_application(draft)


def test_the_calendar_does_it_once_and_the_check_begins(reopened):
    close_all()
    run_calendar(timezone.now())
    run_calendar(timezone.now())
    assert field_values(reopened, "state")["state"] == "screening"
    assert LedgerEntry.objects.about(reopened).filter(act="restore").count() == 1
