"""What becomes due by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applicants.actions.calendar import run_calendar
from applicants.actions.panel import take_next_review
from applicants.models import Application, Panel, Review
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from tests.factories import applicants, people, programme, reviewing
from tests.factories.publishing import publishable
from tests.support.at_once import at_once
from tests.support.states import field_values


def run(**done: int) -> bool:
    """Whether one round now does exactly this and nothing else."""
    return {name: count for name, count in run_calendar(timezone.now()).items() if count} == done


def planned(cohort: Cohort, **fields: Any) -> Track:
    """A track whose day has come, with a written standard."""
    now = timezone.now()
    values = {
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + timedelta(days=9),
        "state": "planned",
        "summary": "Records that people can decide by.",
        "description": "You turn records into something people can decide by.",
        **fields,
    }
    publishable(cohort)
    track = programme.track(cohort, "data-science", **values)
    reviewing.rubric(track, frozen=False)
    return track


def test_nothing_due_does_nothing(cohort: Cohort, software: Track) -> None:
    assert run()


def test_a_track_opens_on_its_day_with_its_standard_frozen(cohort: Cohort) -> None:
    track = planned(cohort)
    assert run(opened=1)
    assert field_values(track, "state") == {"state": "open"}
    assert track.rubrics.get().frozen_at is not None
    assert run()


def test_a_track_without_a_standard_or_before_its_day_stays(cohort: Cohort) -> None:
    planned(cohort, opens_at=timezone.now() + timedelta(minutes=1))
    programme.track(cohort, "ai", state="planned")
    assert run()


def test_a_track_closes_at_its_minute(cohort: Cohort) -> None:
    track = programme.track(cohort, closes_at=timezone.now() - timedelta(seconds=1))
    assert run(closed=1)
    assert field_values(track, "state") == {"state": "closed"}
    assert run()


def test_a_closed_track_is_assessed_once_a_panel_is_open(ada: User, cohort: Cohort) -> None:
    track = programme.track(cohort, state="closed", closes_at=timezone.now() - timedelta(days=1))
    assert run()
    reviewing.panel(applicants.application(ada, cohort, track, "in_hurdles"), track)
    assert run(assessing=1)
    assert field_values(track, "state") == {"state": "assessing"}


def test_rolling_intake_is_screened_at_once(ada: User, cohort: Cohort, software: Track) -> None:
    application = applicants.application(ada, cohort, software, "submitted")
    assert run(screened=1)
    assert field_values(application, "state") == {"state": "screening"}
    assert run()
    assert Notification.objects.filter(kind="application_screening", channel="email").count() == 1


def test_others_wait_for_the_window_to_close(ada: User, cohort: Cohort) -> None:
    track = programme.track(cohort, rolling_intake=False)
    application = applicants.application(ada, cohort, track, "submitted")
    assert run()
    Track.objects.filter(pk=track.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert run(closed=1, screened=1)
    assert field_values(application, "state") == {"state": "screening"}


def test_the_first_window_to_close_counts(ada: User, cohort: Cohort) -> None:
    later = programme.track(cohort, rolling_intake=False)
    first = programme.track(
        cohort, "ai", rolling_intake=False, closes_at=timezone.now() - timedelta(seconds=1)
    )
    application = applicants.application(ada, cohort, later, "submitted")
    application.track_choices.create(track=first, order=2)
    assert run(closed=1, screened=1)


def test_drafts_are_never_screened(ada: User, cohort: Cohort, software: Track) -> None:
    applicants.application(ada, cohort, software, "draft")
    assert run()


def test_an_unanswered_question_comes_back_to_a_person(ada: User, cohort: Cohort, software: Track) -> None:
    past = timezone.now() - timedelta(minutes=1)
    application = applicants.application(ada, cohort, software, "action_needed", action_due_at=past)
    assert run(returned=1)
    assert field_values(application, "state") == {"state": "screening"}
    letter = Notification.objects.get(kind="application_answered", channel="email")
    assert "has passed" in letter.body
    assert run()


def test_a_question_in_time_is_left(ada: User, cohort: Cohort, software: Track) -> None:
    applicants.application(ada, cohort, software, "action_needed")
    assert run()


def test_an_idle_review_goes_back_and_somebody_else_gets_it(panel: Panel, readers: list[User]) -> None:
    review = take_next_review(readers[0])
    assert run()
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now())
    assert run(expired=1)
    assert run()
    assert field_values(panel, "taken") == {"taken": 0}
    assert take_next_review(readers[0]) is None
    assert take_next_review(readers[1]) is not None


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_do_everything_once() -> None:
    cohort = programme.cohort()
    track = programme.track(cohort)
    for n in range(8):
        user = people.account(f"person{n}@example.com", f"Person{n} Moor")
        applicants.application(user, cohort, track, "submitted")
    rounds = at_once(*[lambda: run_calendar(timezone.now())["screened"]] * 3)
    assert sum(rounds) == 8
    assert set(Application.objects.values_list("state", flat=True)) == {"screening"}
    assert LedgerEntry.objects.filter(act="screen").count() == 8
    assert Notification.objects.filter(kind="application_screening", channel="email").count() == 8
