"""Eligibility: asking, deciding, and what follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions.application import answer_request
from applicants.actions.screening import (
    ask_candidate,
    decide_eligibility,
    hide_phrase,
    return_unanswered,
    screen_application,
    show_phrase,
)
from applicants.models import Application, EligibilityDecision, HiddenPhrase, Panel, Rubric
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import applicants, programme, reviewing
from tests.support.states import field_values


def in_a_week() -> timezone.datetime:
    return timezone.now() + timedelta(days=7)


def test_screening_starts_by_the_system(ada: User, cohort: Cohort, software: Track) -> None:
    application = applicants.application(ada, cohort, software, "submitted")
    screen_application(application)
    assert application.state == "screening"


def test_one_letter_has_every_reason_and_one_date(screening: Application, holly: User) -> None:
    due = in_a_week()
    ask_candidate(screening, by=holly, reasons=["Send page 2.", " ", "Say when you can start."], due_at=due)
    assert field_values(screening, "state", "action_due_at") == {
        "state": "action_needed",
        "action_due_at": due,
    }
    entry = LedgerEntry.objects.about(screening).last()
    assert entry.reason == "- Send page 2.\n- Say when you can start."
    assert Notification.objects.filter(kind="application_action_needed", channel="inbox").count() == 1


@pytest.mark.parametrize("reasons", [[], ["  "]])
def test_asking_for_nothing_is_refused(screening: Application, holly: User, reasons: list[str]) -> None:
    with pytest.raises(Refused, match="Say what you need"):
        ask_candidate(screening, by=holly, reasons=reasons, due_at=in_a_week())
    assert field_values(screening, "state") == {"state": "screening"}


def test_asking_until_yesterday_is_refused(screening: Application, holly: User) -> None:
    with pytest.raises(Refused, match="in the future"):
        ask_candidate(screening, by=holly, reasons=["Send page 2."], due_at=timezone.now())


def test_only_hr_asks(screening: Application, pat: User) -> None:
    with pytest.raises(NotAllowed):
        ask_candidate(screening, by=pat, reasons=["Send page 2."], due_at=in_a_week())


def test_a_second_question_starts_without_the_first_answer(
    screening: Application, holly: User, ada: User
) -> None:
    ask_candidate(screening, by=holly, reasons=["Send page 2."], due_at=in_a_week())
    answer_request(screening, by=ada, answer="Here it is.")
    screening.refresh_from_db()
    ask_candidate(screening, by=holly, reasons=["Page 3 too."], due_at=in_a_week())
    assert field_values(screening, "action_answer") == {"action_answer": ""}


def test_a_date_that_passed_brings_it_back_to_a_person(screening: Application, holly: User) -> None:
    ask_candidate(screening, by=holly, reasons=["Send page 2."], due_at=in_a_week())
    return_unanswered(screening)
    assert field_values(screening, "state", "action_answer") == {"state": "screening", "action_answer": ""}


def test_eligible_goes_straight_into_review(screening: Application, holly: User, rubric: Rubric) -> None:
    decide_eligibility(screening, by=holly, eligible=True)
    assert screening.state == "in_hurdles"
    panel = Panel.objects.get(application=screening)
    assert (panel.state, panel.rubric, panel.version.number, panel.taken) == ("open", rubric, 1, 0)
    acts = list(LedgerEntry.objects.about(screening).values_list("act", "actor"))
    assert acts[1:] == [("find_eligible", holly.pk), ("begin", None)]


def test_each_chosen_track_gets_a_panel_with_its_newest_frozen_rubric(
    ada: User, cohort: Cohort, software: Track, rubric: Rubric, holly: User
) -> None:
    data = programme.track(cohort, "data-science")
    reviewing.rubric(data)
    newest = reviewing.rubric(data, version=2)
    reviewing.rubric(data, version=3, frozen=False)
    application = applicants.application(ada, cohort, software, "screening")
    application.track_choices.create(track=data, order=2)
    decide_eligibility(application, by=holly, eligible=True)
    rubrics = dict(Panel.objects.values_list("track__key", "rubric"))
    assert rubrics == {"software": rubric.pk, "data-science": newest.pk}


def test_a_track_without_a_frozen_rubric_refuses_and_changes_nothing(
    ada: User, cohort: Cohort, software: Track, holly: User
) -> None:
    reviewing.rubric(software, frozen=False)
    application = applicants.application(ada, cohort, software, "screening")
    with pytest.raises(Refused, match="standard of Software engineering is not frozen"):
        decide_eligibility(application, by=holly, eligible=True)
    assert field_values(application, "state") == {"state": "screening"}
    assert not EligibilityDecision.objects.exists()


def test_ineligible_names_the_rule(screening: Application, holly: User) -> None:
    decide_eligibility(screening, by=holly, eligible=False, rule="citizenship", note="Permanent resident.")
    assert screening.state == "ineligible"
    decision = screening.eligibility_decision
    assert (decision.eligible, decision.rule, decision.decided_by) == (False, "citizenship", holly)
    letter = Notification.objects.get(kind="application_ineligible", channel="email")
    assert "Only citizens and nationals" in letter.body or "citizen or national" in letter.body
    assert "Permanent resident" not in letter.body
    assert "Holly" not in letter.body


def test_ineligible_without_a_published_rule_is_refused(screening: Application, holly: User) -> None:
    with pytest.raises(Refused, match="Name the published rule"):
        decide_eligibility(screening, by=holly, eligible=False, rule="handwriting")


def test_who_is_second_is_told_so(screening: Application, holly: User) -> None:
    mine = Application.objects.get(pk=screening.pk)
    decide_eligibility(screening, by=holly, eligible=True)
    with pytest.raises(WrongState, match="Somebody may have been quicker"):
        decide_eligibility(mine, by=holly, eligible=False, rule="adult")
    assert EligibilityDecision.objects.get().eligible is True


def test_only_hr_decides(screening: Application, pat: User) -> None:
    with pytest.raises(NotAllowed):
        decide_eligibility(screening, by=pat, eligible=True)
    assert not EligibilityDecision.objects.exists()


def test_hiding_a_phrase_twice_keeps_one(screening: Application, holly: User) -> None:
    hide_phrase(screening, by=holly, phrase=" Blue   Heron ")
    row = hide_phrase(screening, by=holly, phrase="Blue Heron")
    assert [one.phrase for one in HiddenPhrase.objects.all()] == ["Blue Heron"]
    show_phrase(row, by=holly)
    assert not HiddenPhrase.objects.exists()


@pytest.mark.parametrize(("phrase", "words"), [(" x ", "Enter the word"), ("x" * 121, "short phrase")])
def test_what_cannot_be_hidden(screening: Application, holly: User, phrase: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        hide_phrase(screening, by=holly, phrase=phrase)


def test_reviewers_hide_nothing(screening: Application, rosa: User) -> None:
    with pytest.raises(NotAllowed):
        hide_phrase(screening, by=rosa, phrase="Blue Heron")


def test_deciding_against_the_answers_needs_a_note(
    ada: User, cohort: Cohort, software: Track, rubric: Rubric, holly: User
) -> None:
    application = applicants.application(ada, cohort, software, "screening", citizenship="other")
    with pytest.raises(Refused, match="By the answers a rule is not met"):
        decide_eligibility(application, by=holly, eligible=True)
    decide_eligibility(application, by=holly, eligible=True, note="Naturalized last week; papers seen.")
    assert application.state == "in_hurdles"


def test_naming_a_rule_that_is_met_needs_a_note(screening: Application, holly: User) -> None:
    with pytest.raises(Refused, match="By the answers this rule is met"):
        decide_eligibility(screening, by=holly, eligible=False, rule="adult")
    assert field_values(screening, "state") == {"state": "screening"}
