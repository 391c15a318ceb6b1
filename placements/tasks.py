"""Celery entry points: what happens because a date has come."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from applicants.actions.calendar import run_calendar
from placements.actions.calendar import (
    carry_out_moves,
    close_due_rounds,
    complete_terms,
    end_orphaned_runs,
    end_tracks,
    expire_entries,
    expire_offers,
    graduate_alumni,
    open_due_rounds,
    publish_due_runs,
    remind_of_ends,
    revert_due_seats,
)
from placements.actions.evidence import mask_evidence
from placements.actions.interview import lapse_interviews
from placements.actions.pair import expire_pairs
from placements.actions.pass_over import close_answers

log = logging.getLogger(__name__)
# The minute that everybody waits for comes first.
DUTIES: tuple[Callable[[datetime], Any], ...] = (
    publish_due_runs,
    close_due_rounds,
    open_due_rounds,
    expire_offers,
    revert_due_seats,
    end_orphaned_runs,
    expire_entries,
    carry_out_moves,
    complete_terms,
    graduate_alumni,
    remind_of_ends,
    end_tracks,
    run_calendar,
    mask_evidence,
    lapse_interviews,
    close_answers,
    expire_pairs,
)


@shared_task
def keep_calendar() -> None:
    """Do whatever has become due. A duty that fails is logged, stays due, and holds up no other."""
    now = timezone.now()
    for duty in DUTIES:
        try:
            duty(now)
        except (OperationalError, InterfaceError):
            log.exception("calendar: %s could not reach the database", duty.__name__)
            close_old_connections()
        except Exception:
            log.exception("calendar: %s failed", duty.__name__)
