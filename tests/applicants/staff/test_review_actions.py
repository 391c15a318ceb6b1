"""Saving, locking, stepping aside, returning, and what the locks decide."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions.conflict import declare_conflict
from applicants.actions.panel import cancel_panels, take_next_review
from applicants.actions.review import (
    NotReady,
    Stale,
    expire_review,
    give_back_review,
    lock_review,
    recuse_review,
    save_review,
)
from applicants.models import Application, Conflict, Panel, Review, ReviewVersion
from applicants.queries import others_locked, published_scores, qualified_applications
from applicants.rules.review import Scores
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants, programme, reviewing
from tests.support.states import field_values


@pytest.fixture
def review(panel: Panel, readers: list[User]) -> Review:
    """Rosa's open review of Ada's application."""
    found = take_next_review(readers[0])
    assert found is not None
    return found


def test_saving_keeps_what_there_is_and_moves_the_date(review: Review, rosa: User) -> None:
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now())
    key = review.panel.rubric.competencies.first().pk
    kept = save_review(review, by=rosa, scores=Scores({key: (None, "Half a note")}), lock_version=0)
    assert (kept.lock_version, kept.state, kept.meets) == (1, "in_progress", None)
    assert kept.due_at > timezone.now() + timedelta(days=4)
    assert list(kept.ratings.values_list("competency", "rating", "note")) == [(key, None, "Half a note")]


def test_an_old_window_is_told_so_and_changes_nothing(review: Review, rosa: User) -> None:
    save_review(review, by=rosa, scores=Scores({}, True), lock_version=0, page="one")
    with pytest.raises(Stale) as refusal:
        save_review(review, by=rosa, scores=Scores({}, False), lock_version=0, page="two")
    assert (refusal.value.current, refusal.value.status) == (1, 409)
    assert field_values(review, "meets") == {"meets": True}


def test_the_same_window_is_never_old(review: Review, rosa: User) -> None:
    save_review(review, by=rosa, scores=Scores({}, True), lock_version=0, page="one")
    kept = save_review(review, by=rosa, scores=Scores({}, False), lock_version=0, page="one")
    assert kept.lock_version == 2


def test_nobody_saves_for_somebody_else(review: Review, remy: User) -> None:
    with pytest.raises(NotAllowed, match="somebody else’s"):
        save_review(review, by=remy, scores=Scores({}), lock_version=0)


def test_foreign_competencies_are_left_out(review: Review, rosa: User, cohort: Cohort) -> None:
    other = reviewing.rubric(programme.track(cohort, "data-science"))
    foreign = other.competencies.first().pk
    kept = save_review(review, by=rosa, scores=Scores({foreign: (5, "")}, False, foreign), lock_version=0)
    assert not kept.ratings.exists()
    assert kept.competency_not_met is None


def test_locking_counts_and_keeps_a_version(review: Review, rosa: User) -> None:
    lock_review(review, by=rosa, scores=reviewing.scores(review.panel), lock_version=0)
    review.refresh_from_db()
    assert (review.state, review.meets) == ("locked", True)
    version = ReviewVersion.objects.get()
    assert (version.number, version.locked_at) == (1, review.locked_at)
    assert {row["rating"] for row in version.ratings.values()} == {4}


def problems_of(review: Review, scores: Scores) -> list[str]:
    """The fields that keep a review from being locked."""
    with pytest.raises(NotReady) as refusal:
        lock_review(review, by=review.reviewer, scores=scores, lock_version=review.lock_version)
    assert field_values(review, "state") == {"state": "in_progress"}
    return [problem.field for problem in refusal.value.problems]


def test_what_keeps_a_review_from_being_locked(review: Review) -> None:
    good, bad = reviewing.scores(review.panel), reviewing.scores(review.panel, meets=False)
    first, second, third = (f"rating_{key}" for key in good.ratings)
    keys = list(good.ratings)
    assert problems_of(review, Scores({})) == [first, second, third, "meets"]
    assert problems_of(review, replace(good, meets=None)) == ["meets"]
    assert problems_of(review, replace(bad, meets=True)) == ["meets"]
    assert problems_of(review, replace(bad, competency_not_met=None)) == ["competency_not_met"]
    assert problems_of(review, replace(bad, competency_not_met=keys[1])) == ["competency_not_met"]
    assert problems_of(review, replace(bad, reason=" ")) == ["reason"]
    assert problems_of(review, replace(bad, reason="One. Two. Three. Four. Five.")) == ["reason"]


def test_a_locked_review_is_not_changed(review: Review, rosa: User) -> None:
    given = reviewing.scores(review.panel)
    lock_review(review, by=rosa, scores=given, lock_version=0)
    with pytest.raises(WrongState):
        save_review(review, by=rosa, scores=given, lock_version=1)
    with pytest.raises(WrongState):
        lock_review(review, by=rosa, scores=given, lock_version=1)


def test_a_tie_found_later_stops_the_lock(review: Review, rosa: User) -> None:
    Conflict.objects.create(reviewer=rosa, candidate=review.panel.application.candidate, reason="known")
    with pytest.raises(NotAllowed, match="tied to this person"):
        lock_review(review, by=rosa, scores=reviewing.scores(review.panel), lock_version=0)


def test_two_who_agree_decide(panel: Panel, readers: list[User]) -> None:
    reviewing.locked_review(readers[0])
    assert field_values(panel, "state") == {"state": "open"}
    reviewing.locked_review(readers[1])
    assert field_values(panel, "state", "passed", "competency_not_met") == {
        "state": "decided",
        "passed": True,
        "competency_not_met": None,
    }
    assert set(panel.reviews.values_list("state", flat=True)) == {"final"}


def test_one_panel_passed_waits_for_hr(panel: Panel, readers: list[User]) -> None:
    reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1])
    application = Application.objects.get()
    assert application.state == "in_hurdles"
    assert application.assessed_at is not None


def test_two_who_say_not_met_end_it_with_the_competency(panel: Panel, readers: list[User]) -> None:
    reviewing.locked_review(readers[0], meets=False, low=1)
    reviewing.locked_review(readers[1], meets=False, low=1)
    panel.refresh_from_db()
    assert (panel.passed, panel.competency_not_met.name) == (False, "Technical depth")
    assert Application.objects.get().state == "not_qualified"
    letter = Notification.objects.get(kind="application_not_qualified", channel="email")
    assert "Technical depth" in letter.body
    assert not any(word in letter.body for word in ("Rosa", "Remy", "does not show whose problem"))


def test_two_who_name_different_competencies_give_the_lowest_rated(panel: Panel, readers: list[User]) -> None:
    first, second = take_next_review(readers[0]), take_next_review(readers[1])
    lock_review(first, by=readers[0], scores=reviewing.scores(panel, 3, meets=False, low=0), lock_version=0)
    lock_review(second, by=readers[1], scores=reviewing.scores(panel, 5, meets=False, low=2), lock_version=0)
    panel.refresh_from_db()
    assert panel.competency_not_met.name == "Delivery"


def test_two_who_differ_call_a_third_and_the_majority_decides(panel: Panel, readers: list[User]) -> None:
    reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1], meets=False)
    assert field_values(panel, "state") == {"state": "tiebreak"}
    reviewing.locked_review(readers[2], meets=False)
    assert field_values(panel, "state", "passed") == {"state": "decided", "passed": False}
    assert set(panel.reviews.values_list("state", flat=True)) == {"final"}
    assert Application.objects.get().state == "not_qualified"


def test_one_of_two_tracks_is_enough(
    ada: User, cohort: Cohort, software: Track, rubric: object, readers: list[User]
) -> None:
    data = programme.track(cohort, "data-science")
    application = applicants.application(ada, cohort, software, "in_hurdles")
    for track in (software, data):
        reviewing.panel(application, track)
    for reader in readers:
        reviewing.reads(reader, data)
    for _ in range(4):
        assert field_values(application, "assessed_at") == {"assessed_at": None}
        reader = readers[0] if Review.objects.count() % 2 == 0 else readers[1]
        review = take_next_review(reader)
        given = reviewing.scores(review.panel, meets=review.panel.track == data)
        lock_review(review, by=reader, scores=given, lock_version=0)
    application.refresh_from_db()
    assert application.state == "in_hurdles"
    assert application.assessed_at is not None


def test_stepping_aside_frees_the_place_and_excludes_the_pair(
    review: Review, panel: Panel, rosa: User
) -> None:
    recuse_review(review, by=rosa, reason_class="employer")
    assert field_values(review, "state", "recusal_class") == {"state": "recused", "recusal_class": "employer"}
    assert field_values(panel, "taken") == {"taken": 0}
    conflict = Conflict.objects.get()
    assert (conflict.reviewer, conflict.candidate, conflict.reason) == (
        rosa,
        panel.application.candidate,
        "employer",
    )
    assert LedgerEntry.objects.about(conflict).get().act == "declare_conflict"


def test_stepping_aside_gives_back_the_other_track_too(
    review: Review, panel: Panel, rosa: User, cohort: Cohort
) -> None:
    data = programme.track(cohort, "data-science")
    other = reviewing.panel(panel.application, data)
    reviewing.reads(rosa, data)
    second = take_next_review(rosa)
    recuse_review(review, by=rosa, reason_class="family")
    assert field_values(second, "state") == {"state": "cancelled"}
    assert field_values(other, "taken") == {"taken": 0}


def test_stepping_aside_needs_a_known_reason(review: Review, rosa: User) -> None:
    with pytest.raises(Refused, match="Choose how"):
        recuse_review(review, by=rosa, reason_class="boredom")


def test_nobody_steps_aside_for_somebody_else(review: Review, remy: User) -> None:
    with pytest.raises(NotAllowed):
        recuse_review(review, by=remy, reason_class="known")
    assert not Conflict.objects.exists()


def test_a_locked_review_is_not_stepped_aside_from(review: Review, rosa: User) -> None:
    lock_review(review, by=rosa, scores=reviewing.scores(review.panel), lock_version=0)
    with pytest.raises(WrongState):
        recuse_review(review, by=rosa, reason_class="known")
    assert not Conflict.objects.exists()


def test_hr_records_a_tie_and_a_locked_review_counts_no_more(
    panel: Panel, readers: list[User], holly: User
) -> None:
    review = reviewing.locked_review(readers[0])
    declare_conflict(readers[0], panel.application.candidate, by=holly, reason="financial")
    assert field_values(review, "state") == {"state": "cancelled"}
    assert field_values(panel, "taken") == {"taken": 0}
    for reader in readers[1:]:
        reviewing.locked_review(reader)
    assert field_values(panel, "state", "passed") == {"state": "decided", "passed": True}


def test_a_tie_recorded_twice_is_one(panel: Panel, readers: list[User], holly: User) -> None:
    for _ in range(2):
        declare_conflict(readers[0], panel.application.candidate, by=holly, reason="known")
    assert Conflict.objects.count() == 1
    assert LedgerEntry.objects.filter(act="declare_conflict").count() == 1


def test_ties_that_are_not_recorded(
    panel: Panel, readers: list[User], holly: User, pat: User, ben: User
) -> None:
    candidate = panel.application.candidate
    with pytest.raises(NotAllowed):
        declare_conflict(readers[0], candidate, by=pat, reason="known")
    with pytest.raises(Refused, match="does not review"):
        declare_conflict(ben, candidate, by=holly, reason="known")
    with pytest.raises(Refused, match="what ties"):
        declare_conflict(readers[0], candidate, by=holly, reason="rumor")
    assert not Conflict.objects.exists()


def test_a_returned_review_is_locked_again_and_both_versions_stay(
    review: Review, rosa: User, holly: User
) -> None:
    lock_review(review, by=rosa, scores=reviewing.scores(review.panel, meets=False), lock_version=0)
    give_back_review(review, by=holly, reason="Say what is missing, not who.")
    assert field_values(review, "state") == {"state": "returned"}
    note = Notification.objects.get(kind="review_returned", channel="email")
    assert "Say what is missing, not who." in note.body
    lock_review(review, by=rosa, scores=reviewing.scores(review.panel, 5), lock_version=1)
    assert list(ReviewVersion.objects.values_list("number", "meets")) == [(1, False), (2, True)]


def test_returning_needs_hr_and_a_reason_and_comes_before_the_decision(
    panel: Panel, readers: list[User], holly: User, pat: User
) -> None:
    review = reviewing.locked_review(readers[0])
    with pytest.raises(NotAllowed):
        give_back_review(review, by=pat, reason="Please look again.")
    with pytest.raises(ReasonNeeded):
        give_back_review(review, by=holly, reason=" ")
    reviewing.locked_review(readers[1])
    with pytest.raises(WrongState):
        give_back_review(review, by=holly, reason="Too late.")


def test_a_decision_waits_for_a_returned_review(panel: Panel, readers: list[User], holly: User) -> None:
    first = reviewing.locked_review(readers[0])
    give_back_review(first, by=holly, reason="Please look again.")
    reviewing.locked_review(readers[1])
    assert field_values(panel, "state") == {"state": "open"}


def test_an_idle_review_goes_back_once(review: Review, panel: Panel) -> None:
    assert expire_review(review, timezone.now()) is False
    later = timezone.now() + timedelta(days=6)
    assert [expire_review(review, later), expire_review(review, later)] == [True, False]
    assert field_values(panel, "taken") == {"taken": 0}
    assert Notification.objects.filter(kind="review_expired", channel="email").count() == 1


def test_nobody_sees_another_decision_before_their_own_is_locked(panel: Panel, readers: list[User]) -> None:
    mine = take_next_review(readers[0])
    theirs = reviewing.locked_review(readers[1])
    assert others_locked(mine) == []
    assert list(Review.objects.visible_to(readers[0])) == [mine]
    lock_review(mine, by=readers[0], scores=reviewing.scores(panel), lock_version=0)
    mine.refresh_from_db()
    assert [one.review for one in others_locked(mine)] == [theirs]


def test_while_a_third_scores_the_first_two_stay_apart(panel: Panel, readers: list[User]) -> None:
    first = reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1], meets=False)
    take_next_review(readers[2])
    first.refresh_from_db()
    assert others_locked(first) == []


def test_staff_see_a_review_once_it_is_locked(panel: Panel, readers: list[User], holly: User) -> None:
    take_next_review(readers[0])
    assert not Review.objects.visible_to(holly).exists()
    locked = reviewing.locked_review(readers[1])
    assert list(Review.objects.visible_to(holly)) == [locked]


def test_withdrawing_cancels_what_is_open(panel: Panel, readers: list[User]) -> None:
    take_next_review(readers[0])
    reviewing.locked_review(readers[1])
    cancel_panels(panel.application)
    assert field_values(panel, "state", "passed") == {"state": "cancelled", "passed": None}
    assert set(panel.reviews.values_list("state", flat=True)) == {"cancelled"}
    cancel_panels(panel.application)


def test_the_published_score_is_the_weighted_mean(panel: Panel, readers: list[User]) -> None:
    first = take_next_review(readers[0])
    keys = list(panel.rubric.competencies.values_list("pk", flat=True))
    ratings = {keys[0]: (5, ""), keys[1]: (3, ""), keys[2]: (4, "")}
    lock_review(first, by=readers[0], scores=Scores(ratings, True), lock_version=0)
    assert published_scores([panel.application_id], panel.track) == {panel.application_id: 0}
    reviewing.locked_review(readers[1], rating=4)
    # 40·(4 + 3) + 40·(2 + 3) + 20·(3 + 3) of 4·100·2 points
    assert published_scores([panel.application_id], panel.track) == {panel.application_id: 750}


def test_qualified_is_who_passed_this_track(
    ada: User, ben: User, cohort: Cohort, software: Track, rubric: object
) -> None:
    ours = applicants.application(ada, cohort, software, "qualified")
    reviewing.panel(ours, software, "decided", passed=True)
    theirs = applicants.application(ben, cohort, software, "qualified")
    reviewing.panel(theirs, software, "decided", passed=False)
    assert list(qualified_applications(software)) == [ours]
