"""What a date brings about in placements. Each act is safe to run twice and at the same time."""

from datetime import datetime

from placements.models import MatchRun
from techforce.jobs.models import JobState

from .certificate import expire_entries
from .match_run import ACTIVE, cancel_match_run, fail_match_run
from .offer import expire_offers
from .publishing import publish_due_runs
from .ranking_round import close_due_rounds, open_due_rounds
from .reassignment import carry_out_moves
from .reversions import revert_due_seats
from .term import complete_terms, graduate_alumni, remind_of_ends
from .track_end import end_tracks

__all__ = [
    "carry_out_moves",
    "close_due_rounds",
    "complete_terms",
    "end_orphaned_runs",
    "end_tracks",
    "expire_entries",
    "expire_offers",
    "graduate_alumni",
    "open_due_rounds",
    "publish_due_runs",
    "remind_of_ends",
    "revert_due_seats",
]


def end_orphaned_runs(now: datetime) -> int:
    """End runs whose job ended without them (its worker died each time, or somebody cancelled the job)."""
    ended = (JobState.FAILED, JobState.CANCELLED, JobState.SUCCEEDED)
    rows = MatchRun.objects.filter(state__in=ACTIVE, job__state__in=ended).select_related("job")
    for run in rows:
        if run.job is not None and run.job.state == JobState.CANCELLED:
            cancel_match_run(run, by=None)
        else:
            fail_match_run(run, (run.job.cause if run.job else "") or "Its job ended without a result.")
    return len(rows)
