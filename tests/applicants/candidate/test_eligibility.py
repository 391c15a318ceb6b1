"""The published rules, and the check before sign-up."""

import pytest

from applicants.models import Application, Candidate
from applicants.rules.eligibility import RULES, check_answers, rule, unmet_rules

MET = {"citizenship": "national", "is_adult": True, "can_work_full_time": True, "conduct_agreed": True}
POSTED = {"citizenship": "citizen", "is_adult": "yes", "can_work_full_time": "yes", "conduct_agreed": "yes"}


def test_nationals_meet_every_rule():
    assert [finding.met for finding in check_answers(MET)] == [True] * len(RULES)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("citizenship", "other", "citizenship"),
        ("is_adult", False, "adult"),
        ("can_work_full_time", False, "full_time"),
        ("conduct_agreed", False, "conduct"),
    ],
)
def test_each_rule_is_named_when_it_fails(field, value, key):
    assert [unmet.key for unmet in unmet_rules({**MET, field: value})] == [key]


@pytest.mark.parametrize("rule_", RULES, ids=lambda rule_: rule_.key)
def test_what_was_not_answered_needs_a_person(rule_):
    found = {finding.rule.key: finding.met for finding in check_answers({**MET, rule_.field: None})}
    assert found[rule_.key] is None


@pytest.mark.django_db
def test_the_check_names_the_rule_and_stores_nothing(client):
    page = client.post("/eligibility-check/", {**POSTED, "citizenship": "other"})
    assert page.status_code == 200
    assert "One rule is not met" in page.text
    assert rule("citizenship").unmet in page.text
    assert rule("adult").unmet not in page.text
    assert not Candidate.objects.exists()
    assert not Application.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.django_db
def test_the_check_says_when_all_are_met(client):
    assert "By your answers you meet every rule" in client.post("/eligibility-check/", POSTED).text


@pytest.mark.django_db
def test_the_check_asks_for_what_is_missing(client):
    page = client.post("/eligibility-check/", {**POSTED, "is_adult": "", "citizenship": "martian"})
    assert page.status_code == 422
    assert "Answer the question: Will you be 18 or older on your first day?" in page.text
    assert 'href="#id_citizenship_0"' in page.text
