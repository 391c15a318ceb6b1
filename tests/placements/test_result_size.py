"""Pages of people never read what a run stores whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.publishing import publish_match_run
from placements.models import MatchRun, Offer
from tests.factories import placements as make
from tests.support.runs import carried_out


@pytest.fixture
def published(closed, cohort, pat, sam):
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    return MatchRun.objects.get()


@pytest.mark.parametrize("who", ["one", "cora", "pat"])
def test_no_page_reads_the_stored_snapshot(published, closed, cora, pat, as_, who):
    user = {"cora": cora, "pat": pat}.get(who) or closed.user(who)
    pages = {
        "one": ["/result/", "/status/", "/ranking/"],
        "cora": [reverse("placements:requisition_result", args=[closed.va.pk]), "/offers/"],
        "pat": ["/matches/", "/matches/1/", "/matches/1/people/"],
    }
    client = as_(user)
    for page in pages[who]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        heavy = [row["sql"] for row in queries if '"placements_matchrun"."snapshot"' in row["sql"]]
        assert heavy == []


def test_publishing_never_reads_the_snapshot(closed, cohort, pat, sam):
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.update(publish_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        publish_due_runs(timezone.now())
    heavy = [row["sql"] for row in queries if '"placements_matchrun"."snapshot"' in row["sql"]]
    assert heavy == []
    assert Offer.objects.exists()


def publishing_statements(cohort, pat, sam) -> int:
    """SQL statements of publishing a fresh run over everything that is there."""
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        publish_match_run(MatchRun.objects.get(pk=run.pk))
    return len(queries)


@pytest.mark.parametrize(("people", "requisitions"), [(2, 1), (9, 4)])
def test_statements_of_publishing_do_not_grow_with_people_or_requisitions(
    software, va, holly, cora, pat, sam, cohort, people, requisitions
):
    """Whoever is placed, unplaced or in reserve: the same number for two people and for nine."""
    entries = make.people_on(make.certificate(software, holly), people)
    work = [make.requisition(va, software, cora) for _ in range(requisitions)]
    for entry in entries:
        make.ranked(entry, *work)
    for row in work:
        make.agency_ranked(row, cora, *entries)
    make.close_ranking(cohort)
    assert publishing_statements(cohort, pat, sam) == 60
    assert Offer.objects.count() == requisitions
