"""Reads that join several nouns of applicants."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry, subject_type
from techforce.programme.models import Track
from techforce.programme.vocabulary import SkillLevel

from .blind import TOOLS, Identity, Piece, mask_together
from .models import (
    Application,
    ApplicationVersion,
    Duplicate,
    HiddenPhrase,
    Panel,
    Review,
    ReviewerTrack,
    ReviewRating,
)
from .models.application import Experience
from .models.review import COUNTING, HELD
from .rules.review import weighted_score
from .workflow import APPLICATION, PANEL


def published_scores(applications: Sequence[uuid.UUID], track: Track) -> dict[uuid.UUID, int]:
    """0 to 1000 for each: the weighted mean of all final ratings in this track; see `weighted_score`.

    0 where the panel is not decided yet. One query.
    """
    rows = ReviewRating.objects.filter(
        review__panel__application__in=applications,
        review__panel__track=track,
        review__panel__state="decided",
        review__state="final",
    ).values_list("review__panel__application", "competency_id", "competency__weight", "rating")
    ratings: dict[uuid.UUID, list[tuple[int, int]]] = {pk: [] for pk in applications}
    weights: dict[uuid.UUID, dict[int, int]] = {pk: {} for pk in applications}
    for pk, competency, weight, rating in rows:
        weights[pk][competency] = weight
        if rating:
            ratings[pk].append((competency, rating))
    return {pk: weighted_score(weights[pk], ratings[pk]) for pk in applications}


def qualified_applications(track: Track) -> models.QuerySet[Application]:
    """Who passed the panel of this track and is qualified, in order of their blind codes.

    Somebody who is already certified in another track is among them: they can be put on this one's list too.
    """
    passed = Panel.objects.filter(application=models.OuterRef("pk"), track=track, passed=True)
    return Application.objects.filter(models.Exists(passed), state__in=["qualified", "certified"]).order_by(
        "code"
    )


@dataclass(frozen=True)
class BlindView:
    """What a reviewer may read of an application: nothing in here says who wrote it."""

    story: list[Piece]
    resume: list[Piece]
    experience: str
    skills: list[tuple[str, str]]

    @property
    def hidden(self) -> int:
        """How many times something was hidden."""
        return sum(piece.hidden for piece in (*self.story, *self.resume))


def blind_view(version: ApplicationVersion) -> BlindView:
    """A frozen version with every trace of the person masked. Needs `application.candidate.user` joined."""
    answers = version.answers
    work, resume = answers.get("work") or {}, answers.get("resume") or {}
    skills = [(claim["name"], SkillLevel(claim["level"]).label) for claim in answers.get("skills") or ()]
    tools = frozenset(word for name, _ in skills for word in name.lower().replace("/", " ").split())
    identity = _identity(version.application, answers.get("contact") or {}, tools)
    story, text = mask_together([work.get("work_story") or "", resume.get("text") or ""], identity)
    experience = work.get("experience") or ""
    return BlindView(
        story=story,
        resume=text,
        experience=Experience(experience).label if experience in Experience.values else "",
        skills=sorted(skills),
    )


def _identity(application: Application, contact: dict[str, Any], tools: frozenset[str]) -> Identity:
    """Everything known about the person, as it was sent and as it is now."""
    candidate = application.candidate
    hidden = HiddenPhrase.objects.filter(application=application).values_list("phrase", flat=True)
    employers: Iterable[dict[str, str]] = contact.get("employers") or []
    names = (
        candidate.given_name,
        candidate.family_name,
        candidate.user.name,
        contact.get("given_name", ""),
        contact.get("family_name", ""),
    )
    return Identity(
        names=names,
        emails=(candidate.user.email, contact.get("email", "")),
        phones=(candidate.phone, contact.get("phone", "")),
        phrases=(*hidden, *(one["name"] for one in employers)),
        keep=TOOLS | tools,
    )


@dataclass(frozen=True)
class TrackLoad:
    """A track that a reviewer reads for: how many reviews they hold there, and how many they may."""

    track: Track
    held: int
    cap: int
    trained: bool

    @property
    def full(self) -> bool:
        """Whether no more may be held in this track."""
        return self.held >= self.cap

    @property
    def bars(self) -> list[bool]:
        """One for each place: whether it is taken."""
        return [place < self.held for place in range(self.cap)]


def track_loads(reviewer: User) -> list[TrackLoad]:
    """The reviewer's tracks in programme order, each with load and cap."""
    mine = Review.objects.filter(reviewer=reviewer, state__in=HELD, panel__track=models.OuterRef("track"))
    counted = mine.order_by().values("panel__track").annotate(n=models.Count("pk")).values("n")
    rows = ReviewerTrack.objects.filter(reviewer=reviewer).select_related("track")
    rows = rows.annotate(held=models.Subquery(counted, output_field=models.IntegerField()))
    ordered = rows.order_by("track__order", "track__name", "pk")
    return [TrackLoad(row.track, row.held or 0, row.cap, row.trained_at is not None) for row in ordered]


@dataclass(frozen=True)
class LockedReview:
    """A locked review as those may see it who may. `number` counts in the order of locking, it names nobody."""

    number: int
    review: Review
    ratings: list[ReviewRating]


def locked_ratings(review: Review) -> list[ReviewRating]:
    """The ratings of one review in rubric order."""
    return list(review.ratings.select_related("competency").order_by("competency__order"))


def others_locked(review: Review) -> list[LockedReview]:
    """The other reviews of the panel for a reviewer who locked their own; empty while anybody has one to do.

    Somebody who still scores could be told; so nobody sees anything until all that were taken are locked.
    """
    panel = Review.objects.filter(panel=review.panel_id).exclude(pk=review.pk)
    rows = list(
        panel.filter(state__in=[*COUNTING, *HELD])
        .select_related("competency_not_met")
        .prefetch_related(models.Prefetch("ratings", ReviewRating.objects.select_related("competency")))
        .order_by("locked_at", "pk")
    )
    if review.state not in COUNTING or any(row.state in HELD for row in rows):
        return []
    return [LockedReview(n, row, list(row.ratings.all())) for n, row in enumerate(rows, 1)]


def panel_reviews(panels: Sequence[Panel], user: User) -> dict[object, list[LockedReview]]:
    """The locked reviews that staff may see, by panel."""
    rows = Review.objects.visible_to(user).filter(panel__in=panels, state__in=[*COUNTING, "returned"])
    joined = rows.select_related("reviewer", "competency_not_met").prefetch_related(
        "ratings__competency", "versions"
    )
    found: dict[object, list[LockedReview]] = {panel.pk: [] for panel in panels}
    for row in joined.order_by("locked_at", "pk"):
        listed = found[row.panel_id]
        listed.append(LockedReview(len(listed) + 1, row, list(row.ratings.all())))
    return found


def pending_pairs(application: Application) -> list[tuple[Duplicate, Application]]:
    """The pairs of this application that HR has to decide about, each with the other application of it."""
    pairs = Duplicate.objects.pending().of(application).select_related("first", "second")
    return [(pair, pair.other(application)) for pair in pairs]


# Acts on one application that concern a second one, whose code goes into the gap.
ABOUT_ANOTHER = {
    "find_duplicate": "Seems to be the same person as {}",
    "prove_same_person": "Proven by the candidate to be the same person as {}",
    "tell_apart": "Found to be another person than {}",
    "take_in": "Joined with {}, which is closed",
}


@dataclass(frozen=True)
class Event:
    """One line of an application's history, as staff read it."""

    entry: LedgerEntry
    label: str
    about: str
    state: str
    who: str


def application_history(application: Application, panels: Sequence[Panel]) -> list[Event]:
    """Everything on the ledger about an application and its panels, newest first."""
    tracks = {str(panel.pk): panel.track.name for panel in panels}
    own = models.Q(subject_type=subject_type(Application), subject_id=str(application.pk))
    theirs = models.Q(subject_type=subject_type(Panel), subject_id__in=list(tracks))
    entries = LedgerEntry.objects.filter(own | theirs).select_related("actor").order_by("-at", "-id")
    candidate = application.candidate
    # Somebody may apply before their account has a name; the application has one.
    names = {None: "The system", candidate.user_id: candidate.full_name or "The candidate"}
    return [_event(entry, tracks, names.get(entry.actor_id) or str(entry.actor)) for entry in entries]


def _event(entry: LedgerEntry, tracks: dict[str, str], who: str) -> Event:
    workflow = PANEL if entry.subject_id in tracks else APPLICATION
    labels = {move.name: move.label for move in workflow.transitions}
    started = "Panel opened" if workflow is PANEL else "Started"
    label = labels.get(entry.act) or (
        started if entry.act == "start" else entry.act.replace("_", " ").capitalize()
    )
    if entry.act in ABOUT_ANOTHER:
        label = ABOUT_ANOTHER[entry.act].format(entry.data.get("other", "another"))
    state = workflow.state(entry.to_state).label if entry.to_state else ""
    return Event(entry, label, tracks.get(entry.subject_id, ""), state, who)
