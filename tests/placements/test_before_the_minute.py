"""Before the set minute nobody can tell: every page of everybody stays as it was, and no message is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.models import MatchRun
from techforce.notifications.models import Notification
from tests.access.urls import declared_urls
from tests.support.runs import carried_out

from .everybody import OF_THOSE_WHO_RUN_IT, differences

# Pages that do tell once the minute has come: a walk that could not see a difference would find none before it either.
TELLING = {
    "applicants:status",
    "notifications:inbox",
    "placements:board",
    "placements:certificate",
    "placements:offers",
    "placements:own_result",
    "placements:requisition_result",
}


@pytest.mark.slow
def test_no_page_of_anybody_differs_before_the_minute(closed, walk, cohort, pat, sam):
    before = walk()
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert differences(before, walk(before=before)) == [], "an approved run shows"
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    assert {page for page, _ in differences(before, walk(only=TELLING))} == TELLING


def test_the_pages_of_a_run_are_declared_under_the_names_that_the_walk_leaves_out():
    left_out = {name for name in declared_urls() if name.startswith(OF_THOSE_WHO_RUN_IT)}
    assert {"placements:match_run", "placements:matches", "operations:ledger", "operations:jobs"} <= left_out


def test_no_mail_is_written_before_the_minute(closed, cohort, pat, sam):
    insiders = {pat.pk, sam.pk}
    before = Notification.objects.exclude(recipient__in=insiders).count()
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert Notification.objects.exclude(recipient__in=insiders).count() == before
