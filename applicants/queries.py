"""Reads that join several nouns of applicants."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from techforce.accounts.models import User
from techforce.programme.models import Skill, Track
from techforce.programme.vocabulary import SkillLevel

from .blind import Identity, Piece, mask_together
from .models import Application, ApplicationVersion, HiddenPhrase, Panel, Review, ReviewerTrack, ReviewRating
from .models.application import Experience
from .models.review import COUNTING, HELD
from .rules.review import weighted_score


def published_score(application: Application, track: Track) -> int:
    """0 to 1000: the weighted mean of all final ratings of the application in this track; see `weighted_score`.

    0 when the panel is not decided yet.
    """
    rows = ReviewRating.objects.filter(
        review__panel__application=application,
        review__panel__track=track,
        review__panel__state="decided",
        review__state="final",
        rating__isnull=False,
    ).values_list("competency_id", "competency__weight", "rating")
    weights = {competency: weight for competency, weight, _ in rows}
    return weighted_score(weights, [(competency, rating) for competency, _, rating in rows])


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
    identity = _identity(version.application, answers.get("contact") or {})
    story, text = mask_together([work.get("work_story") or "", resume.get("text") or ""], identity)
    experience = work.get("experience") or ""
    return BlindView(
        story=story,
        resume=text,
        experience=Experience(experience).label if experience in Experience.values else "",
        skills=sorted(skills),
    )


def _identity(application: Application, contact: dict[str, str]) -> Identity:
    """Everything known about the person, as it was sent and as it is now."""
    candidate = application.candidate
    phrases = HiddenPhrase.objects.filter(application=application).values_list("phrase", flat=True)
    vocabulary = Skill.objects.values_list("name", flat=True)
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
        phrases=tuple(phrases),
        keep=frozenset(word for name in vocabulary for word in name.lower().replace("/", " ").split()),
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
    def free(self) -> int:
        """How many more may be held."""
        return max(self.cap - self.held, 0)


def track_loads(reviewer: User) -> list[TrackLoad]:
    """The reviewer's tracks in programme order, each with load and cap."""
    mine = Review.objects.filter(reviewer=reviewer, state__in=HELD, panel__track=models.OuterRef("track"))
    counted = mine.order_by().values("panel__track").annotate(n=models.Count("pk")).values("n")
    rows = ReviewerTrack.objects.filter(reviewer=reviewer).select_related("track")
    rows = rows.annotate(held=models.Subquery(counted, output_field=models.IntegerField()))
    ordered = rows.order_by("track__order", "track__name", "pk")
    return [TrackLoad(row.track, row.held or 0, row.cap, row.trained_at is not None) for row in ordered]


def counting_reviews(panels: Iterable[Panel]) -> models.QuerySet[Review]:
    """The locked and final reviews of these panels, oldest lock first."""
    rows = Review.objects.filter(panel__in=panels, state__in=COUNTING)
    return rows.select_related("competency_not_met").order_by("locked_at", "pk")
