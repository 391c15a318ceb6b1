"""Start, stop, send, approve and discard match runs. What the background does with one is in `running`."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from placements.models import MatchRun, RankingRound, current_round
from placements.numbering import hold_numbers
from placements.queries.preference import lists_overtaken
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.jobs.actions import JobRefused, cancel, enqueue
from techforce.jobs.models import Job
from techforce.programme.models import Cohort, Track
from techforce.ui.moments import eastern_words, to_eastern
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, begin, lock

from .ranking_window import MATCHING_COHORTS, hold_cohort
from .seeding import draw_seed

JOB = "placements.match_run"
ACTIVE = ["draft", "snapshotting", "running"]
DECIDING = ["under_review", "approved"]
LONGEST_WAIT = timedelta(days=60)


@transaction.atomic
def create_match_run(
    cohort: Cohort, *, by: User, track: Track | None = None, dry_run: bool = False
) -> MatchRun:
    """Start a run over a cohort or one of its tracks, by those who run matches; a worker carries it out.

    The lottery has the seed of the round, which is drawn here if it was not when the dates were set. A real run needs
    ranking to be over; a dry run can be made at any time and ends when it is complete. Raises NotAllowed, and Refused
    while another run of the cohort is active or a real one is being decided, and while a certified list passes over
    somebody who came later.
    """
    if not may(by, Permission.MATCH_RUN):
        raise NotAllowed("Only program managers run matches.")
    locked = hold_cohort(cohort)
    _refuse_untimely(locked, track, dry_run)
    return new_run(
        locked,
        by=by,
        track=track,
        dry_run=dry_run,
        seed=_seed(locked, dry_run),
        round_number=current_round(locked),
    )


def new_run(cohort: Cohort, *, by: User, creator: User | None = None, seed: str, **fields: Any) -> MatchRun:
    """Number, begin and queue a run; `creator` is who is answerable for it where that is not who acts.

    Only for acts that hold the cohort and have checked who asks.
    """
    hold_numbers(MatchRun)
    run = MatchRun(
        number=(MatchRun.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        cohort=cohort,
        created_by=creator or by,
        seed=seed,
        seed_commitment=hashlib.sha256(seed.encode()).hexdigest(),
        **fields,
    )
    run.job = enqueue(JOB, run_id=run.pk)
    facts = {"base": run.base.number, "changes": run.changes} if run.base else {}
    begin(
        run,
        by=by,
        dry_run=run.dry_run,
        round=run.round_number,
        seed_commitment=run.seed_commitment,
        cohort=str(cohort.pk),
        **facts,
    )
    return run


@transaction.atomic
def cancel_match_run(run: MatchRun, *, by: User | None) -> None:
    """Stop a run that has not completed. A worker that is at it stops at its next step and leaves nothing behind."""
    apply(run, "cancel", by=by)
    stop_job(run.job)


def send_for_approval(run: MatchRun, *, by: User) -> None:
    """Ask a second person to approve a completed real run. Raises Refused when another run waits for that."""

    def must_be_the_only_one(row: MatchRun) -> None:
        if row.dry_run:
            raise Refused("A dry run ends here. Start a real run to publish a result.")
        hold_cohort(row.cohort)
        other = MatchRun.objects.filter(cohort=row.cohort_id, state__in=DECIDING).exclude(pk=row.pk).first()
        if other is not None:
            raise Refused(f"Match run {other.number} is already being decided. Discard it first.")
        if row.overrides.filter(state="proposed").exists():
            raise Refused("An exception to this run waits for a second person. Decide it first.")

    apply(run, "review", by=by, guards=[must_be_the_only_one])


def approve_match_run(run: MatchRun, *, by: User, publish_at: datetime) -> None:
    """Approve a run and set its minute, by a second person. Nothing of it is visible to anybody else before that.

    Raises Refused for the person who made the run or one of its exceptions, and for a minute that has passed or is too far away.
    """
    minute = publish_at.replace(second=0, microsecond=0)

    def must_be_another_person(row: MatchRun) -> None:
        if row.created_by_id == by.pk:
            raise Refused("A second person has to approve: you made this run.")
        if by.pk in row.overriders:
            raise Refused("A second person has to approve: you proposed an exception in this run.")
        now = timezone.now()
        if minute <= now:
            raise Refused("The publishing minute must lie ahead.")
        if minute > now + LONGEST_WAIT:
            raise Refused(f"Publish within {LONGEST_WAIT.days} days.")

    changes = {"approved_by": by, "publish_at": minute}
    apply(
        run, "approve", by=by, guards=[must_be_another_person], changes=changes, publish_at=minute.isoformat()
    )


@transaction.atomic
def discard_match_run(run: MatchRun, *, by: User, reason: str) -> None:
    """Put a run aside before it is published, with a reason. It stays on the record.

    An exception to it that nobody has decided yet is withdrawn with it.
    """

    def must_not_be_due(row: MatchRun) -> None:
        if row.publish_at is not None and row.publish_at <= timezone.now():
            raise Refused("Its minute has come: the result is being published.")

    apply(run, "discard", by=by, reason=reason, guards=[must_not_be_due])
    for override in run.overrides.filter(state="proposed"):
        apply(override, "withdraw", by=None, run=run.number)


def stop_job(job: Job | None) -> None:
    """Ask the run's job to stop, unless it has ended."""
    if job is None:
        return
    try:
        cancel(job)
    except JobRefused:
        return


def fail_match_run(run: MatchRun, cause: str) -> None:
    """Note, by the system, that a run failed and why. Does nothing when it ended meanwhile."""
    with transaction.atomic():
        if lock(run).state in ACTIVE:
            apply(run, "fail", by=None, reason=cause[:500], changes={"cause": cause})


def _refuse_untimely(cohort: Cohort, track: Track | None, dry_run: bool) -> None:
    if cohort.state not in MATCHING_COHORTS:
        raise Refused(f"{cohort.name} is “{cohort.state_info.label}”: there is nobody to match.")
    if track is not None and track.cohort_id != cohort.pk:
        raise Refused("That track belongs to another cohort.")
    refuse_busy(cohort)
    if dry_run:
        return
    deciding = MatchRun.objects.filter(cohort=cohort, state__in=DECIDING).first()
    if deciding is not None:
        raise Refused(f"Match run {deciding.number} is being decided. Discard it before you run again.")
    announced = RankingRound.objects.filter(cohort=cohort, state="announced").first()
    if announced is not None:
        raise Refused(
            f"Round {announced.number} is announced, and new lists come with it. Make a dry run, or call it off."
        )
    closes = cohort.ranking_closes_at
    if closes is None or closes > timezone.now():
        until = f"is open until {eastern_words(to_eastern(closes))}" if closes else "has no closing date"
        raise Refused(f"Ranking {until}, so lists can still change. Make a dry run, or close ranking first.")
    overtaken = lists_overtaken(cohort, track)
    if overtaken:
        raise Refused(
            f"Somebody with veterans’ preference became available after the lists of "
            f"{', '.join(row.number for row in overtaken)} were certified, and these lists now pass them over. Open "
            "ranking again, so that the agencies can certify another order or give reasons."
        )


def refuse_busy(cohort: Cohort) -> None:
    """Raise Refused while a run of the cohort is under way."""
    active = MatchRun.objects.filter(cohort=cohort, state__in=ACTIVE).first()
    if active is not None:
        raise Refused(f"Match run {active.number} is under way. Wait for it, or cancel it.")


def _seed(cohort: Cohort, dry_run: bool) -> str:
    """The one seed of the round. A dry run draws its own: nobody sees the lottery that will count before it does."""
    return secrets.token_hex(16) if dry_run else draw_seed(cohort).seed
