"""After the run: the second approval, the minute, and what the run's pages cost at that size."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.pages.pages import signed_in
from bench.system.processes import backends, load
from placements.actions.match_run import approve_match_run, send_for_approval
from placements.actions.publishing import publish_match_run
from placements.models import MatchRun, Offer
from techforce.accounts.models import User
from techforce.workflow.replay import mismatches


def publish(run: Any, goal: float) -> int:
    """Publish it as its minute does; prints CPU and statements, returns 1 when the goal is missed."""
    by = {name: User.objects.get(email=f"{name}@demo.example") for name in ("pat", "sam")}
    run = MatchRun.objects.get(pk=run.pk)
    send_for_approval(run, by=by["pat"])
    approve_match_run(run, by=by["sam"], publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())
    fresh = MatchRun.objects.get(pk=run.pk)
    own, theirs = time.process_time(), sum(backends().values())
    with CaptureQueriesContext(connection) as queries:
        publish_match_run(fresh)
    own, theirs = time.process_time() - own, sum(backends().values()) - theirs
    placed = Offer.objects.filter(run=run).count()
    scaled = (own + theirs) * 1000 / max(placed, 1)
    assert not mismatches(), "ledger and rows differ"
    print(
        f"  publishing {placed:,} placements: CPU {own:.2f} s + {theirs:.2f} s database, {len(queries)} statements; "
        f"{scaled:.2f} s for 1,000, goal {goal:.0f}{' MISSED' if scaled > goal else ''} ({load()})"
    )
    return int(scaled > goal)


def read_pages(run: Any) -> None:
    """CPU and statements of the pages that show a run, and of somebody's own result once it is published."""
    placed = Offer.objects.filter(run=run).select_related("entry__application__candidate__user").last()
    pages = {
        "all runs": ("pat@demo.example", "/matches/"),
        "one run": ("pat@demo.example", f"/matches/{run.number}/"),
        "its people": ("pat@demo.example", f"/matches/{run.number}/people/"),
    }
    if placed:
        pages["somebody's own result"] = (placed.entry.application.candidate.user.email, "/result/")
    for name, (email, url) in pages.items():
        client = signed_in(User.objects.get(email=email))
        response, seconds, statements = timed(lambda c=client, u=url: c.get(u))  # type: ignore[misc]
        assert response.status_code == 200, f"{url} is not the page itself"
        print(f"  {name}: {response.status_code}, {1000 * seconds:.1f} ms CPU, {statements} statements")


def timed(ask: Callable[[], Any], times: int = 5) -> tuple[Any, float, int]:
    """The answer, the least CPU seconds of some requests, and the statements of the last."""
    ask()
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        answer = ask()
        best = min(best, time.process_time() - began)
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    return answer, best, len(queries)
