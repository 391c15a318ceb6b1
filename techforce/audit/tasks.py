"""Celery entry points of the ledger."""

from celery import shared_task

from . import actions


@shared_task
def seal() -> None:
    """Seal what has been written since the last block."""
    actions.seal()
