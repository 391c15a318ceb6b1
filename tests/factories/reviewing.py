"""Rubrics, reviewers, panels and scores."""

from typing import Any

from django.utils import timezone

from applicants.actions.panel import take_next_review
from applicants.actions.review import lock_review
from applicants.models import Application, Competency, Panel, Review, ReviewerTrack, Rubric
from applicants.rules.review import Scores
from techforce.accounts.models import User
from techforce.programme.models import Track
from tests.support.states import at_state

ANCHORS = ["Not shown.", "Shown in part.", "Shown and sound.", "Shown with care.", "An example to others."]
NAMES = ["Problem framing", "Technical depth", "Delivery"]
WEIGHTS = [40, 40, 20]


def rubric(track: Track, *, frozen: bool = True, version: int = 1) -> Rubric:
    """A standard of three competencies."""
    row = Rubric.objects.create(track=track, version=version, change_reason="First standard.")
    Competency.objects.bulk_create(
        Competency(
            rubric=row,
            order=order,
            name=name,
            question=f"How well is it shown: {name}?",
            weight=weight,
            anchors=ANCHORS,
        )
        for order, (name, weight) in enumerate(zip(NAMES, WEIGHTS, strict=True), 1)
    )
    if frozen:
        row.frozen_at = timezone.now()
        row.save()
    return row


def reads(reviewer: User, track: Track, *, cap: int = 5, trained: bool = True) -> ReviewerTrack:
    """Make somebody a reviewer of a track."""
    trained_at = timezone.now() if trained else None
    return ReviewerTrack.objects.create(reviewer=reviewer, track=track, cap=cap, trained_at=trained_at)


def panel(application: Application, track: Track, state: str = "open", **fields: Any) -> Panel:
    """A panel over the newest version of an application, with the track's newest rubric."""
    values = {
        "version": application.versions.order_by("-number").first(),
        "rubric": track.rubrics.order_by("-version").first() or rubric(track),
        **fields,
    }
    return at_state(Panel(application=application, track=track, **values), state)


def scores(panel: Panel, rating: int = 4, *, meets: bool = True, low: int = 0) -> Scores:
    """Scores that can be locked. Not met: the competency at place `low` gets 2 and is named."""
    keys = list(panel.rubric.competencies.values_list("pk", flat=True))
    ratings = dict.fromkeys(keys, (rating, "Seen in the story."))
    if meets:
        return Scores(ratings, True)
    ratings[keys[low]] = (2, "Little of it.")
    return Scores(ratings, False, keys[low], "The story does not show whose problem it was.")


def locked_review(reviewer: User, *, meets: bool = True, rating: int = 4, low: int = 0) -> Review:
    """The reviewer takes their next review and locks it."""
    review = take_next_review(reviewer)
    assert review is not None
    given = scores(review.panel, rating, meets=meets, low=low)
    return lock_review(review, by=reviewer, scores=given, lock_version=review.lock_version)
