"""Celery entry points for jobs."""

import uuid
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils import timezone

from .actions import ring
from .models import Job, JobState
from .running import alive, run_job

RETRY: dict[str, Any] = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 1,
    "retry_backoff_max": 10,
    "max_retries": 20,
}


@shared_task(**RETRY)
def run(*, job_id: str) -> None:
    """Run one short job."""
    run_job(uuid.UUID(job_id))


@shared_task(**RETRY)
def run_long(*, job_id: str) -> None:
    """Run one long job, on the queue that long work has to itself."""
    run_job(uuid.UUID(job_id))


@shared_task
def sweep() -> None:
    """Ring again for jobs whose message was lost, and for running ones whose worker is dead."""
    now = timezone.now()
    waiting = Q(state=JobState.QUEUED) & (Q(rung_at=None) | Q(rung_at__lt=now - timedelta(seconds=30)))
    silent = Q(state=JobState.RUNNING, rung_at__lt=now - timedelta(seconds=5))
    due = Job.objects.open().filter(waiting | silent, due_at__lte=now - timedelta(seconds=1))
    for row in due.order_by("due_at")[:200]:
        with alive(row.id) as free:
            held = not free
        if not held:
            ring(row)
