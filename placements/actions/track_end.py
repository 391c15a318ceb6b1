"""The end of a track: every seat is filled, or nobody is left to place."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from agencies.models import Requisition, Seat
from agencies.signals import seat_reopened
from applicants.models import Application
from placements.models import CertificateEntry
from placements.models.certificate import LIVE
from techforce.accounts.models import User
from techforce.programme.models import Track
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import ReasonNeeded, Refused
from techforce.workflow.kernel import apply, lock

# A request in one of these could still bring seats, or people into seats.
UNDECIDED_REQUESTS = [
    "submitted",
    "returned",
    "validated",
    "published",
    "ranking_closed",
    "in_match",
    "filling",
    "suspended",
]
IN_ASSESSMENT = ["submitted", "screening", "action_needed", "eligible", "in_hurdles", "qualified"]
COMMITTED = ["matched", "offered", "accepted"]


def fill_track(track: Track, *, by: User | None, reason: str = "") -> None:
    """matching → filled: by the system when every seat is filled, or by a program manager with a reason.

    Raises ReasonNeeded, and Refused while somebody is between a match and a first day.
    """
    _end(track, "fill", by, reason)


def exhaust_track(track: Track, *, by: User | None, reason: str = "") -> None:
    """matching → exhausted: by the system when nobody is left to place, or by a program manager with a reason.

    Raises ReasonNeeded, and Refused while somebody is between a match and a first day.
    """
    _end(track, "exhaust", by, reason)


def end_tracks(now: datetime) -> int:
    """End every track whose seats are all filled, or whose list is exhausted; returns how many. Safe twice at once."""
    ended = act_on_each(_filled().order_by("pk"), lambda row: fill_track(row, by=None))
    return ended + act_on_each(_exhausted().order_by("pk"), lambda row: exhaust_track(row, by=None))


@receiver(seat_reopened, dispatch_uid="match again in a track with a reopened seat")
def resume_track(sender: Any, seat: Seat, reason: str, **kwargs: Any) -> None:
    """filled → matching: a seat of the track is open again before its term ended."""
    track = lock(Track(pk=seat.requisition.track_id))
    if track.state == "filled":
        apply(track, "resume", by=None, reason=reason)


@transaction.atomic
def _end(track: Track, name: str, by: User | None, reason: str) -> None:
    if by is not None and not reason.strip():
        raise ReasonNeeded("Give a reason. It goes on the record.")
    apply(track, name, by=by, reason=reason, guards=[_nobody_is_in_between])


def _nobody_is_in_between(track: Track) -> None:
    waiting = CertificateEntry.objects.filter(certificate__track=track, state__in=COMMITTED).count()
    if waiting:
        people = "1 person is" if waiting == 1 else f"{waiting} people are"
        raise Refused(f"{people} between a match and a first day in this track.")


def _filled() -> Any:
    seats = Seat.objects.standing().filter(requisition__track=OuterRef("pk"))
    undecided = Requisition.objects.filter(track=OuterRef("pk"), state__in=UNDECIDED_REQUESTS)
    return _matching().filter(
        Exists(seats.filter(state="filled")), ~Exists(seats.exclude(state="filled")), ~Exists(undecided)
    )


def _exhausted() -> Any:
    entries = CertificateEntry.objects.filter(certificate__track=OuterRef("pk"))
    coming = Application.objects.filter(track_choices__track=OuterRef("pk"), state__in=IN_ASSESSMENT)
    return _matching().filter(Exists(entries), ~Exists(entries.filter(state__in=LIVE)), ~Exists(coming))


def _matching() -> Any:
    """Tracks in matching in which nobody is between a match and a first day."""
    between = CertificateEntry.objects.filter(certificate__track=OuterRef("pk"), state__in=COMMITTED)
    return Track.objects.filter(~Exists(between), state="matching")
