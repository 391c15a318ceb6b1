"""Supplemental rounds: announce one, open and close its ranking at their minutes, end it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies.actions.reopening import reopen_ranking
from agencies.models import Requisition
from placements.models import MatchRun, RankingRound
from placements.models.ranking_round import UNFINISHED
from placements.queries.rounds import what_can_be_ranked
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.programme.models import Cohort
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused
from techforce.workflow.kernel import apply, begin, lock

from .past_lists import put_lists_aside
from .ranking_window import MATCHING_COHORTS, UNDECIDED, hold_cohort
from .recall import recall_entries
from .seeding import draw_seed

MISSED = "The whole of its ranking time passed before the system could open it."


@transaction.atomic
def announce_round(
    cohort: Cohort,
    *,
    by: User,
    opens_at: datetime,
    closes_at: datetime,
    reason: str,
    reopens: Iterable[Requisition] = (),
) -> RankingRound:
    """Announce a round for seats that are open and people who hold none, by the programme manager; all of them are told.

    `reopens`: requisitions that had closed with open seats and come back. An `opens_at` that has come opens it at once.
    Raises NotAllowed, ReasonNeeded, and Refused for wrong dates, before the first result, while ranking, a match run or
    another round is not over, and where there is no open seat or nobody to rank.
    """
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("Only program managers open a supplemental round.")
    if not reason.strip():
        raise ReasonNeeded("Give a reason. Everybody who ranks will read it.")
    locked = hold_cohort(cohort)
    chosen = list(reopens)
    _refuse_untimely(locked, opens_at, closes_at)
    _refuse_pointless(locked, chosen)
    last = RankingRound.objects.filter(cohort=locked).aggregate(last=Max("number"))["last"] or 1
    row = RankingRound(
        cohort=locked,
        number=last + 1,
        opens_at=opens_at,
        closes_at=closes_at,
        reason=reason.strip(),
        announced_by=by,
    )
    begin(
        row,
        by=by,
        reason=reason.strip(),
        cohort=str(cohort.pk),
        opens_at=opens_at.isoformat(),
        closes_at=closes_at.isoformat(),
        reopens=[str(need.pk) for need in chosen],
    )
    row.reopens.set(chosen)
    queue("round_announced", row, row.ledger_entry)
    if opens_at <= timezone.now():
        open_round(row)
    return row


@transaction.atomic
def open_round(ranking_round: RankingRound) -> None:
    """announced → open, by the system at its minute.

    The lists of the round before are put aside, requisitions with open seats can be ranked again, people in reserve are
    recalled (those with a mark of priority first), and the cohort's window is the round's. A requisition that can't be
    reopened stays where it is, with the cause on the ledger. A round whose time has passed altogether is called off.
    Raises WrongState, and Refused before its minute.
    """

    def must_be_due(row: RankingRound) -> None:
        if row.opens_at > timezone.now():
            raise Refused("Its minute has not come.")

    cohort = hold_cohort(ranking_round.cohort)
    if ranking_round.closes_at <= timezone.now():
        apply(ranking_round, "cancel", by=None, reason=MISSED)
        return
    _reopen(ranking_round)
    apply(ranking_round, "open", by=None, guards=[must_be_due])
    put_lists_aside(cohort, ranking_round.number - 1)
    cohort.ranking_opens_at, cohort.ranking_closes_at = ranking_round.opens_at, ranking_round.closes_at
    cohort.save(update_fields=["ranking_opens_at", "ranking_closes_at"])
    recall_entries(cohort)
    draw_seed(cohort)


def close_round(ranking_round: RankingRound) -> None:
    """open → closed, by the system when its ranking has ended. Raises WrongState, and Refused before that."""

    def must_have_ended(row: RankingRound) -> None:
        if row.closes_at > timezone.now():
            raise Refused("Ranking is still open.")

    apply(ranking_round, "close", by=None, guards=[must_have_ended])


def cancel_round(ranking_round: RankingRound, *, by: User, reason: str) -> None:
    """announced → cancelled, by the programme manager with a reason; everybody who was told is told again."""
    apply(ranking_round, "cancel", by=by, reason=reason)


@transaction.atomic
def conclude_round(ranking_round: RankingRound, *, by: User | None, reason: str) -> None:
    """closed → concluded: by the system with the result, or by the programme manager, with a reason, without one.

    Raises Refused while a real match run of it is undecided.
    """

    def nothing_undecided(row: RankingRound) -> None:
        hold_cohort(row.cohort)
        run = MatchRun.objects.filter(cohort=row.cohort_id, dry_run=False, state__in=UNDECIDED).first()
        if run is not None:
            raise Refused(f"Match run {run.number} is not decided. Publish or discard it first.")

    apply(ranking_round, "conclude", by=by, reason=reason, guards=[nothing_undecided])


def conclude_with(run: MatchRun) -> None:
    """End the round of a published run of the whole cohort. A run of one track leaves it to the others."""
    found = RankingRound.objects.filter(cohort=run.cohort_id, number=run.round_number, state__in=UNFINISHED)
    row = found.first()
    if row is None or run.track_id is not None:
        return
    if lock(row).state == "open":
        close_round(row)
    conclude_round(row, by=None, reason=f"Match run {run.number} is published.")


def open_due_rounds(now: datetime) -> int:
    """Open every announced round whose minute has come; returns how many. Safe when two run at once."""
    due = RankingRound.objects.filter(state="announced", opens_at__lte=now)
    return act_on_each(due.order_by("opens_at", "pk"), open_round)


def close_due_rounds(now: datetime) -> int:
    """Close every open round whose ranking has ended; returns how many. Safe when two run at once."""
    due = RankingRound.objects.filter(state="open", closes_at__lte=now)
    return act_on_each(due.order_by("closes_at", "pk"), close_round)


def _reopen(ranking_round: RankingRound) -> None:
    found = what_can_be_ranked(ranking_round.cohort, list(ranking_round.reopens.all()))
    for need in found.to_reopen:
        try:
            with transaction.atomic():
                reopen_ranking(need, by=None, round_number=ranking_round.number)
        except Refused as refused:
            record(
                "leave_out",
                need,
                by=None,
                role="system",
                reason=str(refused),
                round=ranking_round.number,
            )


def _refuse_untimely(cohort: Cohort, opens_at: datetime, closes_at: datetime) -> None:
    now = timezone.now()
    if closes_at <= max(opens_at, now):
        raise Refused("Ranking must close after it opens, and after now.")
    if cohort.state not in MATCHING_COHORTS:
        raise Refused(f"{cohort.name} is “{cohort.state_info.label}”: there is nobody to match.")
    other = RankingRound.objects.filter(cohort=cohort).unfinished().first()
    if other is not None:
        raise Refused(f"Round {other.number} is not over. End it or call it off first.")
    runs = MatchRun.objects.filter(cohort=cohort, dry_run=False)
    undecided = runs.filter(state__in=UNDECIDED).first()
    if undecided is not None:
        raise Refused(f"Match run {undecided.number} is not decided. Publish or discard it first.")
    if not runs.public().exists():
        raise Refused("No result has been published yet: this is still the first round.")
    if cohort.ranking_is_open:
        raise Refused("Ranking is open now. Close it first.")


def _refuse_pointless(cohort: Cohort, chosen: list[Requisition]) -> None:
    if any(need.track.cohort_id != cohort.pk or need.state != "closed_short" for need in chosen):
        raise Refused("Choose only requests of this cohort that closed with open seats.")
    found = what_can_be_ranked(cohort, chosen)
    if not found.requisitions:
        raise Refused("No seat is open, so there is nothing to rank.")
    if not found.people:
        raise Refused(
            "Everybody on a certificate that holds has a seat or has left, so there is nobody to rank."
        )
