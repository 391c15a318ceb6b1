"""Queue, cancel and retry background work."""

import logging
import time
import uuid
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from .models import Job, JobState
from .registry import kind

log = logging.getLogger(__name__)
QUIET_SECONDS = 5.0
_quiet_until = 0.0


class JobRefused(Exception):
    """The job is not in a state in which that can be done to it."""


def enqueue(name: str, **ids: str | int | uuid.UUID) -> Job:
    """Queue work for after the surrounding transaction commits.

    The row commits with the caller's own writes; the message to the broker is only a doorbell, and a
    sweep rings again when it was lost. Arguments are ids. Raises KeyError for an unknown name.
    """
    kind(name)
    row = Job.objects.create(name=name, arguments={key: str(value) for key, value in ids.items()})
    transaction.on_commit(lambda: ring(row))
    return row


def ring(row: Job) -> None:
    """Tell a worker that the job waits. A broker that is away is no error: the sweep rings again."""
    Job.objects.filter(pk=row.pk).update(rung_at=timezone.now())
    task = "techforce.jobs.tasks.run_long" if kind(row.name).long else "techforce.jobs.tasks.run"
    send(task, job_id=str(row.id))


def send(task: str, **ids: str) -> None:
    """Send one Celery message by task name. When the broker is away: log, and keep quiet for a while.

    The pause keeps a hanging broker from slowing every page; nothing is lost, because sweeps read rows.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, kwargs=ids)
    except BrokerError as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker away, %s waits for the sweep: %s", task, type(error).__name__)


def cancel(row: Job) -> None:
    """Ask an open job to stop: a queued one ends now, a running one at its next step.

    Raises JobRefused when it has already ended.
    """
    with transaction.atomic():
        locked = Job.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.state == JobState.QUEUED:
            locked.state, locked.finished_at = JobState.CANCELLED, timezone.now()
        elif locked.state != JobState.RUNNING:
            raise JobRefused("This job has already ended.")
        locked.cancel_requested = True
        locked.save()


def retry(row: Job) -> None:
    """Queue a failed job again with its attempts counted from nothing. Raises JobRefused otherwise."""
    with transaction.atomic():
        locked = Job.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.state != JobState.FAILED:
            raise JobRefused("Only a failed job can be retried.")
        locked.state, locked.attempts, locked.cause = JobState.QUEUED, 0, ""
        locked.cancel_requested = False
        locked.finished_at, locked.due_at = None, timezone.now()
        locked.save()
        transaction.on_commit(lambda: ring(locked))


def back_off(attempts: int) -> timedelta:
    """How long to wait before the next try: 2, 8, 18, 32 … seconds."""
    return timedelta(seconds=2 * attempts**2)


class Cancelled(Exception):
    """Raised inside a job when somebody asked it to stop."""


class Progress:
    """How a long job says where it is. Each call is its own small write, seen by everyone at once."""

    def __init__(self, job_id: uuid.UUID) -> None:
        self.job_id = job_id

    def report(self, done: int, total: int, message: str = "") -> None:
        """Store progress. Raises Cancelled when somebody asked the job to stop."""
        Job.objects.filter(pk=self.job_id).update(done=done, total=total, message=message[:200])
        self.check()

    def check(self) -> None:
        """Raise Cancelled when somebody asked the job to stop."""
        if Job.objects.filter(pk=self.job_id, cancel_requested=True).exists():
            raise Cancelled

    def step(self, message: str) -> None:
        """Count one more step done."""
        Job.objects.filter(pk=self.job_id).update(done=F("done") + 1, message=message[:200])
        self.check()
