"""Ranked lists: what can be saved, what counts, and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from placements.actions.rank_list import certify_order, certify_rank_list, save_rank_list
from placements.actions.ranking_window import set_ranking_window
from placements.models import RankList
from placements.queries.ranking import list_of_candidate, list_of_requisition
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import placements as make
from tests.factories import programme


def ids(*rows):
    return [row.pk for row in rows]


def test_saving_changes_nothing_that_counts(entry, work, ada):
    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    assert (saved.draft, saved.certified, saved.certified_at) == (ids(*work), [], None)


def test_certifying_makes_the_saved_order_count(entry, work, ada):
    certified = certify_order(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    assert (certified.certified, certified.certified_by) == (ids(*work), ada)
    recorded = LedgerEntry.objects.about(certified).get()
    assert (recorded.act, recorded.actor_role, recorded.data) == ("certify", "candidate", {"version": 2})


def test_a_list_can_be_certified_again(entry, work, ada):
    first = certify_order(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    saved = save_rank_list(first, ids(*reversed(work)), by=ada, lock_version=first.lock_version)
    assert saved.certified == ids(*work)
    assert certify_rank_list(saved, by=ada).certified == ids(*reversed(work))


def test_an_agency_ranks_people_of_its_track(entry, work, cora):
    certified = certify_order(list_of_requisition(work[0]), [entry.pk], by=cora, lock_version=0)
    assert certified.certified == [entry.pk]


def test_a_stale_tab_is_refused(entry, work, ada):
    rank_list = list_of_candidate(entry.application)
    saved = save_rank_list(rank_list, ids(*work), by=ada, lock_version=0)
    with pytest.raises(WrongState, match="another tab"):
        save_rank_list(saved, ids(work[0]), by=ada, lock_version=0)
    saved.refresh_from_db()
    assert saved.draft == ids(*work)


def test_two_first_saves_at_once_end_with_one_list(entry, work, ada):
    late = list_of_candidate(entry.application)
    save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    with pytest.raises(WrongState):
        save_rank_list(late, ids(work[0]), by=ada, lock_version=0)
    assert RankList.objects.get().draft == ids(*work)


def test_the_same_line_twice_is_refused(entry, work, ada):
    with pytest.raises(Refused, match="twice"):
        save_rank_list(list_of_candidate(entry.application), ids(work[0], work[0]), by=ada, lock_version=0)


def test_nothing_certified_is_refused(entry, work, ada):
    saved = save_rank_list(list_of_candidate(entry.application), [], by=ada, lock_version=0)
    with pytest.raises(Refused, match="at least one"):
        certify_rank_list(saved, by=ada)


@pytest.mark.parametrize("state", ["draft", "validated", "suspended", "filling"])
def test_only_published_requisitions_can_be_ranked(entry, va, software, cora, ada, state):
    hidden = make.requisition(va, software, cora, state=state)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_candidate(entry.application), [hidden.pk], by=ada, lock_version=0)


def test_a_requisition_of_another_track_cannot_be_ranked(entry, va, cohort, cora, ada):
    other = make.requisition(va, programme.track(cohort, key="data"), cora)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_candidate(entry.application), [other.pk], by=ada, lock_version=0)


def test_what_was_ranked_before_it_closed_may_stay_on_the_list(entry, work, ada, pat):
    from techforce.workflow.kernel import apply

    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    apply(work[0], "suspend", by=pat, reason="Money.")
    kept = save_rank_list(saved, ids(*reversed(work)), by=ada, lock_version=1)
    assert kept.draft == ids(*reversed(work))


@pytest.mark.parametrize("state", ["listed", "matched", "reserve", "withdrawn"])
def test_an_agency_cannot_rank_people_who_are_not_available(work, software, holly, ben, cora, state):
    absent = make.certified(ben, make.certificate(software, holly), state=state)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_requisition(work[0]), [absent.pk], by=cora, lock_version=0)


def test_nobody_ranks_for_somebody_else(entry, work, ben):
    with pytest.raises(NotAllowed):
        save_rank_list(list_of_candidate(entry.application), ids(*work), by=ben, lock_version=0)


@pytest.mark.parametrize("who", ["theo", "hank", "tess", "pat", "holly"])
def test_only_a_coordinator_of_the_agency_ranks_for_it(entry, work, who, request):
    with pytest.raises(NotAllowed):
        save_rank_list(
            list_of_requisition(work[0]), [entry.pk], by=request.getfixturevalue(who), lock_version=0
        )


@pytest.mark.parametrize(("opens", "closes", "words"), [(1, 2, "not open yet"), (-2, -1, "Ranking closed")])
def test_lists_stand_still_outside_the_window(entry, work, ada, cohort, opens, closes, words):
    now = timezone.now()
    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    Cohort.objects.update(
        ranking_opens_at=now + timedelta(days=opens), ranking_closes_at=now + timedelta(days=closes)
    )
    for act in (
        lambda: save_rank_list(saved, ids(work[0]), by=ada, lock_version=1),
        lambda: certify_rank_list(saved, by=ada),
    ):
        with pytest.raises(Refused, match=words):
            act()


# --- the window ----------------------------------------------------------------------------------------


def test_moving_the_window_is_on_the_record_and_told_to_everybody_who_ranks(
    entry, work, cohort, pat, ada, cora, tess
):
    opens, closes = cohort.ranking_opens_at, timezone.now() + timedelta(days=20)
    set_ranking_window(cohort, by=pat, opens_at=opens, closes_at=closes, reason="Two agencies were late.")
    cohort.refresh_from_db()
    assert cohort.ranking_closes_at == closes
    assert LedgerEntry.objects.about(cohort).filter(act="set_ranking_window").count() == 1
    told = Notification.objects.filter(kind="ranking_window_set", channel="email")
    assert set(told.values_list("recipient__email", flat=True)) == {ada.email, cora.email, tess.email}
    assert "Two agencies were late." in told[0].body


def test_the_window_needs_a_reason_the_right_and_some_length(cohort, pat, holly):
    now = timezone.now()
    with pytest.raises(ReasonNeeded):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=1), reason="")
    with pytest.raises(NotAllowed):
        set_ranking_window(cohort, by=holly, opens_at=now, closes_at=now + timedelta(days=1), reason="x")
    with pytest.raises(Refused, match="after it opens"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now, reason="x")


def test_the_window_cannot_be_opened_again_under_a_run(cohort, pat):
    now = timezone.now()
    run = make.match_run(cohort, pat, state="completed")
    with pytest.raises(Refused, match=f"Match run {run.number}"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=1), reason="x")
