"""Who gets which review next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import AgencyMembership
from applicants.actions.panel import take_next_review
from applicants.actions.review import recuse_review
from applicants.models import Application, Conflict, Panel, ReviewerTrack
from techforce.access.actions import grant_role
from techforce.access.holding import forget
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, Refused
from tests.factories import agencies, applicants, people, programme, reviewing
from tests.support.states import field_values


def another(cohort: Cohort, track: Track, name: str, **fields: object) -> Panel:
    """One more application in review."""
    user = people.account(f"{name}@example.com", f"{name.capitalize()} Moor")
    return reviewing.panel(applicants.application(user, cohort, track, "in_hurdles"), track, **fields)


def test_taking_opens_it_and_counts(panel: Panel, readers: list[User]) -> None:
    review = take_next_review(readers[0])
    assert (review.panel, review.state) == (panel, "in_progress")
    assert field_values(panel, "taken") == {"taken": 1}


def test_fewest_reviews_first_then_oldest(
    cohort: Cohort, software: Track, panel: Panel, readers: list[User]
) -> None:
    now = timezone.now()
    Panel.objects.filter(pk=panel.pk).update(taken=1, opened_at=now - timedelta(days=3))
    newer = another(cohort, software, "zoe", opened_at=now - timedelta(days=1))
    older = another(cohort, software, "yan", opened_at=now - timedelta(days=2))
    taken = [take_next_review(readers[0]).panel for _ in range(3)]
    assert taken == [older, newer, panel]
    assert take_next_review(readers[0]) is None


def test_the_best_of_several_tracks_comes_first(
    cohort: Cohort, software: Track, panel: Panel, readers: list[User]
) -> None:
    data = programme.track(cohort, "data-science")
    reviewing.reads(readers[0], data)
    older = another(cohort, data, "zoe", opened_at=timezone.now() - timedelta(days=9))
    assert [take_next_review(readers[0]).panel for _ in range(2)] == [older, panel]


def test_only_my_tracks(panel: Panel, rosa: User, cohort: Cohort) -> None:
    reviewing.reads(rosa, programme.track(cohort, "data-science"))
    assert take_next_review(rosa) is None


def test_two_reviewers_are_enough(panel: Panel, readers: list[User]) -> None:
    assert [take_next_review(reader) is not None for reader in readers] == [True, True, False]


def test_the_cap_is_hard(cohort: Cohort, software: Track, panel: Panel, rosa: User) -> None:
    another(cohort, software, "zoe")
    reviewing.reads(rosa, software, cap=1)
    take_next_review(rosa)
    with pytest.raises(Refused, match="as many reviews as you may"):
        take_next_review(rosa)


def test_a_locked_review_makes_room(cohort: Cohort, software: Track, panel: Panel, rosa: User) -> None:
    another(cohort, software, "zoe")
    reviewing.reads(rosa, software, cap=1)
    reviewing.locked_review(rosa)
    assert take_next_review(rosa) is not None


def test_untrained_reviewers_get_nothing(panel: Panel, rosa: User, software: Track) -> None:
    reviewing.reads(rosa, software, trained=False)
    with pytest.raises(Refused, match="once you are trained"):
        take_next_review(rosa)


def test_an_excluded_pair_never_meets(panel: Panel, readers: list[User]) -> None:
    Conflict.objects.create(reviewer=readers[0], candidate=panel.application.candidate, reason="known")
    assert take_next_review(readers[0]) is None
    assert take_next_review(readers[1]) is not None


def test_nobody_reviews_their_own_application(cohort: Cohort, software: Track, rosa: User) -> None:
    reviewing.panel(applicants.application(rosa, cohort, software, "in_hurdles"), software)
    reviewing.reads(rosa, software)
    assert take_next_review(rosa) is None


def test_who_stepped_aside_is_not_asked_again(panel: Panel, readers: list[User]) -> None:
    review = take_next_review(readers[0])
    recuse_review(review, by=readers[0], reason_class="known")
    assert take_next_review(readers[0]) is None
    assert field_values(panel, "taken") == {"taken": 0}


@pytest.mark.parametrize("role", ["coordinator", "agency_hr", "hiring_official"])
def test_selecting_officials_never_score(panel: Panel, readers: list[User], role: str) -> None:
    AgencyMembership.objects.create(user=readers[0], agency=agencies.agency("VA"), role=role)
    forget(readers[0])
    with pytest.raises(NotAllowed, match="You choose people for an agency"):
        take_next_review(readers[0])


def test_who_can_look_up_names_does_not_review_blind(panel: Panel, readers: list[User]) -> None:
    grant_role(readers[0], "hr", by=None)
    with pytest.raises(NotAllowed, match="cannot review blind"):
        take_next_review(readers[0])


def test_a_candidate_takes_no_review(panel: Panel, ben: User) -> None:
    with pytest.raises(NotAllowed):
        take_next_review(ben)


def test_a_tiebreak_takes_a_third_reviewer_who_had_no_part(panel: Panel, readers: list[User]) -> None:
    reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1], meets=False)
    assert take_next_review(readers[0]) is None
    assert take_next_review(readers[2]).panel == panel
    assert field_values(panel, "taken", "state") == {"taken": 3, "state": "tiebreak"}


def test_what_ended_is_not_offered(
    cohort: Cohort, software: Track, rubric: object, ada: User, rosa: User
) -> None:
    application: Application = applicants.application(ada, cohort, software, "withdrawn")
    reviewing.panel(application, software, "cancelled")
    reviewing.reads(rosa, software)
    assert take_next_review(rosa) is None
    assert ReviewerTrack.objects.count() == 1
