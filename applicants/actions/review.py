"""What a reviewer does with one review: save, lock, step aside; and what HR and the clock do with it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply_held, lock

from ..models import Competency, Conflict, Review, ReviewRating, ReviewVersion
from ..models.review import HELD
from ..rules.review import Problem, Scores, lock_problems
from .conflict import free_place, record_conflict
from .panel import refuse_unfit, review_due, settle_panel
from .ties import is_tied

EDITABLE = ["in_progress", "returned"]


class NotReady(Refused):
    """The review cannot be locked yet; `problems` say what is missing, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(". ".join(problem.words for problem in problems) + ".")
        self.problems = problems


class Stale(WrongState):
    """The review was saved elsewhere since this page was opened; `current` is the version that counts now."""

    def __init__(self, current: int) -> None:
        super().__init__(
            "This review was saved in another window after this page was opened. What you typed is still here; "
            "saving again replaces what the other window saved."
        )
        self.current = current


@transaction.atomic
def save_review(
    review: Review, *, by: User, scores: Scores, lock_version: int, page: str = "", turn: int = 0
) -> Review:
    """Keep what the reviewer has so far, by the reviewer, while in progress or returned. Returns it as saved.

    Saving moves the day on which an idle review goes back to the queue. `page` names the open page that saves: its own
    earlier save does not make it stale. `turn` counts that page's saves; one that arrives behind a later one is passed
    over, and 0 is a page that does not count. Raises NotAllowed for anybody else's review, WrongState when it can no
    longer be changed, and Stale when another window saved in between.
    """
    locked = lock(review)
    _refuse_change(locked, by)
    _refuse_stale(locked, lock_version, page)
    if page and locked.saved_in == page and 0 < turn <= locked.saved_turn:
        return locked
    known = {row.pk for row in _standard(review)}
    _rate(locked, scores, known)
    values = _decided(locked, scores, (page, turn), known)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    return locked


@transaction.atomic
def lock_review(
    review: Review, *, by: User, scores: Scores, lock_version: int, page: str = "", turn: int = 0
) -> Review:
    """Save and lock, by the reviewer, from in progress or returned: from now on it counts and is not changed.

    What was locked is kept as a version of its own. The panel is settled at once when this was the last one needed.
    Raises NotReady with every problem, Stale, WrongState, and NotAllowed for somebody who must not review this.
    """
    locked = _hold(review)
    _refuse_change(locked, by)
    _refuse_tied(locked, by)
    _refuse_stale(locked, lock_version, page)
    competencies = _standard(review)
    problems = lock_problems(scores, competencies)
    if problems:
        raise NotReady(problems)
    known = {row.pk for row in competencies}
    _rate(locked, scores, known)
    # Only what was locked before is ever returned, so there is nothing to count the first time.
    number = locked.versions.count() + 1 if locked.state == "returned" else 1
    now = timezone.now()
    changes = {**_decided(locked, scores, (page, turn), known), "locked_at": now}
    apply_held(locked, "lock", by=by, changes=changes, version=number)
    _keep_version(locked, scores, number, now)
    locked.panel.rubric = review.panel.rubric
    settle_panel(locked.panel)
    return locked


def _standard(review: Review) -> list[Competency]:
    """What is scored. A panel keeps its rubric and that is frozen, so what the caller has read is still true."""
    return list(review.panel.rubric.competencies.all())


def _hold(review: Review) -> Review:
    """The review with its panel and application, locked from the top down so that two acts never wait in a ring.

    PostgreSQL takes the locks in the order in which they are named.
    """
    rows = Review.objects.select_related("panel__application")
    return rows.select_for_update(of=("panel__application", "panel", "self"), no_key=True).get(pk=review.pk)


def _refuse_change(review: Review, by: User) -> None:
    if review.reviewer_id != by.pk:
        raise NotAllowed("This review is somebody else’s.")
    if review.state not in EDITABLE:
        raise WrongState(
            f"This review can no longer be changed: it is now “{review.state_info.label}”. Nothing was saved."
        )


def _refuse_tied(review: Review, by: User) -> None:
    refuse_unfit(by)
    if is_tied(by, review.panel.application.candidate_id):
        raise NotAllowed("You are tied to this person, so somebody else reviews. Nothing was saved.")


def _refuse_stale(review: Review, lock_version: int, page: str) -> None:
    if review.lock_version != lock_version and not (page and review.saved_in == page):
        raise Stale(review.lock_version)


def _rate(review: Review, scores: Scores, known: set[int]) -> None:
    """Keep the ratings; what rates a competency that is not `known` in the rubric is left out."""
    rows = [
        ReviewRating(review=review, competency_id=key, rating=rating, note=note)
        for key, (rating, note) in scores.ratings.items()
        if key in known
    ]
    ReviewRating.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["review", "competency"],
        update_fields=["rating", "note"],
    )


def _decided(review: Review, scores: Scores, sent_by: tuple[str, int], known: set[int]) -> dict[str, Any]:
    """The columns of a save over a locked row; `sent_by` is the page and which of its saves this is."""
    now = timezone.now()
    named = scores.competency_not_met in known and not scores.meets
    return {
        "meets": scores.meets,
        "competency_not_met_id": scores.competency_not_met if named else None,
        "reason": "" if scores.meets else scores.reason.strip(),
        "lock_version": review.lock_version + 1,
        "saved_at": now,
        "due_at": review_due(now),
        "saved_in": sent_by[0][:16],
        "saved_turn": sent_by[1],
    }


def _keep_version(review: Review, scores: Scores, number: int, locked_at: datetime) -> None:
    ratings = {str(key): {"rating": rating, "note": note} for key, (rating, note) in scores.ratings.items()}
    ReviewVersion.objects.create(
        review=review,
        number=number,
        meets=bool(review.meets),
        competency_not_met_id=review.competency_not_met_id,
        reason=review.reason,
        ratings=ratings,
        locked_at=locked_at,
    )


@transaction.atomic
def recuse_review(review: Review, *, by: User, reason_class: str) -> Conflict:
    """Step aside from a review, by its reviewer, before it is locked. The place is free again at once.

    The pair is never offered again, in any track: whatever else this reviewer holds of this person is given back too.
    Raises NotAllowed, WrongState, and Refused for an unknown class of reason.
    """
    if reason_class not in Conflict.Reason.values:
        raise Refused("Choose how you know this person.")
    locked = _hold(review)
    if locked.reviewer_id != by.pk:
        raise NotAllowed("This review is somebody else’s.")
    apply_held(locked, "recuse", by=by, changes={"recusal_class": reason_class}, reason_class=reason_class)
    review.state, review.recusal_class = locked.state, reason_class
    free_place(locked.panel_id)
    return record_conflict(by, locked.panel.application.candidate, by=by, reason=reason_class)


@transaction.atomic
def give_back_review(review: Review, *, by: User, reason: str) -> None:
    """Return a locked review to its reviewer with what has to be put right, by HR, while the panel is undecided.

    The version that was locked is kept. Raises WrongState once it is final, NotAllowed, ReasonNeeded.
    """
    locked = _hold(review)
    changes = {"due_at": review_due(timezone.now())}
    apply_held(locked, "give_back", by=by, reason=reason, changes=changes)
    review.state = locked.state


@transaction.atomic
def expire_review(review: Review, now: datetime) -> bool:
    """Put an idle review back into the queue, by the system; False when it is not idle any more.

    What was written stays on record and counts nothing.
    """
    locked = _hold(review)
    if locked.state not in HELD or locked.due_at > now:
        return False
    apply_held(locked, "expire", by=None)
    free_place(locked.panel_id)
    return True
