"""Celery entry points of the ledger."""

import logging

from celery import shared_task

from . import actions

log = logging.getLogger(__name__)


@shared_task
def seal() -> None:
    """Seal what has been written since the last block."""
    actions.seal()


@shared_task
def verify() -> None:
    """Prove the whole ledger, once a day."""
    problem = actions.verify()
    if problem:
        log.critical(
            "the ledger does not hold: %s (seal %s, entry %s)", problem.what, problem.seal, problem.entry
        )
