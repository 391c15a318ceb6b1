"""The ranking window of a cohort: who certifies holds it open, who moves it or starts a match waits for them."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from placements.models import MatchRun, RankingRound, current_round
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.programme.models import Cohort
from techforce.ui.moments import eastern_words, to_eastern
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply

from .recall import recall_entries
from .seeding import draw_seed

# A shared lock: many people certify at once, and none of them while the window is being moved.
HOLD = "select ranking_opens_at, ranking_closes_at from programme_cohort where id = %s for share"
MATCHING_COHORTS = ["running", "placing", "serving"]
UNDECIDED = ["draft", "snapshotting", "running", "completed", "under_review", "approved"]


def hold_window_open(cohort: Cohort) -> None:
    """Keep the window as it is until the transaction ends. Raises Refused when it is not open."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [cohort.pk])
        opens, closes = cursor.fetchone()
    now = timezone.now()
    if opens is None or now < opens:
        when = f" It opens {eastern_words(to_eastern(opens))}." if opens else ""
        raise Refused(f"Ranking is not open yet.{when} Nothing was changed.")
    if closes is not None and now >= closes:
        raise Refused(
            f"Ranking closed {eastern_words(to_eastern(closes))}. Nothing was changed: the list certified before then counts."
        )


def hold_cohort(cohort: Cohort) -> Cohort:
    """The cohort as it is now, after everybody who was certifying has finished, and before anybody else can."""
    return Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)


def hold_rules(cohort: Cohort, what: str) -> Cohort:
    """The cohort with what limits its match held as it is: no run can start until the transaction ends.

    Raises WrongState, naming `what`, while a real match run of the cohort is undecided.
    """
    locked = hold_cohort(cohort)
    run = MatchRun.objects.filter(cohort=locked, dry_run=False, state__in=UNDECIDED).first()
    if run is not None:
        raise WrongState(f"Match run {run.number} used {what} as they are. Discard or publish it first.")
    return locked


@transaction.atomic
def set_ranking_window(
    cohort: Cohort, *, by: User, opens_at: datetime, closes_at: datetime, reason: str
) -> None:
    """Set when ranking opens and closes, by the programme manager and with a reason; everybody who ranks is told.

    Closing at once is a `closes_at` of now; a supplemental round that is under way moves with it. A window that is still to come or open recalls those in reserve. Raises NotAllowed, ReasonNeeded, and Refused for an empty window, while
    a real match run of the cohort is undecided, because its lists would no longer be the certified ones, and once the
    result of the round is published, because ranking goes on with new lists in a round of its own.
    """
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("Only program managers set the ranking window.")
    if not reason.strip():
        raise ReasonNeeded("Give a reason. Everybody who ranks will read it.")
    if closes_at <= opens_at:
        raise Refused("Ranking must close after it opens.")
    under_way = RankingRound.objects.filter(cohort=cohort).unfinished().select_for_update(no_key=True).first()
    locked = hold_cohort(cohort)
    undecided = MatchRun.objects.filter(cohort=locked, dry_run=False, state__in=UNDECIDED).first()
    if undecided is not None and closes_at > timezone.now():
        raise Refused(
            f"Match run {undecided.number} used the lists as they are. Discard or publish it first."
        )
    if under_way is None and closes_at > timezone.now():
        _refuse_used_lists(locked)
    if under_way is not None:
        _move_round(under_way, by, closes_at, reason)
    locked.ranking_opens_at, locked.ranking_closes_at = opens_at, closes_at
    locked.save(update_fields=["ranking_opens_at", "ranking_closes_at"])
    cohort.ranking_opens_at, cohort.ranking_closes_at = opens_at, closes_at
    entry = record(
        "set_ranking_window",
        locked,
        by=by,
        role=role_with(by, Permission.COHORT_RUN),
        reason=reason.strip(),
        opens_at=opens_at.isoformat(),
        closes_at=closes_at.isoformat(),
    )
    queue("ranking_window_set", locked, entry)
    if closes_at > timezone.now():
        draw_seed(locked)
        recall_entries(locked)


def _refuse_used_lists(cohort: Cohort) -> None:
    runs = MatchRun.objects.filter(cohort=cohort, dry_run=False, track=None, state="published")
    used = runs.filter(round_number=current_round(cohort)).first()
    if used is not None:
        raise Refused(
            f"Match run {used.number} has used these lists and is published. Announce a supplemental round: both sides "
            "rank anew in it."
        )


def _move_round(row: RankingRound, by: User, closes_at: datetime, reason: str) -> None:
    """A supplemental round that is under way ends with its window; one that is announced sets it itself when it opens."""
    if row.state == "announced":
        raise Refused(f"Round {row.number} is announced and sets the dates when it opens. Call it off first.")
    if closes_at <= row.opens_at:
        since = eastern_words(to_eastern(row.opens_at))
        raise Refused(f"Round {row.number} opened {since}. Close it after that.")
    changes = {"closes_at": closes_at}
    apply(row, "extend", by=by, reason=reason, changes=changes, closes_at=closes_at.isoformat())
