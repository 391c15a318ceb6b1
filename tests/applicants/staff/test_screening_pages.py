"""HR's pages: the queue, one check at a time, and who is ready."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.actions.application import submit_application
from applicants.actions.duplicate import note_duplicates
from applicants.actions.screening import decide_eligibility
from applicants.models import Application, Conflict, HiddenPhrase, Panel
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import applicants, people, reviewing
from tests.support.states import field_values

As = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"applicants:{name}", args=args)


def warm(client: Client) -> Client:
    """A session that has been used: what is written on its first request is not the page's cost."""
    client.get(url("reviews"))
    client.get(url("screening"))
    return client


def more(cohort: Cohort, track: Track, state: str, count: int, **fields: object) -> list[Application]:
    """Further applications, one minute apart."""
    rows = []
    for n in range(count):
        user = people.account(f"more{n}@example.com", f"More{n} Person")
        at = timezone.now() + timedelta(minutes=n + 1)
        rows.append(applicants.application(user, cohort, track, state, submitted_at=at, **fields))
    return rows


def test_the_queue_is_longest_first(
    screening: Application, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    later = more(cohort, software, "screening", 2)
    page = as_(holly).get(url("screening"))
    assert [row.pk for row in page.context["page"].items] == [screening.pk, *(row.pk for row in later)]
    assert page.context["waiting"] == "3"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_at_one_and_at_three(
    cohort: Cohort,
    software: Track,
    rubric: object,
    holly: User,
    as_: As,
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    more(cohort, software, "screening", count)
    client = warm(as_(holly))
    with django_assert_num_queries(6):
        client.get(url("screening"))
    with django_assert_num_queries(6):
        client.get(url("staff_applications"), {"state": "screening", "track": str(software.pk), "q": "A-"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_ready_list_costs_the_same_at_one_and_at_three(
    cohort: Cohort,
    software: Track,
    rubric: object,
    holly: User,
    as_: As,
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    for row in more(cohort, software, "in_hurdles", count, assessed_at=timezone.now()):
        reviewing.panel(row, software, "decided", passed=True)
    client = warm(as_(holly))
    with django_assert_num_queries(6):
        client.get(url("ready"))


def test_start_goes_to_the_oldest_and_next_to_the_one_after(
    screening: Application, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    [second, third] = more(cohort, software, "screening", 2)
    client = as_(holly)
    assert client.get(url("screen_next")).url == url("screen", screening.pk)
    assert client.get(url("screen_next"), {"after": screening.pk}).url == url("screen", second.pk)
    assert client.get(url("screen_next"), {"after": third.pk}).url == url("screen", screening.pk)
    assert client.get(url("screen_next"), {"after": "nonsense"}).url == url("screen", screening.pk)


def test_the_page_holds_every_rule_against_the_answers(
    ada: User, cohort: Cohort, software: Track, rubric: object, holly: User, as_: As
) -> None:
    row = applicants.application(ada, cohort, software, "screening", citizenship="other", is_adult=None)
    page = as_(holly).get(url("screen", row.pk))
    assert [finding.met for finding in page.context["findings"]] == [False, None, True, True]
    assert page.context["decision_form"].initial == {"rule": "citizenship"}
    text = page.content.decode()
    assert "Needs a person" in text
    assert "ada@example.com" in text


def test_eligible_and_next(
    screening: Application, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    [second] = more(cohort, software, "screening", 1)
    answer = as_(holly).post(url("eligibility_decision", screening.pk), {"decision": "eligible"})
    assert answer.url == url("screen", second.pk)
    assert field_values(screening, "state") == {"state": "in_hurdles"}


def test_the_last_one_leads_back_to_the_queue(screening: Application, holly: User, as_: As) -> None:
    data = {"decision": "ineligible", "rule": "citizenship", "note": "Says so in the answer."}
    answer = as_(holly).post(url("eligibility_decision", screening.pk), data, follow=True)
    assert "Nothing else waits" in answer.content.decode()
    assert field_values(screening, "state") == {"state": "ineligible"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"decision": "ineligible", "note": "Typed."}, "Choose the published rule"),
        ({"decision": "ineligible", "rule": "adult"}, "By the answers this rule is met"),
        ({"decision": "maybe", "note": "Typed."}, "Select a valid choice"),
    ],
)
def test_a_decision_that_is_refused_keeps_what_was_typed(
    screening: Application, holly: User, as_: As, data: dict[str, str], words: str
) -> None:
    answer = as_(holly).post(url("eligibility_decision", screening.pk), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert data.get("note", "") in answer.content.decode()
    assert field_values(screening, "state") == {"state": "screening"}


def test_an_unfrozen_standard_is_said_on_the_page(
    ada: User, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    row = applicants.application(ada, cohort, software, "screening")
    answer = as_(holly).post(url("eligibility_decision", row.pk), {"decision": "eligible"})
    assert answer.status_code == 422
    assert "is not frozen yet" in answer.content.decode()


def test_who_is_second_gets_a_clear_conflict(screening: Application, holly: User, as_: As) -> None:
    client = as_(holly)
    client.get(url("screen", screening.pk))
    decide_eligibility(screening, by=holly, eligible=True)
    answer = client.post(url("eligibility_decision", screening.pk), {"decision": "eligible"})
    assert answer.status_code == 409
    assert "Somebody may have been quicker" in answer.content.decode()


def test_what_is_decided_already_shows_its_record(in_review: Application, holly: User, as_: As) -> None:
    assert as_(holly).get(url("screen", in_review.pk)).url == url("staff_application", in_review.pk)


def test_one_letter_asks_for_several_things(screening: Application, holly: User, as_: As) -> None:
    data = {
        "about": ["citizenship", "adult"],
        "words": "- Send page 2.\n\nSay when you can start.",
        "days": "10",
    }
    assert as_(holly).post(url("question", screening.pk), data).status_code == 302
    screening.refresh_from_db()
    assert screening.state == "action_needed"
    assert len(screening.ledger_entry.reason.splitlines()) == 4
    assert screening.action_due_at > timezone.now() + timedelta(days=9)


def test_asking_for_nothing_is_said_on_the_page(screening: Application, holly: User, as_: As) -> None:
    answer = as_(holly).post(url("question", screening.pk), {"words": " ", "days": "10"})
    assert answer.status_code == 422
    assert "Say what you need" in answer.content.decode()


def test_an_answer_is_shown_where_it_is_judged(
    ada: User, cohort: Cohort, software: Track, rubric: object, holly: User, as_: As
) -> None:
    row = applicants.application(ada, cohort, software, "screening", action_answer="I was born in Guam.")
    assert "I was born in Guam." in as_(holly).get(url("screen", row.pk)).content.decode()


def test_hiding_words_and_showing_them_again(screening: Application, holly: User, as_: As) -> None:
    client = as_(holly)
    client.post(url("hidden_words", screening.pk), {"phrases": "County clerks\n\nneighboring counties"})
    page = client.get(url("screen", screening.pk))
    assert "County clerks" not in "".join(piece.text for piece in page.context["doc"].story)
    first = HiddenPhrase.objects.earliest("pk")
    client.post(url("hidden_word_removal", screening.pk, first.pk))
    assert [row.phrase for row in HiddenPhrase.objects.all()] == ["neighboring counties"]


def test_one_line_that_is_refused_hides_none_and_all_are_kept(
    screening: Application, holly: User, as_: As
) -> None:
    lines = f"County clerks\n{'x' * 121}"
    answer = as_(holly).post(url("hidden_words", screening.pk), {"phrases": lines})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "County clerks\nxxx" in text.replace("\r\n", "\n")
    assert "Nothing was hidden." in text
    assert not HiddenPhrase.objects.exists()


def test_history_names_a_candidate_whose_account_has_no_name(
    ada: User, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    row = applicants.application(ada, cohort, software)
    User.objects.filter(pk=ada.pk).update(name="")
    submit_application(row, by=ada)
    page = as_(holly).get(url("staff_application", row.pk))
    assert [event.who for event in page.context["history"]] == ["Ada Quill", "The system"]


def test_words_of_another_application_are_not_found(
    screening: Application, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    [other] = more(cohort, software, "screening", 1)
    phrase = HiddenPhrase.objects.create(application=other, phrase="Heron", added_by=holly)
    answer = as_(holly).post(url("hidden_word_removal", screening.pk, phrase.pk))
    assert answer.status_code == 404
    assert HiddenPhrase.objects.count() == 1


def test_preview_then_qualify_and_hear_who_did_not(
    cohort: Cohort, software: Track, rubric: object, holly: User, as_: As
) -> None:
    good, bad = more(cohort, software, "in_hurdles", 2, assessed_at=timezone.now())
    reviewing.panel(good, software, "decided", passed=True)
    reviewing.panel(bad, software, "open")
    client = as_(holly)
    chosen = {"application": [str(good.pk), str(bad.pk), "nonsense"]}
    preview = client.get(url("qualification"), chosen)
    assert set(preview.context["chosen"]) == {good, bad}
    assert field_values(good, "state") == {"state": "in_hurdles"}
    answer = client.post(url("qualification"), chosen, follow=True)
    words = [str(message) for message in answer.context["messages"]]
    assert words == [
        f"{bad.code} was not qualified. A panel of this application is still open.",
        "1 person is qualified.",
    ]
    assert field_values(good, "state") == {"state": "qualified"}
    assert field_values(bad, "state") == {"state": "in_hurdles"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_qualifying_nobody_says_so(holly: User, as_: As, method: str) -> None:
    answer = getattr(as_(holly), method)(url("qualification"), {"application": ["nonsense"]}, follow=True)
    assert "Choose at least one person" in answer.content.decode()


def test_the_list_narrows_by_state_track_and_code(
    screening: Application, in_review_of_ben: Application, software: Track, holly: User, as_: As
) -> None:
    client = as_(holly)

    def codes(**wanted: str) -> list[str]:
        return [row.code for row in client.get(url("staff_applications"), wanted).context["page"].items]

    both = [in_review_of_ben.code, screening.code]
    assert sorted(codes()) == sorted(both)
    assert codes(state="screening") == [screening.code]
    assert sorted(codes(track=str(software.pk))) == sorted(both)
    assert codes(q=screening.code.lower()) == [screening.code]
    assert codes(q=screening.code[2:7]) == [screening.code]
    assert codes(q="zz") == []


def test_a_wrong_filter_is_said(holly: User, as_: As) -> None:
    assert as_(holly).get(url("staff_applications"), {"state": "happy"}).status_code == 422


@pytest.fixture
def in_review_of_ben(ben: User, cohort: Cohort, software: Track, rubric: object) -> Application:
    """Ben's application, in blind review."""
    return applicants.application(ben, cohort, software, "in_hurdles")


def test_drafts_are_nobodys_business(
    ada: User, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    draft = applicants.application(ada, cohort, software, "draft")
    client = as_(holly)
    assert client.get(url("staff_applications")).context["page"].items == []
    assert client.get(url("staff_application", draft.pk)).status_code == 404


def test_the_record_shows_who_what_and_when(panel: Panel, readers: list[User], holly: User, as_: As) -> None:
    reviewing.locked_review(readers[0], meets=False)
    reviewing.locked_review(readers[1])
    text = as_(holly).get(url("staff_application", panel.application.pk)).content.decode()
    for words in (
        "Ada Quill",
        "ada@example.com",
        "Third review",
        "Rosa Okafor",
        "Does not meet the standard",
    ):
        assert words in text


def test_scores_wait_for_the_lock_on_the_record_too(
    panel: Panel, readers: list[User], holly: User, as_: As
) -> None:
    from applicants.actions.panel import take_next_review
    from applicants.actions.review import save_review

    review = take_next_review(readers[0])
    given = reviewing.scores(panel, meets=False)
    save_review(review, by=readers[0], scores=given, lock_version=0)
    text = as_(holly).get(url("staff_application", panel.application.pk)).content.decode()
    assert "The story does not show" not in text
    assert "Rosa Okafor, " not in text


def test_recording_a_tie(panel: Panel, readers: list[User], holly: User, as_: As) -> None:
    address = url("conflicts", panel.application.pk)
    client = as_(holly)
    assert client.post(address, {"reviewer": "", "reason": "known"}).status_code == 422
    assert client.post(address, {"reviewer": holly.pk, "reason": "known"}).status_code == 422
    assert client.post(address, {"reviewer": readers[0].pk, "reason": "known"}).status_code == 302
    assert Conflict.objects.get().reviewer == readers[0]


def test_returning_a_review_from_the_record(panel: Panel, readers: list[User], holly: User, as_: As) -> None:
    review = reviewing.locked_review(readers[0])
    address = url("review_return", panel.application.pk, review.pk)
    client = as_(holly)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Name what is missing."}).status_code == 302
    assert field_values(review, "state") == {"state": "returned"}


def test_a_person_who_seems_to_have_applied_twice_is_pointed_out(
    screening: Application, cohort: Cohort, software: Track, holly: User, as_: As
) -> None:
    double = people.account("ada.two@example.com", "Ada Quill")
    other = applicants.application(double, cohort, software, "screening")
    note_duplicates(other)
    client = as_(holly)
    [(pair, found)] = client.get(url("screen", screening.pk)).context["pairs"]
    assert (found, pair.same_name_and_phone) == (other, True)
    record = client.get(url("staff_application", screening.pk)).content.decode()
    assert f"Seems to be the same person as {other.code}" in record


def test_older_versions_can_be_read(screening: Application, holly: User, as_: As) -> None:
    Application.objects.filter(pk=screening.pk).update(work_story="Written again.")
    screening.refresh_from_db()
    applicants.version(screening)
    client = as_(holly)
    page = client.get(url("staff_application", screening.pk))
    assert page.context["version"].number == 2
    assert client.get(url("staff_application", screening.pk), {"version": "1"}).context["version"].number == 1


POSTS = ["eligibility_decision", "question", "hidden_words", "conflicts"]


@pytest.mark.parametrize("who", ["ada", "rosa", "cora", "ollie"])
def test_others_are_refused(
    screening: Application, as_: As, request: pytest.FixtureRequest, who: str
) -> None:
    client = as_(request.getfixturevalue(who))
    pages = [url("screening"), url("screen", screening.pk), url("ready"), url("staff_applications")]
    pages += [url("qualification"), url("staff_application", screening.pk), url("screen_next")]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(url(name, screening.pk)).status_code for name in POSTS} == {403}


@pytest.mark.parametrize("who", ["pat", "audrey"])
def test_who_only_reads_cannot_act(
    screening: Application, as_: As, request: pytest.FixtureRequest, who: str
) -> None:
    client = as_(request.getfixturevalue(who))
    assert client.get(url("staff_application", screening.pk)).status_code == 200
    assert {client.post(url(name, screening.pk)).status_code for name in POSTS} == {403}
