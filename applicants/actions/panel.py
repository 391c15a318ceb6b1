"""Open, fill, settle and cancel the blind panels of an application."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from techforce.access.holding import may, roles_of
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, apply_held, begin, begin_with
from techforce.workflow.many import apply_all

from ..models import Application, Panel, Review, ReviewerTrack, ReviewRating, Rubric
from ..models.review import COUNTING, HELD
from ..rules.review import PER_PANEL, PER_TIEBREAK, verdict
from ..rules.reviewing import bar_to_reviewing
from .ties import note_for_candidate, untied

LIVE = ["open", "tiebreak"]
# Room for one more: two reviewers, a third only on a tiebreak.
HAS_ROOM = models.Q(state="open", taken__lt=PER_PANEL) | models.Q(state="tiebreak", taken__lt=PER_TIEBREAK)


@transaction.atomic
def open_panels(application: Application) -> list[Panel]:
    """Open one panel for each chosen track of an eligible application, by the system; it goes into review.

    Each is bound to the newest frozen version and to the track's newest frozen rubric: what changes later does not
    touch it. Raises Refused when a track has no frozen rubric, and when the application was never frozen.
    """
    apply(application, "begin", by=None)
    version = application.versions.order_by("-number").first()
    if version is None:
        raise Refused("This application was never submitted, so there is nothing to review.")
    panels = []
    for choice in application.track_choices.select_related("track").order_by("order"):
        panel = Panel(
            application=application, track=choice.track, version=version, rubric=_rubric_of(choice.track)
        )
        panels.append(begin(panel, by=None, application=str(application.pk)))
    if not panels:
        raise Refused("This application names no track, so no panel can be opened.")
    note_for_candidate(application.candidate)
    return panels


def _rubric_of(track: Track) -> Rubric:
    rubric = Rubric.objects.filter(track=track, frozen_at__isnull=False).order_by("-version").first()
    if rubric is None:
        raise Refused(
            f"The scoring standard of {track.name} is not frozen yet, so no review can start. "
            "Freeze it first; nothing was changed."
        )
    return rubric


def review_due(now: datetime) -> datetime:
    """When a review goes back to the queue if nothing more is saved."""
    return now + timedelta(days=settings.REVIEW_IDLE_DAYS)


def refuse_unfit(reviewer: User) -> None:
    """Raise NotAllowed unless this person may review at all."""
    if not may(reviewer, Permission.REVIEW):
        raise NotAllowed("You do not have the right to do this.")
    bar = bar_to_reviewing(roles_of(reviewer))
    if bar:
        raise NotAllowed(bar)


@transaction.atomic
def take_next_review(reviewer: User, *, unless_held: bool = False) -> Review | None:
    """Give the reviewer the next review of their tracks, opened; None when nothing waits that they may read.

    Fewest reviews first, then longest open. Never somebody they are tied to, never themselves, never a panel they had
    before. A panel that somebody else takes at this moment is passed by, and waited for only when nothing else is
    left, so that two at once share the work and never exceed two (three on a tiebreak). `unless_held`: nothing is taken
    while the reviewer holds one, and the one due first is returned.
    Raises NotAllowed for a selecting official, and Refused without training and at the cap.
    """
    refuse_unfit(reviewer)
    mine = _held_tracks(reviewer)
    held = list(
        Review.objects.filter(reviewer=reviewer).held().select_related("panel").order_by("due_at", "pk")
    )
    if unless_held and held:
        return held[0]
    tracks = _tracks_with_room(mine, held)
    fitting = open_to(reviewer).order_by("taken", "opened_at", "id")
    panel = _next_panel(fitting, tracks, skip_locked=True) or _next_panel(fitting, tracks, skip_locked=False)
    if panel is None:
        return None
    Panel.objects.filter(pk=panel.pk).update(taken=models.F("taken") + 1)
    review = Review(panel=panel, reviewer=reviewer, due_at=review_due(timezone.now()))
    return begin_with(review, "open", by=reviewer, act="take", panel=str(panel.pk))


def _held_tracks(reviewer: User) -> list[ReviewerTrack]:
    """The tracks in which the reviewer is trained. Their rows stay locked: the cap is hard, so count after this."""
    rows = ReviewerTrack.objects.select_for_update(of=("self",), no_key=True).filter(reviewer=reviewer)
    return [row for row in rows.order_by("pk") if row.trained_at is not None]


def _tracks_with_room(mine: list[ReviewerTrack], held: list[Review]) -> list[uuid.UUID]:
    """Ids of those tracks in which fewer reviews are held than the cap allows."""
    if not mine:
        raise Refused("No track is open to you yet: you read for a track once you are trained for it.")
    load = Counter(review.panel.track_id for review in held)
    free = [row.track_id for row in mine if load[row.track_id] < row.cap]
    if not free:
        raise Refused("You hold as many reviews as you may at one time. Lock one first, then take the next.")
    return free


def open_to(reviewer: User) -> models.QuerySet[Panel]:
    """Panels with room whose application this reviewer may read: never had before, and no tie of any class."""
    had = Review.objects.filter(panel=models.OuterRef("pk"), reviewer=reviewer)
    return (
        Panel.objects.filter(HAS_ROOM, state__in=LIVE)
        .exclude(application__candidate__user=reviewer)
        .filter(~models.Exists(had), *untied(reviewer, "application__candidate"))
    )


def _next_panel(
    fitting: models.QuerySet[Panel], tracks: list[uuid.UUID], *, skip_locked: bool
) -> Panel | None:
    """The best panel, locked. One short walk along the queue's index for each track, best track first."""
    for track in tracks if len(tracks) == 1 else _best_first(fitting, tracks):
        rows = fitting.filter(track_id=track)
        locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked).first()
        if locked is not None:
            return locked
    return None


def _best_first(fitting: models.QuerySet[Panel], tracks: list[uuid.UUID]) -> list[uuid.UUID]:
    """The tracks with anything to take, the one with the best panel first."""
    heads = [
        fitting.filter(track_id=track).values("taken", "opened_at", "id", "track_id")[:1] for track in tracks
    ]
    found = heads[0].union(*heads[1:], all=True)
    return [
        row["track_id"] for row in sorted(found, key=lambda row: (row["taken"], row["opened_at"], row["id"]))
    ]


def settle_panel(panel: Panel) -> None:
    """Decide a panel whose reviews are all locked, by the system. The caller holds application and panel.

    Two that agree decide; two that differ call a third; three decide by majority. Decided reviews become final, and an
    application whose panels are all decided moves on.
    """
    needed = PER_TIEBREAK if panel.state == "tiebreak" else PER_PANEL
    if panel.state not in LIVE or panel.taken < needed:
        return
    reviews = list(panel.reviews.filter(state__in=COUNTING).order_by("pk"))
    if len(reviews) < needed:
        return
    order = [row.pk for row in panel.rubric.competencies.all()]
    ratings: dict[int, list[int]] = {}
    for key, rating in ReviewRating.objects.filter(review__in=reviews).values_list("competency_id", "rating"):
        ratings.setdefault(key, []).append(rating or 0)
    outcome = verdict(reviews, ratings, order)
    if outcome is None:
        apply_held(panel, "differ", by=None)
        return
    changes = {"passed": outcome.passed, "competency_not_met_id": outcome.competency_not_met}
    apply_held(panel, "decide", by=None, changes=changes, passed=outcome.passed)
    apply_all(reviews, "finish", by=None)
    _settle_application(panel.application)


def _settle_application(application: Application) -> None:
    """When every panel is decided: none passed ends the application, one passed puts it before HR. It is held."""
    panels = Panel.objects.filter(application=application)
    if application.state != "in_hurdles" or panels.filter(state__in=LIVE).exists():
        return
    if panels.filter(state="decided", passed=True).exists():
        Application.objects.filter(pk=application.pk).update(assessed_at=timezone.now())
    else:
        failed = panels.filter(state="decided").values_list("pk", flat=True)
        apply_held(application, "fail", by=None, panels=[str(panel) for panel in failed])


@transaction.atomic
def cancel_panels(application: Application) -> None:
    """End the open panels of an application and every review of them that is not final, by the system.

    For a withdrawal: nothing is kept from the reviewers' time. The caller holds the application.
    """
    panels = Panel.objects.select_for_update(of=("self",), no_key=True).filter(
        application=application, state__in=LIVE
    )
    for panel in panels.order_by("pk"):
        open_reviews = panel.reviews.filter(state__in=[*HELD, "locked"]).order_by("pk")
        for review in open_reviews:
            apply(review, "cancel", by=None)
        apply(panel, "cancel", by=None)
