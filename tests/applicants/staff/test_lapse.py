"""Applications that end because a date passed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.actions.calendar import run_calendar
from applicants.actions.lapse import lapse_application, lapse_draft
from applicants.actions.panel import take_next_review
from applicants.models import Application, Panel, Review
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants, programme, reviewing
from tests.support.states import field_values

As = Callable[[User], Client]
REASON = "You were asked to come to an interview by May 4 and did not come."


@pytest.fixture
def draft(ada: User, cohort: Cohort, software: Track) -> Application:
    """Ada's draft, never sent, for the software track."""
    return applicants.application(ada, cohort, software)


def close(track: Track) -> None:
    Track.objects.filter(pk=track.pk).update(closes_at=timezone.now() - timedelta(minutes=1))


def lapsed(now: object = None) -> int:
    return run_calendar(timezone.now())["lapsed"]


def test_a_draft_lapses_when_the_last_window_closes(draft: Application, software: Track, ada: User) -> None:
    assert lapsed() == 0
    close(software)
    assert lapsed() == 1
    assert field_values(draft, "state", "receipt_number") == {"state": "lapsed", "receipt_number": None}
    [letter] = Notification.objects.filter(kind="application_lapsed", channel="email")
    assert letter.recipient == ada
    assert "The window closed before this application was sent." in letter.body
    assert lapsed() == 0
    assert LedgerEntry.objects.about(draft).filter(act="lapse").count() == 1


@pytest.mark.parametrize("state", ["open", "planned"])
def test_a_draft_stays_while_another_window_is_open_or_to_come(
    draft: Application, cohort: Cohort, software: Track, state: str
) -> None:
    close(software)
    programme.track(cohort, "data-science", state=state)
    assert lapsed() == 0


def test_a_draft_of_another_cohort_stays(draft: Application, software: Track) -> None:
    close(programme.track(programme.cohort(), "data-science"))
    assert lapsed() == 0


def test_what_was_sent_and_reopened_is_put_back_and_does_not_lapse(
    ada: User, cohort: Cohort, software: Track
) -> None:
    sent = applicants.application(ada, cohort, software, "submitted")
    reopened = applicants.reopened(sent)
    close(software)
    with pytest.raises(Refused, match="put back"):
        lapse_draft(reopened)
    assert lapsed() == 0
    assert field_values(reopened, "state")["state"] != "lapsed"


def test_nothing_but_a_draft_lapses_by_itself(in_review: Application) -> None:
    with pytest.raises(WrongState):
        lapse_draft(in_review)


def test_hr_ends_a_review_whose_candidate_did_not_take_part(
    panel: Panel, readers: list[User], holly: User
) -> None:
    review = take_next_review(readers[0])
    lapse_application(panel.application, by=holly, reason=REASON)
    assert field_values(panel.application, "state") == {"state": "lapsed"}
    assert field_values(panel, "state") == {"state": "cancelled"}
    assert field_values(review, "state") == {"state": "cancelled"}
    [letter] = Notification.objects.filter(kind="application_lapsed", channel="email")
    assert REASON in letter.body
    assert "have been cancelled" in letter.body


def test_lapsing_needs_a_reason_the_right_and_the_state(panel: Panel, holly: User, rosa: User) -> None:
    row = panel.application
    with pytest.raises(ReasonNeeded):
        lapse_application(row, by=holly, reason=" ")
    with pytest.raises(NotAllowed):
        lapse_application(row, by=rosa, reason=REASON)
    Application.objects.filter(pk=row.pk).update(assessed_at=timezone.now())
    with pytest.raises(Refused, match="can be qualified"):
        lapse_application(row, by=holly, reason=REASON)
    assert field_values(row, "state") == {"state": "in_hurdles"}
    assert field_values(panel, "state") == {"state": "open"}


def test_hr_lapses_nobodys_draft(draft: Application, holly: User) -> None:
    with pytest.raises(WrongState):
        lapse_application(draft, by=holly, reason=REASON)


def test_the_page_records_it_and_the_candidate_reads_why(
    panel: Panel, holly: User, ada: User, as_: As
) -> None:
    page, address = as_(holly), reverse("applicants:lapse", args=[panel.application.pk])
    shown = page.get(reverse("applicants:staff_application", args=[panel.application.pk]))
    assert address in shown.content.decode()
    refused = page.post(address, {"reason": ""})
    assert refused.status_code == 422
    done = page.post(address, {"reason": REASON}, follow=True)
    assert "has lapsed" in done.content.decode()
    assert address not in done.content.decode()
    assert REASON in as_(ada).get(reverse("applicants:status")).content.decode()


def test_the_second_of_two_pages_is_told_and_keeps_its_words(panel: Panel, holly: User, as_: As) -> None:
    address = reverse("applicants:lapse", args=[panel.application.pk])
    lapse_application(panel.application, by=holly, reason=REASON)
    late = as_(holly).post(address, {"reason": "Other words."})
    assert late.status_code == 409
    assert "Other words." in late.content.decode()
    assert LedgerEntry.objects.about(panel.application).filter(act="lapse").count() == 1


def test_returning_a_review_that_moved_on_keeps_the_words(
    panel: Panel, readers: list[User], holly: User, as_: As
) -> None:
    first = reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1])
    address = reverse("applicants:review_return", args=[panel.application.pk, first.pk])
    answer = as_(holly).post(address, {"reason": "Name the line in the story."})
    assert answer.status_code == 409
    assert "Name the line in the story." in answer.content.decode()
    assert Review.objects.get(pk=first.pk).state == "final"
