"""Fit: published weights, counted by the engine, fixed once ranking has opened."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import RequisitionSkill
from placements.actions.fit import set_fit_weights
from placements.models import FitWeights
from placements.queries.fit import weights_of
from placements.queries.pool import pool_of
from placements.rules.fit import STANDARD
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused
from tests.factories import placements as make
from tests.factories import programme

HALVES = {"certificate": 50, "useful": 50, "depth": 0, "start": 0}


@pytest.fixture
def before(cohort):
    """Ranking opens tomorrow."""
    now = timezone.now()
    Cohort.objects.filter(pk=cohort.pk).update(
        ranking_opens_at=now + timedelta(days=1), ranking_closes_at=now + timedelta(days=9)
    )
    return cohort


def test_fit_is_the_weighted_mean_of_its_parts_in_whole_numbers(market):
    RequisitionSkill.objects.create(
        requisition=market.va, skill=programme.skill("sql"), level=3, required=False
    )
    RequisitionSkill.objects.create(
        requisition=market.va, skill=programme.skill("linux"), level=1, required=False
    )
    fit = pool_of(market.va).fit(market.one.pk)
    # 900 on the certificate; neither useful skill; Python one level above the required, of two; ready at once.
    assert [(part.key, part.points, part.weight) for part in fit.parts] == [
        ("certificate", 900, 60),
        ("useful", 0, 20),
        ("depth", 500, 10),
        ("start", 1000, 10),
    ]
    assert fit.score == fit.total // 100 == 690


def test_weights_of_the_track_count(market, before, pat):
    set_fit_weights(market.va.track, by=pat, weights=HALVES, reason="Review scores lie close together.")
    fit = pool_of(market.va).fit(market.one.pk)
    assert (fit.score, fit.version) == (950, 1)


def test_a_new_version_stands_on_the_ledger_and_in_public(market, before, pat, client):
    set_fit_weights(market.va.track, by=pat, weights=HALVES, reason="Scores lie close together.")
    entry = LedgerEntry.objects.get(act="set_fit_weights")
    assert (entry.actor, entry.data["useful"], entry.data["version"]) == (pat, 50, 1)
    page = client.get(reverse("public:fit")).content.decode()
    assert "Scores lie close together." in page


def test_who_may_set_weights_when_and_how(market, before, pat, cora):
    track = market.va.track
    with pytest.raises(NotAllowed):
        set_fit_weights(track, by=cora, weights=HALVES, reason="For us.")
    with pytest.raises(ReasonNeeded):
        set_fit_weights(track, by=pat, weights=HALVES, reason=" ")
    with pytest.raises(Refused, match="add up to 100"):
        set_fit_weights(track, by=pat, weights={**HALVES, "start": 1}, reason="More.")
    with pytest.raises(Refused, match="hold already"):
        set_fit_weights(track, by=pat, weights=STANDARD.as_policy(), reason="As it is.")
    Cohort.objects.filter(pk=before.pk).update(ranking_opens_at=timezone.now())
    with pytest.raises(Refused, match="Ranking has opened"):
        set_fit_weights(track, by=pat, weights=HALVES, reason="Late.")
    assert weights_of(track) == STANDARD


def test_the_database_keeps_versions_as_they_are(market, before, pat):
    row = set_fit_weights(market.va.track, by=pat, weights=HALVES, reason="Close scores.")
    with pytest.raises(DatabaseError), transaction.atomic():
        FitWeights.objects.filter(pk=row.pk).update(useful=49, certificate=51)
    with pytest.raises(IntegrityError), transaction.atomic():
        FitWeights.objects.create(
            track=row.track, version=2, certificate=90, useful=50, depth=0, start=0, reason="x", set_by=pat
        )


def test_a_wrong_sum_is_said_on_the_page_with_what_was_typed(market, before, pat, as_):
    page = reverse("placements:fit_weights", args=[market.va.track_id])
    data = {"certificate": "70", "useful": "20", "depth": "10", "start": "10", "reason": "Because"}
    response = as_(pat).post(page, data)
    assert response.status_code == 422
    assert "These add up to 110." in response.content.decode()
    assert 'value="70"' in response.content.decode()
    data["certificate"] = "60"
    assert as_(pat).post(page, {**data, "useful": "10", "depth": "20"}).status_code == 302
    assert weights_of(market.va.track) == (1, 60, 10, 20, 10)


def test_agencies_see_fit_where_they_rank_and_nobody_is_placed_by_it(market, cora, as_):
    page = as_(cora).get(reverse("placements:agency_ranking", args=[market.va.pk])).content.decode()
    fit = pool_of(market.va).fit(market.three.pk)
    assert f"<b>{fit.score} of 1,000</b>" in page
    assert f"How {market.three.application.code} comes to {fit.score}" in page


def test_the_pool_is_judged_anew_when_somebody_comes_or_goes(market, django_assert_num_queries):
    pool_of(market.va)
    with django_assert_num_queries(2):
        assert len(pool_of(market.va).people) == 3
    make.people_on(market.certificate, 1)
    assert len(pool_of(market.va).people) == 4
