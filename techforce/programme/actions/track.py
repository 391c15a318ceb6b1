"""Open, extend and close the windows of tracks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from ..checklist import must_be_ready
from ..models import Cohort, Track
from ..signals import track_opened
from .cohort import allow, role_of, run_cohort

BEFORE_OPENING = ["planned", "announced", "running"]


@transaction.atomic
def create_track(track: Track, *, by: User | None) -> Track:
    """Add a planned track to a cohort that has not moved on to placing. Raises NotAllowed, Refused."""
    allow(by)
    if lock(track.cohort).state not in BEFORE_OPENING:
        raise Refused("This cohort takes no new tracks any more.")
    if track.closes_at <= track.opens_at:
        raise Refused("A track has to close after it opens.")
    return begin(track, by=by)


@transaction.atomic
def open_track(track: Track, *, by: User | None) -> LedgerEntry:
    """planned → open. Opening by hand before the date moves the opening to now; the first track starts its cohort.

    Raises Refused when the closing time has passed or the cohort is not announced, and Unready with every gap of this
    track. `track_opened` is sent.
    """
    lock(track)  # before its cohort: the calendar holds the track already when it comes here
    cohort = lock(track.cohort)
    now = timezone.now()
    changes = {"opens_at": now} if track.opens_at > now else {}

    def ready(row: Track) -> None:
        _closes_later(row)
        _cohort_is_out(cohort)
        must_be_ready(cohort, [row])

    entry = apply(track, "open", by=by, changes=changes, guards=[ready])
    if cohort.state == "announced":
        run_cohort(cohort, by=None)
    track_opened.send(Track, track=track, by=by)
    return entry


@transaction.atomic
def extend_track(track: Track, *, by: User, closes_at: datetime, reason: str) -> LedgerEntry:
    """open → open with a later closing time: on the ledger, and told to everybody with an open draft.

    Raises Refused unless the new time is later than the old one and still to come.
    """

    def is_later(row: Track) -> None:
        if closes_at <= row.closes_at:
            raise Refused("The new closing time has to be later than the present one.")
        if closes_at <= timezone.now():
            raise Refused("The new closing time has already passed.")

    before = track.closes_at
    return apply(
        track,
        "extend",
        by=by,
        reason=reason,
        changes={"closes_at": closes_at},
        guards=[is_later],
        closed_at=before.isoformat(),
        closes_at=closes_at.isoformat(),
    )


@transaction.atomic
def reschedule_track(track: Track, *, by: User | None, opens_at: datetime, closes_at: datetime) -> Track:
    """Give a track that is still planned another window; both dates go on the ledger. Raises NotAllowed, Refused."""
    allow(by)
    locked = lock(track)
    if locked.state != "planned":
        raise WrongState("This track has opened already. Its closing time can be extended.")
    if closes_at <= opens_at:
        raise Refused("A track has to close after it opens.")
    for row in (locked, track):
        row.opens_at, row.closes_at = opens_at, closes_at
    locked.save(update_fields=["opens_at", "closes_at"])
    opens, closes = opens_at.isoformat(), closes_at.isoformat()
    record("reschedule", locked, by=by, role=role_of(by), opens_at=opens, closes_at=closes)
    return track


@transaction.atomic
def close_track(track: Track, *, by: User | None, reason: str = "") -> LedgerEntry:
    """open → closed. By hand it is earlier than announced: the closing time becomes now, and a reason is asked for."""
    now = timezone.now()
    early = track.opens_at < now < track.closes_at
    if early and by is not None and not reason.strip():
        raise ReasonNeeded("Say why it closes earlier than announced.")
    return apply(track, "close", by=by, reason=reason, changes={"closes_at": now} if early else {})


def _closes_later(track: Track) -> None:
    if track.closes_at <= timezone.now():
        raise Refused("The closing time of this track has already passed. Set a later one first.")


def _cohort_is_out(cohort: Cohort) -> None:
    if cohort.state not in ("announced", "running"):
        raise Refused("Announce the cohort before its tracks open.")
