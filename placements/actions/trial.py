"""Try a completed run again with something changed. Nothing outside the new run is touched."""

from typing import Any

from django.db import transaction

from placements.changes import RunChanges
from placements.models import MatchRun
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from .match_run import MATCHING_COHORTS, new_run, refuse_busy
from .ranking_window import hold_cohort

FINISHED = ["completed", "under_review", "approved", "published", "superseded", "discarded"]


@transaction.atomic
def create_trial(base: MatchRun, *, by: User, changes: RunChanges) -> MatchRun:
    """Start a dry run on the snapshot and seed of a finished run with these changes, by those who run matches.

    What differs in its result comes from the changes alone. Raises NotAllowed, WrongState when the run has no result,
    and Refused when nothing is changed or another run of the cohort is active.
    """
    if not may(by, Permission.MATCH_RUN):
        raise NotAllowed("Only program managers run matches.")
    if not changes:
        raise Refused("Change something: without a change the result would be the same.")
    if changes.exceptions:
        raise Refused("An exception is proposed with a reason, not tried.")
    return start_variant(base, by=by, changes=changes)


def start_variant(
    base: MatchRun, *, by: User, changes: RunChanges, dry_run: bool = True, **fields: Any
) -> MatchRun:
    """A run on another run's snapshot and seed. Only inside the transaction of an act that checked who asks.

    `fields`: who is answerable for it, and who proposed its exceptions.
    """
    cohort = hold_cohort(base.cohort)
    if base.state not in FINISHED:
        raise WrongState(
            f"Match run {base.number} is “{base.state_info.label}”: it has no result to start from."
        )
    if cohort.state not in MATCHING_COHORTS:
        raise Refused(f"{cohort.name} is “{cohort.state_info.label}”: there is nobody to match.")
    refuse_busy(cohort)
    return new_run(
        cohort,
        by=by,
        seed=base.seed,
        track=base.track,
        round_number=base.round_number,
        dry_run=dry_run,
        base=base,
        changes=changes.to_json(),
        **fields,
    )
