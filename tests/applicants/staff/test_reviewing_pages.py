"""The reviewer's pages."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import AgencyMembership
from applicants.actions.panel import take_next_review
from applicants.actions.review import give_back_review, save_review
from applicants.models import Conflict, Panel, Review
from applicants.rules.review import Scores
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import agencies, applicants, people, reviewing
from tests.support.states import field_values

As = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"applicants:{name}", args=args)


@pytest.fixture
def review(panel: Panel, readers: list[User]) -> Review:
    """Rosa's open review."""
    found = take_next_review(readers[0])
    assert found is not None
    return found


def filled(
    review: Review, go: str, /, *, meets: bool = True, version: int = 0, other: dict[str, str] | None = None
) -> dict[str, str]:
    """The rubric as a browser sends it."""
    scores = reviewing.scores(review.panel, meets=meets)
    data = {"go": go, "lock_version": str(version), "page": "abc", "meets": "yes" if meets else "no"}
    for key, (rating, note) in scores.ratings.items():
        data |= {f"rating_{key}": str(rating), f"note_{key}": note}
    if not meets:
        data |= {"competency_not_met": str(scores.competency_not_met), "reason": scores.reason}
    return data | (other or {})


def test_home_shows_tracks_load_and_what_i_hold(review: Review, rosa: User, as_: As) -> None:
    page = as_(rosa).get(url("reviews"))
    [load] = page.context["loads"]
    assert (load.held, load.cap, load.trained) == (1, 5, True)
    assert page.context["held"] == [review]
    assert review.panel.application.code in page.content.decode()


def open_panels(count: int, cohort: Cohort, track: Track) -> Iterator[Panel]:
    """One panel after the other, each of another person."""
    for n in range(count):
        user = people.account(f"p{n}@example.com", f"Person{n} Moor")
        yield reviewing.panel(applicants.application(user, cohort, track, "in_hurdles"), track)


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_at_one_and_at_three(
    cohort: Cohort,
    software: Track,
    rubric: object,
    readers: list[User],
    as_: As,
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    for _ in open_panels(count, cohort, software):
        take_next_review(readers[0])
        take_next_review(readers[1])
    client = as_(readers[0])
    client.get(url("reviews"))
    with django_assert_num_queries(6):
        client.get(url("reviews"))


def test_the_page_of_a_review_costs_a_fixed_few(
    review: Review, rosa: User, as_: As, django_assert_num_queries: Callable[..., object]
) -> None:
    client = as_(rosa)
    client.get(url("reviews"))
    with django_assert_num_queries(9):
        client.get(url("scoring", review.pk))


def test_taking_the_next_leads_to_it(panel: Panel, readers: list[User], as_: As) -> None:
    answer = as_(readers[0]).post(url("next_review"))
    assert answer.url == url("scoring", Review.objects.get().pk)


def test_when_nothing_waits_that_is_said(rosa: User, software: Track, rubric: object, as_: As) -> None:
    reviewing.reads(rosa, software)
    answer = as_(rosa).post(url("next_review"), follow=True)
    assert "Nothing waits for you" in answer.content.decode()


def test_at_the_cap_that_is_said(review: Review, rosa: User, as_: As) -> None:
    rosa.reviewer_tracks.update(cap=1)
    answer = as_(rosa).post(url("next_review"), follow=True)
    assert "as many reviews as you may" in answer.content.decode()


def test_a_get_takes_nothing(panel: Panel, readers: list[User], as_: As) -> None:
    assert as_(readers[0]).get(url("next_review")).status_code == 405
    assert not Review.objects.exists()


def test_saving_keeps_half_a_review(review: Review, rosa: User, as_: As) -> None:
    key = review.panel.rubric.competencies.first().pk
    data = {"go": "save", "lock_version": "0", f"rating_{key}": "4", "reason": ""}
    answer = as_(rosa).post(url("scoring", review.pk), data, follow=True)
    assert answer.status_code == 200
    assert f'name="rating_{key}" value="4" checked' in answer.content.decode()
    assert field_values(review, "state", "lock_version") == {"state": "in_progress", "lock_version": 1}


def test_autosave_answers_with_the_line_and_the_new_version(review: Review, rosa: User, as_: As) -> None:
    address = f"{url('scoring', review.pk)}?autosave=1"
    answer = as_(rosa).post(address, filled(review, "lock"), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Saved at" in text
    assert 'value="1" hx-swap-oob="true"' in text
    assert "<html" not in text
    assert field_values(review, "state") == {"state": "in_progress"}


def test_autosave_tells_how_many_are_scored(review: Review, rosa: User, as_: As) -> None:
    address = f"{url('scoring', review.pk)}?autosave=1"
    key = review.panel.rubric.competencies.first().pk
    data = {"lock_version": "0", "page": "abc", f"rating_{key}": "4"}
    answer = as_(rosa).post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert '<strong id="rated" hx-swap-oob="true">1 of 3 scored</strong>' in answer
    assert '<span id="rated-jump" hx-swap-oob="true">1 of 3</span>' in answer
    page = as_(rosa).get(url("scoring", review.pk)).content.decode()
    assert '<strong id="rated">1 of 3 scored</strong>' in page


def test_an_autosave_that_was_overtaken_changes_nothing(review: Review, rosa: User, as_: As) -> None:
    client, address = as_(rosa), f"{url('scoring', review.pk)}?autosave=1"

    def send(turn: str, reason: str) -> int:
        data = filled(review, "save", meets=False, other={"turn": turn, "reason": reason})
        return client.post(address, data, headers={"HX-Request": "true"}).status_code

    assert [send("2", "Newer."), send("1", "Older."), send("2", "Twin.")] == [200, 200, 200]
    assert field_values(review, "reason", "lock_version") == {"reason": "Newer.", "lock_version": 1}
    assert send("3", "Newest.") == 200
    assert field_values(review, "reason") == {"reason": "Newest."}


def test_a_page_that_does_not_count_may_save_again_and_again(review: Review, rosa: User, as_: As) -> None:
    client = as_(rosa)
    for reason in ("One.", "Two."):
        client.post(url("scoring", review.pk), filled(review, "save", meets=False, other={"reason": reason}))
    assert field_values(review, "reason") == {"reason": "Two."}


def test_autosave_of_an_old_window_is_a_conflict(review: Review, rosa: User, as_: As) -> None:
    save_review(review, by=rosa, scores=Scores({}), lock_version=0, page="other")
    address = f"{url('scoring', review.pk)}?autosave=1"
    answer = as_(rosa).post(address, filled(review, "save"), headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "saved in another window" in answer.content.decode()


def test_an_old_window_keeps_what_was_typed_and_may_save_again(review: Review, rosa: User, as_: As) -> None:
    save_review(review, by=rosa, scores=Scores({}), lock_version=0, page="other")
    client = as_(rosa)
    answer = client.post(
        url("scoring", review.pk), filled(review, "save", meets=False, other={"reason": "Kept words."})
    )
    assert answer.status_code == 409
    assert "Kept words." in answer.content.decode()
    assert 'name="lock_version" value="1"' in answer.content.decode()
    again = filled(review, "save", meets=False, version=1, other={"reason": "Kept words."})
    assert client.post(url("scoring", review.pk), again).status_code == 302
    assert field_values(review, "reason") == {"reason": "Kept words."}


def test_locking_opens_the_next(
    review: Review, cohort: Cohort, software: Track, ben: User, rosa: User, as_: As
) -> None:
    reviewing.panel(applicants.application(ben, cohort, software, "in_hurdles"), software)
    answer = as_(rosa).post(url("scoring", review.pk), filled(review, "lock"))
    new = Review.objects.exclude(pk=review.pk).get()
    assert answer.url == url("scoring", new.pk)
    assert field_values(review, "state") == {"state": "locked"}


@pytest.mark.parametrize("count", [1, 3])
def test_locking_and_opening_the_next_costs_a_fixed_few(
    review: Review,
    cohort: Cohort,
    software: Track,
    rosa: User,
    as_: As,
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    list(open_panels(count, cohort, software))
    client, data = as_(rosa), filled(review, "lock")
    client.get(url("scoring", review.pk))
    with django_assert_num_queries(23):
        answer = client.post(url("scoring", review.pk), data)
    with django_assert_num_queries(9):
        assert client.get(answer.url).status_code == 200


def test_locking_the_last_review_of_a_panel_costs_a_fixed_few(
    review: Review,
    cohort: Cohort,
    software: Track,
    ben: User,
    rosa: User,
    remy: User,
    as_: As,
    django_assert_num_queries: Callable[..., object],
) -> None:
    reviewing.locked_review(remy)
    reviewing.panel(applicants.application(ben, cohort, software, "in_hurdles"), software)
    client, data = as_(rosa), filled(review, "lock")
    client.get(url("scoring", review.pk))
    with django_assert_num_queries(36):
        client.post(url("scoring", review.pk), data)
    assert field_values(review, "state") == {"state": "final"}


def test_saving_a_review_costs_a_fixed_few(
    review: Review, rosa: User, as_: As, django_assert_num_queries: Callable[..., object]
) -> None:
    client, data = as_(rosa), filled(review, "save")
    client.get(url("scoring", review.pk))
    with django_assert_num_queries(10):
        client.post(f"{url('scoring', review.pk)}?autosave=1", data, headers={"HX-Request": "true"})


def test_what_is_held_comes_before_a_new_one(
    review: Review, cohort: Cohort, software: Track, ben: User, rosa: User, as_: As
) -> None:
    reviewing.panel(applicants.application(ben, cohort, software, "in_hurdles"), software)
    held = take_next_review(rosa)
    answer = as_(rosa).post(url("scoring", review.pk), filled(review, "lock"))
    assert answer.url == url("scoring", held.pk)
    assert Review.objects.count() == 2


def test_what_is_missing_stands_beside_its_field(review: Review, rosa: User, as_: As) -> None:
    answer = as_(rosa).post(
        url("scoring", review.pk), filled(review, "lock", meets=False, other={"reason": ""})
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why in one to four sentences" in text
    assert "Error: Review" in text
    assert field_values(review, "state", "lock_version") == {"state": "in_progress", "lock_version": 0}


@pytest.mark.parametrize("field", ["meets", "competency_not_met", "rating"])
def test_a_tampered_form_stores_nothing(review: Review, rosa: User, as_: As, field: str) -> None:
    name = f"rating_{review.panel.rubric.competencies.first().pk}" if field == "rating" else field
    data = filled(review, "save", meets=False, other={name: "99"})
    assert as_(rosa).post(url("scoring", review.pk), data).status_code == 422
    assert field_values(review, "lock_version") == {"lock_version": 0}


def test_fields_that_are_not_in_the_form_are_ignored(review: Review, rosa: User, remy: User, as_: As) -> None:
    data = filled(
        review, "save", other={"reviewer": str(remy.pk), "state": "final", "locked_at": "2020-01-01"}
    )
    as_(rosa).post(url("scoring", review.pk), data)
    assert field_values(review, "reviewer", "state", "locked_at") == {
        "reviewer": rosa.pk,
        "state": "in_progress",
        "locked_at": None,
    }


def test_stepping_aside_is_one_click(review: Review, rosa: User, as_: As) -> None:
    client = as_(rosa)
    answer = client.post(url("recusal", review.pk), {"reason_class": "known"}, follow=True)
    assert "You stepped aside" in answer.content.decode()
    assert Conflict.objects.get().reviewer == rosa
    closed = client.get(url("scoring", review.pk))
    assert "You stepped aside from this application." in closed.content.decode()
    assert "County clerks" not in closed.content.decode()
    mine = client.get(url("my_conflicts")).content.decode()
    assert review.panel.application.code in mine
    assert "Knows the person" in mine


def test_stepping_aside_without_a_reason_is_refused(review: Review, rosa: User, as_: As) -> None:
    assert as_(rosa).post(url("recusal", review.pk), {"reason_class": "x"}).status_code == 422
    assert field_values(review, "state") == {"state": "in_progress"}


def test_a_returned_review_says_why(review: Review, rosa: User, holly: User, as_: As) -> None:
    client = as_(rosa)
    client.post(url("scoring", review.pk), filled(review, "lock"))
    review.refresh_from_db()
    give_back_review(review, by=holly, reason="Say what is missing.")
    assert "Say what is missing." in client.get(url("scoring", review.pk)).content.decode()


def test_the_other_decision_shows_once_all_are_locked(panel: Panel, readers: list[User], as_: As) -> None:
    first = reviewing.locked_review(readers[0])
    client = as_(readers[0])
    assert "once everybody’s is locked" in client.get(url("scoring", first.pk)).content.decode()
    second = take_next_review(readers[1])
    save_review(second, by=readers[1], scores=reviewing.scores(panel, meets=False), lock_version=0)
    assert "does not show whose problem" not in client.get(url("scoring", first.pk)).content.decode()
    as_(readers[1]).post(url("scoring", second.pk), filled(second, "lock", meets=False, version=1))
    text = client.get(url("scoring", first.pk)).content.decode()
    assert "does not show whose problem" in text
    assert "Remy" not in text


def test_another_reviewers_review_is_not_found(review: Review, remy: User, as_: As) -> None:
    client = as_(remy)
    assert client.get(url("scoring", review.pk)).status_code == 404
    assert client.post(url("scoring", review.pk), filled(review, "save")).status_code == 404
    assert client.post(url("recusal", review.pk), {"reason_class": "known"}).status_code == 404


@pytest.mark.parametrize("who", ["ada", "holly", "pat", "cora"])
def test_others_are_refused(review: Review, as_: As, request: pytest.FixtureRequest, who: str) -> None:
    client = as_(request.getfixturevalue(who))
    pages = [url("reviews"), url("my_conflicts"), url("scoring", review.pk)]
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(url("next_review")).status_code == 403


def test_who_became_a_selecting_official_reads_no_more(review: Review, rosa: User, as_: As) -> None:
    AgencyMembership.objects.create(user=rosa, agency=agencies.agency("VA"), role="hiring_official")
    answer = as_(rosa).get(url("scoring", review.pk))
    assert answer.status_code == 403
    assert "County clerks" not in answer.content.decode()


def test_a_tie_recorded_meanwhile_closes_the_page(review: Review, rosa: User, as_: As) -> None:
    Conflict.objects.create(reviewer=rosa, candidate=review.panel.application.candidate, reason="known")
    answer = as_(rosa).get(url("scoring", review.pk))
    assert "closed to you" in answer.content.decode()
    assert "County clerks" not in answer.content.decode()


def test_strangers_are_sent_to_sign_in(review: Review) -> None:
    answer = Client().get(url("scoring", review.pk))
    assert answer.status_code == 302
    assert "login" in answer.url


def test_a_locked_review_cannot_be_posted_again(review: Review, rosa: User, as_: As) -> None:
    client = as_(rosa)
    client.post(url("scoring", review.pk), filled(review, "lock"))
    at = timezone.now()
    answer = client.post(url("scoring", review.pk), filled(review, "save", version=1))
    assert answer.status_code == 409
    review.refresh_from_db()
    assert review.saved_at < at
