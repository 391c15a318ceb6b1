"""The clock of a term: its end, reminders, extension, completion, alumni."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from placements.actions.term import complete_placement, extend_term, graduate_placement
from placements.models import Placement, TermReminder
from placements.rules.terms import last_day, months_after, term_of
from placements.tasks import keep_calendar
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import placements, terms
from tests.support.states import field_values

TODAY = timezone.localdate()


@pytest.fixture
def serving(entry, va, software, cora, hank, pat):
    """Ada is at work at VA since today."""
    return terms.at_work(entry, placements.requisition(va, software, cora), hank, pat)


def told(kind):
    return {
        note.recipient.email for note in Notification.objects.filter(kind=kind).select_related("recipient")
    }


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2027, 3, 1), 24, date(2029, 3, 1)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(day, months, expected):
    assert months_after(day, months) == expected


def test_a_term_ends_the_day_before_it_would_begin_anew():
    assert last_day(date(2027, 3, 1), 24) == date(2029, 2, 28)


def test_the_first_day_sets_the_last_by_the_cohorts_term(serving, cohort):
    assert serving.ends_on == last_day(TODAY, cohort.term_months)
    term = term_of(serving, cohort, TODAY)
    assert (term.days_left, term.served, term.can_extend) == ((serving.ends_on - TODAY).days, 0, True)


def test_extending_keeps_within_the_authority(serving, cohort, pat):
    latest = last_day(TODAY, cohort.term_months + cohort.extension_months)
    with pytest.raises(Refused, match="at most"):
        extend_term(serving, by=pat, ends_on=latest + timedelta(days=1), reason="The work goes on.")
    extend_term(serving, by=pat, ends_on=latest, reason="The work goes on.")
    serving.refresh_from_db()
    assert (serving.state, serving.ends_on) == ("extended", latest)
    assert told("placement_extended") == {"ada@example.com", "cora@va.example", "hank@va.example"}
    entry = LedgerEntry.objects.about(serving).last()
    assert (entry.act, entry.reason, entry.data["ends_on"]) == (
        "extend",
        "The work goes on.",
        latest.isoformat(),
    )


def test_two_extensions_share_one_limit(serving, pat):
    extend_term(serving, by=pat, ends_on=months_after(serving.ends_on, 12), reason="Once")
    extend_term(serving, by=pat, ends_on=months_after(serving.ends_on, 6), reason="Twice")
    with pytest.raises(Refused, match="at most"):
        extend_term(serving, by=pat, ends_on=months_after(serving.ends_on, 12), reason="Thrice")


@pytest.mark.parametrize("days", [0, -1])
def test_an_extension_goes_forward(days, serving, pat):
    with pytest.raises(Refused, match="later day"):
        extend_term(serving, by=pat, ends_on=serving.ends_on + timedelta(days=days), reason="Why")


def test_extending_takes_staff_and_a_reason(serving, pat, cora, ada):
    later = serving.ends_on + timedelta(days=30)
    for by in (cora, ada):
        with pytest.raises(NotAllowed):
            extend_term(serving, by=by, ends_on=later, reason="Why")
    with pytest.raises(ReasonNeeded):
        extend_term(serving, by=pat, ends_on=later, reason=" ")


def test_a_term_is_completed_on_its_last_day_and_not_before(serving, pat):
    with pytest.raises(Refused, match="ended early"):
        complete_placement(serving, by=pat)
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY)
    complete_placement(serving, by=pat)
    serving.refresh_from_db()
    assert (serving.state, serving.ended_on, serving.seat.state) == ("completed", TODAY, "filled")


def test_the_calendar_completes_after_the_last_day_and_once(serving):
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY)
    keep_calendar()
    assert field_values(serving, "state")["state"] == "active"
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY - timedelta(days=1))
    keep_calendar()
    keep_calendar()
    assert field_values(serving, "state")["state"] == "completed"
    assert Notification.objects.filter(kind="placement_completed", channel="email").count() == 3


def test_alumni_by_hand_and_by_the_calendar(serving, pat, settings):
    with pytest.raises(WrongState):
        graduate_placement(serving, by=pat)
    terms.moved_to(serving, TODAY - timedelta(days=700), TODAY - timedelta(days=settings.ALUMNI_AFTER_DAYS))
    complete_placement(serving, by=None)
    keep_calendar()
    keep_calendar()
    assert field_values(serving, "state")["state"] == "alumni"
    assert Notification.objects.filter(kind="placement_alumni", channel="email").count() == 3


@pytest.mark.parametrize(
    ("left", "sent"), [(181, []), (180, [180]), (91, [180]), (90, [90]), (31, [90]), (30, [30]), (0, [30])]
)
def test_reminders_come_at_their_marks(left, sent, serving):
    terms.moved_to(serving, TODAY - timedelta(days=500), TODAY + timedelta(days=left))
    keep_calendar()
    keep_calendar()
    assert list(TermReminder.objects.values_list("days", flat=True)) == sent
    assert Notification.objects.filter(kind="term_reminder", channel="email").count() == 3 * len(sent)


def test_each_mark_once_and_an_extended_term_anew(serving, pat):
    for left in (170, 80, 80, 20):
        terms.moved_to(serving, TODAY - timedelta(days=650), TODAY + timedelta(days=left))
        TermReminder.objects.update(ends_on=serving.ends_on)
        keep_calendar()
    assert list(TermReminder.objects.values_list("days", flat=True)) == [180, 90, 30]
    extend_term(serving, by=pat, ends_on=TODAY + timedelta(days=100), reason="The work goes on.")
    keep_calendar()
    assert list(TermReminder.objects.values_list("days", flat=True)) == [180, 90, 30, 180]


def test_the_database_knows_what_an_ended_term_needs(serving):
    for wrong in ({"ends_on": None}, {"ended_on": TODAY}, {"end_reason": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.filter(pk=serving.pk).update(**wrong)
