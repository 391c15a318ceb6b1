"""The calendar does what has become due, and one duty that fails holds up no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from placements.models import Certificate, MatchRun
from placements.tasks import keep_calendar
from tests.factories import placements as make


@pytest.fixture
def expired(software, holly, ada):
    """An entry whose certificate expired yesterday."""
    entry = make.certified(ada, make.certificate(software, holly), state="reserve")
    Certificate.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    return entry


def test_what_has_become_due_is_done_once(expired):
    keep_calendar()
    keep_calendar()
    expired.refresh_from_db()
    assert expired.state == "expired"


def test_a_row_that_fails_is_logged_stays_due_and_holds_up_no_other(expired, cohort, pat, sam, caplog):
    past = timezone.now() - timedelta(minutes=1)
    # Approved without a snapshot: publishing it must fail.
    run = make.match_run(cohort, pat, state="approved", approved_by=sam, publish_at=past)
    keep_calendar()
    expired.refresh_from_db()
    run.refresh_from_db()
    assert (run.state, expired.state) == ("approved", "expired")
    assert f"placements.matchrun {run.pk} could not be acted on" in caplog.text


def test_nothing_due_does_nothing(cohort, pat, sam):
    make.match_run(
        cohort, pat, state="approved", approved_by=sam, publish_at=timezone.now() + timedelta(hours=1)
    )
    keep_calendar()
    assert MatchRun.objects.get().state == "approved"
