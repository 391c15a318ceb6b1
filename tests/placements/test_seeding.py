"""Commit and reveal: one seed for each round, its SHA-256 public before lists are closed."""

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from placements.actions.match_run import create_match_run, discard_match_run
from placements.actions.ranking_window import set_ranking_window
from placements.models import MatchSeed
from techforce.audit.models import LedgerEntry
from tests.factories import placements as make
from tests.support.runs import carried_out


def dates(cohort, pat, days=3):
    now = timezone.now()
    opens, closes = now - timedelta(hours=1), now + timedelta(days=days)
    set_ranking_window(cohort, by=pat, opens_at=opens, closes_at=closes, reason="Agreed.")


@pytest.fixture
def fixed(market, cohort, pat):
    dates(cohort, pat)
    return MatchSeed.objects.get()


def test_the_digest_is_public_and_on_the_ledger_while_lists_can_change(fixed, cohort):
    assert fixed.commitment == hashlib.sha256(fixed.seed.encode()).hexdigest()
    noted = LedgerEntry.objects.get(act="commit_seed")
    assert (noted.subject_id, noted.data["seed_commitment"]) == (str(cohort.pk), fixed.commitment)
    page = Client().get(reverse("public:verifications")).content.decode()
    assert fixed.commitment in page
    assert fixed.seed not in page
    assert fixed.seed not in str(list(LedgerEntry.objects.values_list("data", flat=True)))


def test_the_run_draws_with_it(fixed, cohort, pat):
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert (run.seed, run.seed_commitment) == (fixed.seed, fixed.commitment)
    assert fixed.drawn_at < run.created_at


def test_there_is_no_second_seed(fixed, cohort, pat):
    dates(cohort, pat, days=5)
    make.close_ranking(cohort)
    first = carried_out(create_match_run(cohort, by=pat))
    discard_match_run(first, by=pat, reason="Somebody did not like it.")
    second = carried_out(create_match_run(cohort, by=pat))
    assert (second.seed, second.snapshot_digest) == (first.seed, first.snapshot_digest)
    assert MatchSeed.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchSeed.objects.create(cohort=cohort, round_number=1)


def test_the_database_changes_and_deletes_none(fixed):
    with pytest.raises(DatabaseError), transaction.atomic():
        MatchSeed.objects.filter(pk=fixed.pk).update(seed="0" * 32)
    with pytest.raises(DatabaseError), transaction.atomic():
        MatchSeed.objects.filter(pk=fixed.pk).delete()


def test_a_dry_run_never_shows_the_lottery_that_will_count(fixed, cohort, pat):
    assert create_match_run(cohort, by=pat, dry_run=True).seed != fixed.seed
