"""Certifying and closing at the same moment, on two connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from placements.actions.match_run import create_match_run
from placements.actions.rank_list import certify_rank_list, save_rank_list
from placements.actions.ranking_window import set_ranking_window
from placements.models import RankList
from techforce.programme.models import Cohort
from techforce.workflow.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(pool, act):
    """Run `act` on a connection of its own; a refusal is its result."""

    def run():
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    return pool.submit(run)


def close_now(cohort, pat):
    now = timezone.now()
    set_ranking_window(
        Cohort.objects.get(pk=cohort.pk),
        by=pat,
        opens_at=now - timedelta(days=8),
        closes_at=now,
        reason="Time is up.",
    )
    return "closed"


def test_who_certifies_first_counts_and_closing_waits_for_them(market, cohort, pat):
    user = market.user("one")
    rank_list = RankList.objects.get(application=market.one.application)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            saved = save_rank_list(rank_list, [market.treasury.pk], by=user, lock_version=0)
            certify_rank_list(saved, by=user)
            closing = elsewhere(pool, lambda: close_now(cohort, pat))
            with pytest.raises(TimeoutError):
                closing.result(timeout=1.0)
        assert closing.result(timeout=10) == "closed"
    rank_list.refresh_from_db()
    assert rank_list.certified == [market.treasury.pk]


def test_who_comes_while_the_window_is_being_closed_is_refused(market, cohort, pat):
    user = market.user("one")
    rank_list = RankList.objects.get(application=market.one.application)
    before = rank_list.certified
    started = Event()

    def certify():
        started.set()
        return certify_rank_list(rank_list, by=user)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_now(cohort, pat)
            late = elsewhere(pool, certify)
            assert started.wait(10)
            with pytest.raises(TimeoutError):
                late.result(timeout=1.0)
        assert "Ranking closed" in str(late.result(timeout=10))
    rank_list.refresh_from_db()
    assert rank_list.certified == before


def test_two_people_certify_at_the_same_time_without_waiting(market):
    first = RankList.objects.get(application=market.one.application)
    second = RankList.objects.get(application=market.two.application)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        certify_rank_list(first, by=market.user("one"))
        other = elsewhere(pool, lambda: certify_rank_list(second, by=market.user("two")))
        assert isinstance(other.result(timeout=5), RankList)


def test_two_tabs_that_save_at_once_end_with_one_order(market):
    user = market.user("one")
    mine, other_tab = (RankList.objects.get(application=market.one.application) for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save_rank_list(mine, [market.treasury.pk], by=user, lock_version=0)
            late = elsewhere(pool, lambda: save_rank_list(other_tab, [market.va.pk], by=user, lock_version=0))
            with pytest.raises(TimeoutError):
                late.result(timeout=1.0)
        assert "another tab" in str(late.result(timeout=10))
    mine.refresh_from_db()
    assert mine.draft == [market.treasury.pk]


def test_two_managers_who_start_at_once_start_one_run(closed, cohort, pat):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            run = create_match_run(cohort, by=pat)
            second = elsewhere(
                pool, lambda: create_match_run(Cohort.objects.get(pk=cohort.pk), by=pat, dry_run=True)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=1.0)
        assert f"Match run {run.number} is under way" in str(second.result(timeout=10))
