"""Jobs in one process: queue, run, retry, park, cancel."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.jobs import actions, tasks
from techforce.jobs.actions import JobRefused, enqueue
from techforce.jobs.models import Job
from techforce.jobs.registry import job
from techforce.jobs.running import run_job
from tests.jobs import kinds  # noqa: F401 - registers the jobs
from tests.support.jobs import run_jobs

As = Callable[[User], Client]


def effects() -> int:
    return LedgerEntry.objects.filter(act="effect").count()


def fresh(row: Job) -> Job:
    return Job.objects.get(pk=row.pk)


def due_now(row: Job) -> None:
    Job.objects.filter(pk=row.pk).update(due_at=timezone.now())


def test_job_runs_once_however_often_it_is_asked(ada: User) -> None:
    row = enqueue("tests.note", user=ada.pk)
    for _ in range(3):
        run_job(row.pk)
    row = fresh(row)
    assert (row.state, row.attempts, row.finished_at is not None, effects()) == ("succeeded", 1, True, 1)


def test_arguments_are_ids_as_text(ada: User) -> None:
    assert enqueue("tests.note", user=ada.pk).arguments == {"user": str(ada.pk)}


def test_unknown_name_is_refused_at_once(db: None) -> None:
    with pytest.raises(KeyError):
        enqueue("tests.no_such_job")
    assert Job.objects.count() == 0


def test_two_functions_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two jobs are named"):
        job("tests.note", label="Other")(test_unknown_name_is_refused_at_once)


def test_failure_waits_longer_each_time_and_leaves_nothing_behind(ada: User) -> None:
    row = enqueue("tests.broken", user=ada.pk)
    waits = []
    for _ in range(4):
        before = timezone.now()
        run_job(row.pk)
        waits.append(round((fresh(row).due_at - before).total_seconds()))
        assert fresh(row).state == "queued"
        run_job(row.pk)  # not due: nothing happens
        due_now(row)
    assert (waits, fresh(row).attempts, effects()) == ([2, 8, 18, 32], 4, 0)


def test_fifth_failure_parks_it_with_the_cause(ada: User, as_: As, otto: User) -> None:
    row = enqueue("tests.broken", user=ada.pk)
    for _ in range(5):
        run_job(row.pk)
        due_now(row)
    row = fresh(row)
    assert (row.state, row.attempts) == ("failed", 5)
    assert "ValueError: the reason that a person must see" in row.cause
    page = as_(otto).get(f"/operations/jobs/{row.pk}/").content.decode()
    assert "the reason that a person must see" in page
    run_job(row.pk)
    assert fresh(row).attempts == 5


def test_worker_that_dies_each_time_is_parked_too(ada: User) -> None:
    row = enqueue("tests.note", user=ada.pk)
    Job.objects.filter(pk=row.pk).update(state="running", attempts=5)
    run_job(row.pk)
    assert (fresh(row).state, fresh(row).cause) == ("failed", "Its worker died each time it ran.")


def test_operator_retries_a_failed_job(ada: User, otto: User, as_: As) -> None:
    row = enqueue("tests.note", user=ada.pk)
    Job.objects.filter(pk=row.pk).update(state="failed", attempts=5, cause="x", finished_at=timezone.now())
    assert as_(otto).post(f"/operations/jobs/{row.pk}/retry/").status_code == 302
    run_jobs()
    assert (fresh(row).state, effects()) == ("succeeded", 1)
    assert as_(otto).post(f"/operations/jobs/{row.pk}/retry/").status_code == 409
    assert LedgerEntry.objects.filter(act="retry_job", actor=otto).count() == 1


def test_queued_job_is_cancelled_at_once(ada: User, otto: User, as_: As) -> None:
    row = enqueue("tests.note", user=ada.pk)
    assert as_(otto).post(f"/operations/jobs/{row.pk}/cancellation/").status_code == 302
    run_jobs()
    assert (fresh(row).state, effects()) == ("cancelled", 0)
    with pytest.raises(JobRefused, match="already ended"):
        actions.cancel(row)


def test_running_job_stops_at_its_next_step(ada: User) -> None:
    row = enqueue("tests.long", user=ada.pk)
    Job.objects.filter(pk=row.pk).update(state="running")
    actions.cancel(fresh(row))
    assert fresh(row).state == "running"
    run_job(row.pk)
    assert (fresh(row).state, fresh(row).done, effects()) == ("cancelled", 1, 0)


def test_progress_is_seen(ada: User) -> None:
    row = enqueue("tests.long", user=ada.pk)
    run_job(row.pk)
    row = fresh(row)
    assert (row.state, row.done, row.total, row.percent, row.message) == ("succeeded", 3, 3, 100, "step 3")
    assert Job(total=0).percent is None


def test_sweep_rings_only_for_what_was_forgotten(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    now = timezone.now()
    never, lost, fresh_one, running, later, done = (enqueue("tests.note", user=ada.pk) for _ in range(6))
    minute, second = now - timedelta(minutes=1), now - timedelta(seconds=1)
    for row, values in (
        (never, {"rung_at": None}),
        (lost, {"rung_at": minute}),
        (fresh_one, {"rung_at": second}),
        (running, {"rung_at": minute, "state": "running"}),
        (later, {"rung_at": None, "due_at": now + timedelta(minutes=1)}),
        (done, {"rung_at": None, "state": "succeeded", "finished_at": now}),
    ):
        Job.objects.filter(pk=row.pk).update(**{"due_at": minute, **values})
    tasks.sweep()
    assert sorted(str(row.pk) for row in rung) == sorted(str(row.pk) for row in (never, lost, running))


def test_refused_job_says_why_with_409(ada: User, otto: User, as_: As) -> None:
    row = enqueue("tests.note", user=ada.pk)
    run_job(row.pk)
    answer = as_(otto).post(f"/operations/jobs/{row.pk}/cancellation/")
    assert (answer.status_code, "This job has already ended." in answer.content.decode()) == (409, True)
