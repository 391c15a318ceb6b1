"""Celery entry points of the outbox."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

from .actions import ring
from .delivery import BATCH, deliver_batch


@shared_task(
    autoretry_for=(OperationalError, InterfaceError), retry_backoff=1, retry_backoff_max=10, max_retries=20
)
def deliver_due() -> None:
    """Send what is due; ring again when there was a full batch of it."""
    if deliver_batch() >= BATCH:
        ring()


@shared_task
def sweep() -> None:
    """Send what an outage or a back-off left behind."""
    if deliver_batch() >= BATCH:
        ring()
