"""Eligibility decisions, panels and blind reviews of the invented applicants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from applicants.models import (
    Competency,
    EligibilityDecision,
    Panel,
    Review,
    ReviewRating,
    ReviewVersion,
    Rubric,
)
from techforce.accounts.models import User
from techforce.copying import copy_in
from techforce.programme.models import Track
from techforce.workflow.many import parts

from .applicants import Applicant
from .chains import BATCH, History, Step, insert
from .draw import WORDS
from .world import World

TIEBREAK_SHARE = 0.15
IDLE = timedelta(days=7)


@dataclass
class Score:
    """One reviewer's review, drawn whole before anything is written."""

    review: Review
    steps: list[Step]
    ratings: list[ReviewRating] = field(default_factory=list)


@dataclass
class Panelled:
    """A panel with its reviews."""

    panel: Panel
    steps: list[Step]
    scores: list[Score]


def insert_reviews(world: World, people: list[Applicant]) -> None:
    """Write what HR and the reviewers did about these people."""
    _insert_decisions(world, people)
    reviewed = [person for person in people if person.outcome and person.outcome.is_reviewed]
    rubrics = {rubric.track_id: rubric for rubric in Rubric.objects.filter(frozen_at__isnull=False)}
    for part in parts(reviewed, BATCH):
        panels = [
            _panel(world, person, track, rubrics[track.pk], first=track is person.tracks[0])
            for person in part
            for track in person.tracks
        ]
        _insert_panels(panels)


def _insert_decisions(world: World, people: list[Applicant]) -> None:
    copy_in(
        EligibilityDecision(
            application=person.application,
            eligible=not person.outcome.rule,
            rule=person.outcome.rule,
            decided_by=world.hr,
            decided_at=person.outcome.decided_at,
        )
        for person in people
        if person.outcome and (person.outcome.is_reviewed or person.outcome.rule)
    )


def _panel(world: World, person: Applicant, track: Track, rubric: Rubric, *, first: bool) -> Panelled:
    outcome = person.outcome
    assert outcome is not None  # noqa: S101 only reviewed people come here
    decided = outcome.kind != "in_hurdles"
    passes = outcome.kind in ("assessed", "qualified", "certified") and (first or world.draw.chance(0.5))
    panel = Panel(
        id=world.draw.key(),
        application=person.application,
        track=track,
        version=person.version,
        rubric=rubric,
        opened_at=outcome.decided_at,
        passed=passes if decided else None,
    )
    steps = [Step("start", outcome.decided_at, data={"application": str(person.application.pk)})]
    scores = _scores(world, panel, track, outcome.decided_at, outcome.judged_at, passes if decided else None)
    if decided:
        if len(scores) == 3:
            steps.append(Step("differ", scores[1].review.locked_at or outcome.judged_at))
        if not passes:
            panel.competency_not_met = next(s.review.competency_not_met for s in scores if not s.review.meets)
        steps.append(Step("decide", outcome.judged_at, data={"passed": passes}))
    panel.taken = len(scores)
    return Panelled(panel, steps, scores)


def _scores(
    world: World, panel: Panel, track: Track, start: datetime, end: datetime, passes: bool | None
) -> list[Score]:
    """Reviews of one panel; `passes=None` is a panel under way, with none, one, or one and one begun."""
    reviewers = world.draw.some(world.reviewers[track.key], 3)
    if passes is None:
        done = world.draw.random.choice([0, 0, 1])
        return [_score(world, panel, reviewers[0], start, world.now, world.draw.chance(0.4), final=False)][
            :done
        ]
    if len(reviewers) == 3 and world.draw.chance(TIEBREAK_SHARE):
        verdicts = [passes, not passes, passes]
    else:
        verdicts = [passes, passes]
    span = (end - start) / len(verdicts)
    return [
        _score(world, panel, user, start + span * n, start + span * (n + 1), meets, final=True, decided=end)
        for n, (user, meets) in enumerate(zip(reviewers, verdicts, strict=False))
    ]


def _score(
    world: World,
    panel: Panel,
    reviewer: User,
    start: datetime,
    end: datetime,
    meets: bool,
    *,
    final: bool,
    decided: datetime | None = None,
) -> Score:
    taken = world.draw.between(start, end)
    locked = world.draw.between(taken, end)
    competencies = world.competencies[panel.track_id]
    weak = None if meets else world.draw.one(competencies)
    review = Review(
        id=world.draw.key(),
        panel=panel,
        reviewer=reviewer,
        meets=meets,
        competency_not_met=weak,
        reason="" if meets else world.draw.one(WORDS["reasons_not_met"]),
        lock_version=1,
        saved_at=locked,
        due_at=locked + IDLE,
        locked_at=locked,
    )
    steps = [
        Step("take", taken, reviewer, "reviewer", data={"panel": str(panel.pk)}),
        Step("open", taken, reviewer, "reviewer"),
        Step("lock", locked, reviewer, "reviewer", data={"version": 1}),
    ]
    if final and decided:
        steps.append(Step("finish", decided))
    ratings = [_rating(world, review, competency, meets, competency is weak) for competency in competencies]
    return Score(review, steps, ratings)


def _rating(world: World, review: Review, competency: Competency, meets: bool, weak: bool) -> ReviewRating:
    if weak:
        rating = world.draw.random.choice([1, 2])
    else:
        rating = world.draw.random.choices([3, 4, 5], weights=[5, 4, 2] if meets else [6, 2, 1])[0]
    return ReviewRating(
        review=review, competency=competency, rating=rating, note=world.draw.one(WORDS["notes"])
    )


def _insert_panels(panels: list[Panelled]) -> None:
    insert([History(item.panel, item.steps) for item in panels])
    scores = [score for item in panels for score in item.scores]
    insert([History(score.review, score.steps) for score in scores])
    copy_in(rating for score in scores for rating in score.ratings)
    copy_in(_version(score) for score in scores)


def _version(score: Score) -> ReviewVersion:
    review = score.review
    return ReviewVersion(
        review=review,
        number=1,
        meets=bool(review.meets),
        competency_not_met=review.competency_not_met,
        reason=review.reason,
        ratings={str(row.competency_id): {"rating": row.rating, "note": row.note} for row in score.ratings},
        locked_at=review.locked_at or review.due_at,
    )
