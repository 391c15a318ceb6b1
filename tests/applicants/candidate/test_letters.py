"""Every letter: to the right person, in true and plain words, without names and scores."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.models import Competency, EligibilityDecision, Panel, Rubric
from applicants.notifications import candidate as letters
from applicants.rules.eligibility import rule
from applicants.workflow import APPLICATION
from techforce.audit.actions import record
from techforce.notifications.actions import compose
from techforce.notifications.kinds import notice
from techforce.notifications.models import Notification
from techforce.programme.models import Track
from techforce.workflow import kernel
from tests.factories import programme
from tests.factories.applicants import application
from tests.support.states import at_state

pytestmark = pytest.mark.django_db
KEYS = sorted({move.notice for move in APPLICATION.transitions if move.notice})


def letter(key, subject, reason=""):
    """(subject line, text) of the e-mail that one event would send."""
    event = record("test", subject, by=None, role="system", reason=reason)
    (mail,) = [row for row in compose(key, subject, event) if row.channel == "email"]
    return mail.subject, mail.body


def state_after(key):
    return next(move.target for move in APPLICATION.transitions if move.notice == key)


@pytest.mark.parametrize("key", KEYS)
def test_each_letter_is_written_for_its_state(ada, cohort, software, key):
    mine = application(ada, cohort, software, state=state_after(key))
    title, body = letter(key, mine, reason="Two documents are missing.")
    assert list(notice(key).recipients(mine)) == [ada]
    assert title
    assert cohort.name in body
    for hidden in ("Ada", "Quill", "ada@example.com", mine.code):
        assert hidden not in title + body
    assert "{" not in body
    assert "None" not in body
    assert "  " not in body


def test_the_receipt_letter_carries_number_and_deadline(ada, cohort):
    track = programme.track(cohort, rolling_intake=False)
    _, body = letter("application_received", application(ada, cohort, track, state="submitted"))
    assert "Your receipt number is TF-" in body
    assert "You can still change your answers until" in body


def test_where_people_are_taken_as_they_come_no_change_is_promised(ada, cohort, software):
    _, body = letter("application_received", application(ada, cohort, software, state="submitted"))
    assert "your answers can no longer be changed" in body


def test_what_is_asked_stands_in_the_letter(ada, cohort, software):
    mine = application(ada, cohort, software, state="action_needed")
    _, body = letter("application_action_needed", mine, reason="Which degree?\nWhich year?")
    assert "Which degree?\nWhich year?" in body
    assert "by " in body


def test_the_letter_names_the_rule(ada, holly, cohort, software):
    mine = application(ada, cohort, software, state="ineligible")
    EligibilityDecision.objects.create(
        application=mine, eligible=False, rule="citizenship", note="secret note", decided_by=holly
    )
    _, body = letter("application_ineligible", mine, reason="secret note")
    assert rule("citizenship").sentence in body
    assert "5 CFR 7.3" in body
    assert "secret" not in body
    assert "Holly" not in body


def test_the_letter_names_hurdle_and_competency_alone(ada, cohort, software):
    mine = application(ada, cohort, software, state="not_qualified")
    rubric = Rubric.objects.create(track=software, version=1)
    named = Competency.objects.create(
        rubric=rubric,
        order=1,
        name="Delivery",
        question="What changed?",
        weight=100,
        anchors=["a", "b", "c", "d", "e"],
    )
    panel = Panel(
        application=mine,
        track=software,
        version=mine.versions.get(),
        rubric=rubric,
        passed=False,
        competency_not_met=named,
    )
    at_state(panel, "decided")
    _, body = letter("application_not_qualified", mine)
    assert "Software engineering: blind review, competency “Delivery”." in body
    assert "Result code: NOT QUALIFIED." in body


def test_an_answer_that_never_came_is_said_so(ada, cohort, software):
    silent = application(ada, cohort, software, state="screening")
    assert "has passed" in letter("application_answered", silent)[1]
    silent.action_answer = "Here it is"
    assert "We received your answer." in letter("application_answered", silent)[1]


def test_entering_a_state_again_is_a_letter_again(ada, cohort, software):
    mine = application(ada, cohort, software, state="submitted")
    kernel.apply(mine, "reopen", by=ada)
    kernel.apply(mine, "submit", by=ada)
    kernel.apply(mine, "reopen", by=ada)
    assert Notification.objects.filter(kind="application_reopened", channel="email").count() == 2


def test_an_extension_reaches_every_draft_of_the_track_once(ada, ben, pat, cohort, software):
    application(ada, cohort, software)
    application(ben, cohort, software, state="submitted")
    later = timezone.now() + timedelta(days=40)
    kernel.apply(software, "extend", by=pat, reason="More time", changes={"closes_at": later})
    assert list(notice("track_extended").recipients(software)) == [ada]
    title, body = letter("track_extended", software, reason="More time")
    assert title == "More time to apply: Software engineering"
    assert "The reason: More time" in body


def test_no_draft_no_letter(cohort, software):
    assert list(letters.TrackExtended().recipients(Track.objects.get())) == []
