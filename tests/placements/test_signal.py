"""Interest signals: few, for good, seen by one agency, and never read by the match."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.actions.requisition import suspend_requisition
from agencies.models import Requisition
from placements.actions.signal import send_signal
from placements.models import InterestSignal
from placements.snapshot import take_snapshot
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, Refused
from tests.factories import placements as make
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db
INTERESTED = "Interested"


@pytest.fixture
def three_signals(entry, work):
    """Ada's application, with signals switched on."""
    Cohort.objects.update(interest_signals=3)
    entry.application.cohort.refresh_from_db()
    return entry.application


def page(pk):
    return reverse("placements:signal", args=[pk])


def limit(application, signals):
    Cohort.objects.update(interest_signals=signals)
    application.cohort.refresh_from_db()


def test_a_signal_is_seen_by_both_sides_and_no_other_agency(three_signals, entry, work, ada, cora, tess, as_):
    at_va, at_treasury = work
    response = as_(ada).post(page(at_va.pk), follow=True)
    assert "2 of 3 left" in response.content.decode()
    assert "You showed interest" in response.content.decode()
    person = reverse("placements:person", args=[entry.certificate.number, entry.application.code])
    for user, need, seen in ((cora, at_va, True), (tess, at_treasury, False)):
        ranking = as_(user).get(reverse("placements:agency_ranking", args=[need.pk])).content.decode()
        evidence = as_(user).get(person).content.decode()
        assert (INTERESTED in ranking, INTERESTED in evidence) == (seen, seen)


def test_browsing_for_a_requisition_shows_who_is_interested(three_signals, entry, work, ada, cora, as_):
    send_signal(three_signals, work[0], by=ada)
    where = reverse("placements:certificate", args=[entry.certificate.number])
    assert INTERESTED in as_(cora).get(where, {"requisition": work[0].number}).content.decode()
    assert INTERESTED not in as_(cora).get(where).content.decode()


def test_sent_twice_it_is_one_signal_and_the_ledger_does_not_say_where_to(three_signals, work, ada):
    send_signal(three_signals, work[0], by=ada)
    send_signal(three_signals, work[0], by=ada)
    sent = InterestSignal.objects.get()
    noted = LedgerEntry.objects.get(act="signal")
    assert (noted.subject_id, noted.data) == (str(sent.pk), {"round": 1})


def test_no_more_than_the_cohort_gives(three_signals, work, ada, as_):
    limit(three_signals, 1)
    send_signal(three_signals, work[0], by=ada)
    response = as_(ada).post(page(work[1].pk))
    assert response.status_code == 422
    assert "no signal left" in response.content.decode()
    assert InterestSignal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_cannot_send_one_too_many(three_signals, work, ada):
    limit(three_signals, 1)
    outcomes = at_once(*[lambda need=need: send_signal(three_signals, need, by=ada) for need in work])
    assert outcomes.count(Refused) == 1
    assert InterestSignal.objects.count() == 1


def test_a_signal_comes_back_when_the_work_closes(three_signals, work, ada, pat):
    limit(three_signals, 1)
    send_signal(three_signals, work[0], by=ada)
    suspend_requisition(work[0], by=pat, reason="The money went elsewhere.")
    send_signal(three_signals, work[1], by=ada)
    assert InterestSignal.objects.count() == 2


def test_the_next_round_gives_new_ones_and_forgets_the_old(three_signals, entry, work, ada, cora, as_):
    limit(three_signals, 1)
    send_signal(three_signals, work[0], by=ada)
    InterestSignal.objects.update(round_number=0)
    ranking = reverse("placements:agency_ranking", args=[work[0].pk])
    assert INTERESTED not in as_(cora).get(ranking).content.decode()
    send_signal(three_signals, work[1], by=ada)


def test_none_is_lost_on_work_that_cannot_be_had(three_signals, work, ada, pat):
    past = timezone.localdate() - timedelta(days=900)
    Requisition.objects.filter(pk=work[0].pk).update(start_from=past, start_by=past)
    with pytest.raises(Refused, match="stands in the way"):
        send_signal(three_signals, work[0], by=ada)
    suspend_requisition(work[1], by=pat, reason="The money went elsewhere.")
    with pytest.raises(Refused, match="can’t be ranked"):
        send_signal(three_signals, work[1], by=ada)


def test_only_the_candidate_and_only_while_ranking_is_open(three_signals, work, ada, ben):
    with pytest.raises(NotAllowed):
        send_signal(three_signals, work[0], by=ben)
    make.close_ranking(three_signals.cohort)
    with pytest.raises(Refused, match="closed"):
        send_signal(three_signals, work[0], by=ada)


def test_switched_off_nothing_speaks_of_signals(three_signals, work, ada, as_):
    limit(three_signals, 0)
    shown = as_(ada).get(reverse("placements:ranking")).content.decode()
    assert "Interest signals" not in shown
    assert "Show interest" not in shown
    assert as_(ada).post(page(work[0].pk)).status_code == 422


def test_the_match_reads_the_same_with_and_without(market, cohort):
    Cohort.objects.update(interest_signals=3)
    before = take_snapshot(cohort, None, "seed")
    application = market.one.application
    application.cohort.refresh_from_db()
    send_signal(application, market.treasury, by=market.user("one"))
    assert take_snapshot(cohort, None, "seed") == before
