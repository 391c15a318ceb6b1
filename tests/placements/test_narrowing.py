"""How the certificate became the list, and whom one change would add."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Requisition, RequisitionSkill
from applicants.models import Application, ApplicationSkill
from placements.queries.narrowing import narrowing
from placements.queries.pool import judge_entries, pool_of
from placements.queries.ranking import broken_rules
from placements.rules.widening import changes_of
from placements.snapshot import with_terms
from tests.factories import placements as make
from tests.factories import programme


def counts(found):
    return [step.count for step in found.steps]


@pytest.fixture
def six(market):
    """Six people: one without the skill, one who cannot start in time, one far away; two of the rest are ranked."""
    people = [*market.people, *make.people_on(market.certificate, 3)]
    a, b, c = (row.application for row in people[3:])
    ApplicationSkill.objects.filter(application=a, skill__key="python").delete()
    Application.objects.filter(pk=b.pk).update(
        start_from=timezone.localdate() + timedelta(days=130),
        start_by=timezone.localdate() + timedelta(days=300),
    )
    c.places.set([programme.station("remote")])
    return people


def test_each_step_counts_who_is_left(market, six):
    found = narrowing(market.va, pool_of(market.va), [market.two.pk, market.one.pk])
    assert counts(found) == [6, 5, 3, 2]


def test_what_one_change_adds_is_what_the_engine_finds_after_it(market, six):
    found = dict(narrowing(market.va, pool_of(market.va), []).widen)
    assert found == {
        "do without Python": 1,
        "let people start 30 days later": 1,
        "allow remote work": 1,
    }
    Requisition.objects.filter(pk=market.va.pk).update(remote_ok=True, lock_version=1)
    market.va.refresh_from_db()
    assert pool_of(market.va).fitting == 4


def test_somebody_on_the_list_whom_a_rule_rules_out_is_not_counted(market, six):
    assert counts(narrowing(market.va, pool_of(market.va), [six[3].pk, market.one.pk]))[-1] == 1


def test_the_pool_agrees_with_the_rules_that_the_match_applies(market, six):
    rows = list(with_terms(Requisition.objects.filter(pk=market.va.pk)))
    expected = broken_rules({row.application_id: {market.va.track.key: row.score} for row in six}, rows)
    pool = pool_of(market.va)
    assert {row.pk: pool.people[row.pk].broken for row in six} == {
        row.pk: expected[row.application_id, market.va.pk] for row in six
    }


def test_every_change_loosens_one_thing_and_the_lowest_grade_is_none_of_them():
    row = {
        "id": "r",
        "skills": {"python": 2},
        "start": ["2027-01-01", "2027-02-01"],
        "clearance": 1,
        "travel": 100,
        "remote": False,
        "grades": [13, 13],
    }
    assert [change.kind for change, _ in changes_of(row)] == [
        "drop",
        "level",
        "later",
        "remote",
        "travel",
        "clearance",
    ]
    assert all(changed["grades"] == [13, 13] for _, changed in changes_of(row))


def test_judging_costs_the_same_for_one_person_and_for_many(market, django_assert_num_queries):
    weights = pool_of(market.va).weights
    entries = type(market.one).objects.filter(certificate=market.certificate)
    for rows in (entries.filter(pk=market.one.pk), entries):
        with django_assert_num_queries(8):
            judge_entries(market.va, rows, weights)


def test_the_strip_stands_above_the_list(market, six, cora, as_):
    page = as_(cora).get(reverse("placements:agency_ranking", args=[market.va.pk])).content.decode()
    assert "How 6 people became 2" in page
    assert "<b>allow remote work</b>, adds 1" in page


def test_useful_skills_never_narrow(market, six):
    before = pool_of(market.va).fitting
    RequisitionSkill.objects.create(
        requisition=market.va, skill=programme.skill("linux"), level=3, required=False
    )
    Requisition.objects.filter(pk=market.va.pk).update(lock_version=2)
    market.va.refresh_from_db()
    assert pool_of(market.va).fitting == before
