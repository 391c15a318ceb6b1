"""Link two candidates who want to be placed together: ask, confirm, decline, take back, dissolve, until ranking closes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from applicants.models import Application
from placements.models import Pair, PairMember
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .ranking_window import hold_window_open

MOST_A_DAY = 5
BUSY = "You are linked already, or a request of yours waits. End that first."
LEFT = "One of the two withdrew from the cohort."
CANNOT_RANK = "You can link with somebody while you take part in ranking."


@transaction.atomic
def ask_to_link(application: Application, *, by: User, number: str) -> Pair:
    """Ask whoever holds a receipt number to rank jointly, by a certified candidate while ranking is open.

    Ends the same whether or not there is somebody who can be asked. Somebody who has asked the candidate already is
    linked with at once. Raises NotAllowed, WrongState for a second link, and Refused outside the window, for one's
    own number, and after five requests in a day.
    """
    hold_window_open(application.cohort)
    _must_own(application, by)
    if number == application.receipt_number:
        raise Refused("This is your own receipt number. Enter the other person’s.")
    other = _holder(application, number)
    _hold(application, other)
    waiting = Pair.objects.filter(asker=other, asked=application, state="proposed").first() if other else None
    if waiting is not None:
        return confirm_link(waiting, by=by)
    if PairMember.objects.filter(application=application).exists():
        raise WrongState(BUSY)
    _refuse_too_many(application)
    made = begin(Pair(asker=application, asked=other, number=number), by=by, act="ask")
    PairMember.objects.create(application=application, pair=made)
    return made


@transaction.atomic
def confirm_link(pair: Pair, *, by: User) -> Pair:
    """proposed → linked, by whoever was asked; a request of theirs that waits elsewhere is taken back.

    Raises NotAllowed, WrongState when it was taken back or they are linked already, and Refused outside the window.
    """
    hold_window_open(pair.asker.cohort)
    asked = _asked(pair, by)
    _hold(pair.asker, asked)
    held = PairMember.objects.select_related("pair").filter(application=asked).first()
    if held is not None and held.pair.state == "linked":
        raise WrongState(BUSY)
    apply(pair, "confirm", by=by)
    if held is not None:
        _end(held.pair, "take_back", by=by)
    PairMember.objects.create(application=asked, pair=pair)
    return pair


@transaction.atomic
def decline_link(pair: Pair, *, by: User) -> None:
    """proposed → declined, by whoever was asked. Raises NotAllowed, WrongState, and Refused outside the window."""
    hold_window_open(pair.asker.cohort)
    _asked(pair, by)
    _end(pair, "decline", by=by)


@transaction.atomic
def take_back_request(pair: Pair, *, by: User) -> None:
    """proposed → taken back, by the asker. Raises NotAllowed, WrongState, and Refused outside the window."""
    hold_window_open(pair.asker.cohort)
    _must_own(pair.asker, by)
    _end(pair, "take_back", by=by)


@transaction.atomic
def dissolve_link(pair: Pair, *, by: User) -> None:
    """linked → dissolved, by either. Raises NotAllowed, WrongState, and Refused outside the window."""
    hold_window_open(pair.asker.cohort)
    if by.pk not in {side.candidate.user_id for side in (pair.asker, pair.asked) if side is not None}:
        raise NotAllowed("Only the two who are linked can dissolve it.")
    _end(pair, "dissolve", by=by)


def end_pairs_of(application: Application) -> None:
    """End whatever an application that has left is part of. Runs inside the transaction in which it leaves."""
    for pair in Pair.objects.of(application).open().order_by("pk"):
        if pair.state == "linked":
            _end(pair, "dissolve", by=None, reason=LEFT)
        else:
            _end(pair, "take_back" if pair.asker_id == application.pk else "decline", by=None)


def expire_pairs(now: datetime) -> int:
    """End requests that nobody confirmed before ranking closed; returns how many. Safe to run twice."""
    late = Pair.objects.filter(state="proposed", asker__cohort__ranking_closes_at__lte=now)
    count = 0
    for pair in late.order_by("pk"):
        try:
            _end(pair, "expire", by=None)
        except WrongState:
            continue
        count += 1
    return count


@transaction.atomic
def _end(pair: Pair, act: str, *, by: User | None, reason: str = "") -> None:
    apply(pair, act, by=by, reason=reason)
    PairMember.objects.filter(pair=pair).delete()


def _hold(*sides: Application | None) -> None:
    """Both applications, locked in the order of their keys and still taking part; whoever links waits for the other."""
    for side in sorted((side for side in sides if side is not None), key=lambda row: row.pk):
        if lock(side).state != "certified":
            raise Refused(CANNOT_RANK)


def _holder(application: Application, number: str) -> Application | None:
    """Who can be asked under this number: somebody else in the cohort who is certified."""
    rows = Application.objects.filter(
        receipt_number=number, cohort_id=application.cohort_id, state="certified"
    )
    return rows.exclude(candidate=application.candidate_id).first()


def _refuse_too_many(application: Application) -> None:
    """Every request writes to somebody: a few mistakes pass, a flood does not."""
    since = timezone.now() - timedelta(days=1)
    if Pair.objects.filter(asker=application, asked_at__gte=since).count() >= MOST_A_DAY:
        raise Refused(f"You have asked {MOST_A_DAY} times in a day. Try again tomorrow.")


def _asked(pair: Pair, by: User) -> Application:
    if pair.asked is None or pair.asked.candidate.user_id != by.pk:
        raise NotAllowed("Only the person who was asked can answer.")
    return pair.asked


def _must_own(application: Application, by: User) -> None:
    if application.candidate.user_id != by.pk:
        raise NotAllowed("Only the candidate can do this.")
