"""What becomes due by itself: windows that open and close, checks that can start, dates that passed."""

import logging
from datetime import datetime

from django.db import models

from techforce.programme.actions.track import close_track, open_track
from techforce.programme.models import Track
from techforce.workflow.each import act_on_each
from techforce.workflow.kernel import apply

from ..models import Application, ApplicationTrack, Panel, Review, Rubric
from .lapse import lapse_draft, never_sent
from .restoring import reopened_too_late, restore_application
from .review import expire_review
from .screening import return_unanswered, screen_application

log = logging.getLogger(__name__)
# So that one round ends soon; what is left is done by the next, seconds later.
BATCH = 500


def run_calendar(now: datetime) -> dict[str, int]:
    """Do everything that is due at `now`, by the system; returns how many of each.

    Each row is done in a transaction of its own. Doing it twice, or two at once, does nothing twice: a row that is
    held by somebody else is left to them, and one that no longer fits is passed by.
    """
    return {
        "opened": act_on_each(_tracks_to_open(now), lambda track: open_track(track, by=None)),
        "closed": act_on_each(_tracks_to_close(now), lambda track: close_track(track, by=None)),
        "assessing": act_on_each(_tracks_to_assess(), lambda track: apply(track, "assess", by=None)),
        "restored": act_on_each(reopened_too_late(), restore_application),
        "lapsed": act_on_each(never_sent(now), lapse_draft),
        "screened": act_on_each(_to_screen(now), screen_application),
        "returned": act_on_each(_unanswered(now), return_unanswered),
        "expired": _expire_reviews(now),
    }


def _tracks_to_open(now: datetime) -> models.QuerySet[Track]:
    """Planned tracks of announced cohorts whose day has come and that have a standard to freeze."""
    written = Rubric.objects.filter(track=models.OuterRef("pk"))
    announced = {"cohort__state__in": ["announced", "running"]}
    return Track.objects.filter(
        models.Exists(written), state="planned", opens_at__lte=now, closes_at__gt=now, **announced
    )


def _tracks_to_close(now: datetime) -> models.QuerySet[Track]:
    return Track.objects.filter(state="open", closes_at__lte=now)


def _tracks_to_assess() -> models.QuerySet[Track]:
    """Closed tracks of which a first panel is open."""
    return Track.objects.filter(
        models.Exists(Panel.objects.filter(track=models.OuterRef("pk"))), state="closed"
    )


def _to_screen(now: datetime) -> models.QuerySet[Application]:
    """Submitted applications of a track whose window closed, or that takes people as they come; oldest first.

    One such track is enough: from the first deadline on, what was sent is judged as it stands.
    """
    ended = models.Q(closes_at__lte=now) | ~models.Q(state__in=["planned", "open"])
    due = list(Track.objects.filter(ended | models.Q(rolling_intake=True)).values_list("pk", flat=True))
    chosen = ApplicationTrack.objects.filter(application=models.OuterRef("pk"), track__in=due)
    if not due:
        return Application.objects.none()
    return Application.objects.filter(models.Exists(chosen), state="submitted").order_by("submitted_at", "id")


def _unanswered(now: datetime) -> models.QuerySet[Application]:
    due = Application.objects.filter(state="action_needed", action_due_at__lte=now)
    return due.order_by("action_due_at", "id")


def _expire_reviews(now: datetime) -> int:
    """Put idle reviews back. The row is not taken first, because a review is held from its application downwards."""
    idle = Review.objects.filter(state__in=["offered", "in_progress", "returned"], due_at__lte=now)
    done = 0
    for review in idle.order_by("due_at", "id")[:BATCH]:
        done += expire_review(review, now)
    return done
