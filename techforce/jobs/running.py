"""What a worker does with one job: claim it, run it, and leave it in a state that a person can see."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from .actions import Cancelled, Progress, back_off
from .causes import cause_of
from .models import Job, JobState
from .registry import JobKind, kind

log = logging.getLogger(__name__)
LOCK_CLASS = 0x54464A  # "TFJ": keeps our advisory locks apart from anybody else's


@contextmanager
def alive(job_id: uuid.UUID) -> Iterator[bool]:
    """Hold the job's liveness lock; yields False when another worker holds it.

    The lock belongs to the database session, so a worker that is killed lets go of it at once and the
    sweep can tell a dead job from a slow one.
    """
    key = int.from_bytes(job_id.bytes[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, key])
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK_CLASS, key])


def run_job(job_id: uuid.UUID) -> None:
    """Run one job if it is due and nobody else runs it. Safe to call any number of times."""
    with alive(job_id) as mine:
        if not mine:
            return
        row = _claim(job_id)
        if row is None:
            return
        try:
            _execute(row, kind(row.name))
        except Cancelled:
            _finish(row, JobState.CANCELLED)
        except SoftTimeLimitExceeded:
            _finish(row, JobState.FAILED, "It ran out of its time limit.")
        except (OperationalError, InterfaceError):
            raise  # the database is away: the message comes back, the row still says what to do
        except Exception as error:  # noqa: BLE001 a job must end in a state that a person can see
            cause = cause_of(error)
            log.error("job %s (%s) failed: %s", row.id, row.name, cause)
            _park_or_wait(row, cause)


def _claim(job_id: uuid.UUID) -> Job | None:
    with transaction.atomic():
        row = Job.objects.select_for_update(no_key=True).filter(pk=job_id).open().first()
        if row is None or row.due_at > timezone.now():
            return None
        if row.attempts >= settings.JOB_MAX_ATTEMPTS:
            row.state, row.finished_at = JobState.FAILED, timezone.now()
            row.cause = row.cause or "Its worker died each time it ran."
            row.save()
            return None
        row.state, row.started_at, row.attempts = JobState.RUNNING, timezone.now(), row.attempts + 1
        row.save()
        return row


def _execute(row: Job, what: JobKind) -> None:
    if what.atomic:
        with transaction.atomic():
            what.run(**row.arguments)
            _finish(row, JobState.SUCCEEDED)
    else:
        what.run(progress=Progress(row.id), **row.arguments)
        _finish(row, JobState.SUCCEEDED)


def _finish(row: Job, state: JobState, cause: str = "") -> None:
    Job.objects.filter(pk=row.pk).update(state=state, finished_at=timezone.now(), cause=cause)


def _park_or_wait(row: Job, cause: str) -> None:
    if row.attempts >= settings.JOB_MAX_ATTEMPTS:
        _finish(row, JobState.FAILED, cause)
        return
    Job.objects.filter(pk=row.pk).update(
        state=JobState.QUEUED, cause=cause, due_at=timezone.now() + back_off(row.attempts)
    )
