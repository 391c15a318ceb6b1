"""Background work of placements."""

import logging
import uuid

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from techforce.jobs.actions import Cancelled, Progress
from techforce.jobs.causes import cause_of, short_cause
from techforce.jobs.registry import job
from techforce.programme.models import Cohort
from techforce.workflow.errors import WrongState

from .actions.match_run import ACTIVE, JOB, cancel_match_run, fail_match_run
from .actions.release import ALTERNATES
from .actions.running import carry_out
from .actions.second_seats import offer_freed_seats
from .actions.verification import JOB as BUNDLE
from .actions.verification import prepare_bundle
from .matching import MatchingError
from .models import MatchRun
from .pinning import refusal_words

log = logging.getLogger(__name__)


@job(JOB, label="Match run", atomic=False, long=True)
def run_match(*, run_id: str, progress: Progress) -> None:
    """Carry out one match run. Run again after a crash it goes on from the stored snapshot; an ended run stays ended.

    Whatever goes wrong becomes the run's cause, because a retry is a new run. Only a database that is away is not a
    failure: the message comes back.
    """
    run = MatchRun.objects.select_related("cohort", "track").get(pk=uuid.UUID(run_id))
    if run.state not in ACTIVE:
        return
    try:
        carry_out(run, progress)
    except (OperationalError, InterfaceError):
        raise
    except (Cancelled, WrongState) as stopped:
        _note_cancelled(run)
        raise Cancelled from stopped
    except SoftTimeLimitExceeded:
        fail_match_run(run, "It ran out of its time limit.")
        raise
    except MatchingError as error:
        fail_match_run(run, refusal_words(error))
    except Exception as error:  # noqa: BLE001 a run must end in a state that says why, whatever happened
        log.error("match run %s failed: %s", run.number, cause_of(error))
        fail_match_run(run, short_cause(error))


@job(BUNDLE, label="Verification bundle of a match run", long=True)
def make_bundle(*, run_id: str) -> None:
    """Make the file with which anybody can check a run. Run again it changes nothing."""
    prepare_bundle(MatchRun.objects.select_related("cohort", "track").get(pk=uuid.UUID(run_id)))


def _note_cancelled(run: MatchRun) -> None:
    """The job was stopped from the jobs page: the run says so too."""
    run.refresh_from_db()
    if run.state in ACTIVE:
        cancel_match_run(run, by=None)


@job(ALTERNATES, label="Offer freed seats to alternates")
def find_alternates(*, cohort_id: str) -> None:
    """Look once for people to whom freed seats go. Run again it finds nothing more."""
    offer_freed_seats(Cohort.objects.get(pk=uuid.UUID(cohort_id)))
