"""The second signature on a run, and everything that is refused around it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from placements.actions.match_run import (
    approve_match_run,
    create_match_run,
    discard_match_run,
    send_for_approval,
)
from placements.models import MatchRun
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import placements as make
from tests.support.runs import carried_out


@pytest.fixture
def sent(closed, cohort, pat):
    """A completed run that waits for a second signature."""
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    return run


def soon():
    return timezone.now() + timedelta(hours=2)


def test_a_second_person_approves_and_sets_the_minute(sent, sam):
    approve_match_run(sent, by=sam, publish_at=soon())
    assert (sent.state, sent.approved_by, sent.publish_at.second) == ("approved", sam, 0)


def test_whoever_made_the_run_cannot_approve_it(sent, pat):
    from techforce.access.actions import grant_role

    grant_role(pat, "approver", by=None)
    pat = type(pat).objects.get(pk=pat.pk)
    with pytest.raises(Refused, match="second person"):
        approve_match_run(sent, by=pat, publish_at=soon())
    sent.refresh_from_db()
    assert sent.state == "under_review"


def test_a_programme_manager_without_the_right_cannot_approve(sent, pat):
    with pytest.raises(NotAllowed):
        approve_match_run(sent, by=pat, publish_at=soon())


@pytest.mark.parametrize("days", [-1, 61])
def test_the_minute_lies_ahead_and_not_too_far(sent, sam, days):
    with pytest.raises(Refused):
        approve_match_run(sent, by=sam, publish_at=timezone.now() + timedelta(days=days))


def test_a_run_that_was_not_sent_cannot_be_approved(closed, cohort, pat, sam):
    run = carried_out(create_match_run(cohort, by=pat))
    with pytest.raises(WrongState):
        approve_match_run(run, by=sam, publish_at=soon())


def test_no_new_real_run_while_one_is_being_decided(sent, cohort, pat):
    with pytest.raises(Refused, match="being decided"):
        create_match_run(cohort, by=pat)


def test_one_run_is_decided_at_a_time(sent, closed, cohort, pat):
    other = make.match_run(cohort, pat, state="completed")
    with pytest.raises(Refused, match=f"Match run {sent.number} is already being decided"):
        send_for_approval(other, by=pat)


def test_discarding_needs_a_reason(sent, pat):
    with pytest.raises(ReasonNeeded):
        discard_match_run(sent, by=pat, reason=" ")


def test_a_run_whose_minute_has_come_cannot_be_discarded(sent, sam, pat):
    approve_match_run(sent, by=sam, publish_at=soon())
    MatchRun.objects.update(publish_at=timezone.now())
    with pytest.raises(Refused, match="being published"):
        discard_match_run(sent, by=pat, reason="Too late.")
