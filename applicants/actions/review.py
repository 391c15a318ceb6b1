"""What a reviewer does with one review: save, lock, step aside; and what HR and the clock do with it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, lock

from ..models import Application, Competency, Conflict, Panel, Review, ReviewRating, ReviewVersion
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
    rubric = Panel.objects.filter(pk=locked.panel_id).values("rubric")
    _write(
        locked,
        scores,
        (page, turn),
        set(Competency.objects.filter(rubric__in=rubric).values_list("pk", flat=True)),
    )
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
    competencies = list(Competency.objects.filter(rubric=locked.panel.rubric_id))
    problems = lock_problems(scores, competencies)
    if problems:
        raise NotReady(problems)
    _write(locked, scores, (page, turn), {row.pk for row in competencies})
    number = locked.versions.count() + 1
    now = timezone.now()
    apply(locked, "lock", by=by, changes={"locked_at": now}, version=number)
    _keep_version(locked, scores, number, now)
    settle_panel(locked.panel)
    return locked


def _hold(review: Review) -> Review:
    """The review with its panel and application, locked from the top down so that two acts never wait in a ring."""
    application = lock(Application(pk=review.panel.application_id))
    panel = lock(Panel(pk=review.panel_id))
    locked = lock(review)
    panel.application, locked.panel = application, panel
    return locked


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


def _write(review: Review, scores: Scores, sent_by: tuple[str, int], known: set[int]) -> None:
    """Write scores onto a locked row; `sent_by` is the page and which of its saves this is. What rates a competency that is not `known` in the rubric is left out."""
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
    now = timezone.now()
    review.meets = scores.meets
    review.competency_not_met_id = scores.competency_not_met if scores.competency_not_met in known else None
    if scores.meets:
        review.competency_not_met_id = None
    review.reason = "" if scores.meets else scores.reason.strip()
    review.lock_version += 1
    review.saved_at, review.due_at = now, review_due(now)
    review.saved_in, review.saved_turn = sent_by[0][:16], sent_by[1]
    review.save(
        update_fields=[
            "meets",
            "competency_not_met",
            "reason",
            "lock_version",
            "saved_at",
            "saved_in",
            "saved_turn",
            "due_at",
        ]
    )


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
    apply(locked, "recuse", by=by, changes={"recusal_class": reason_class}, reason_class=reason_class)
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
    apply(locked, "give_back", by=by, reason=reason, changes=changes)
    review.state = locked.state


@transaction.atomic
def expire_review(review: Review, now: datetime) -> bool:
    """Put an idle review back into the queue, by the system; False when it is not idle any more.

    What was written stays on record and counts nothing.
    """
    locked = _hold(review)
    if locked.state not in HELD or locked.due_at > now:
        return False
    apply(locked, "expire", by=None)
    free_place(locked.panel_id)
    return True
