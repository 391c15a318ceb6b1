"""Limits of agencies: who sets them, how they nest, what the match leaves open, and mission-critical work first."""

import pytest
from django.db import IntegrityError, transaction

from agencies.actions.critical import claim_critical, decide_critical
from placements.actions.caps import remove_cap, set_cap
from placements.actions.match_run import create_match_run, send_for_approval
from placements.models import MatchResult, SeatCap
from placements.queries.caps import caps_of
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, ReasonNeeded, WrongState
from techforce.workflow.kernel import apply
from tests.factories import agencies
from tests.factories import placements as make
from tests.support.runs import carried_out, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(market, va, software, cora):
    """Two VA requisitions of one seat each; `one` and `two` each want their own, the first stands higher by place."""
    other = make.requisition(va, software, cora)
    make.ranked(market.one, other)
    make.ranked(market.two, market.va)
    make.agency_ranked(market.va, cora, market.two)
    make.agency_ranked(other, cora, market.three, market.one)
    return other


def limited(cohort, agency, pat, seats=1):
    return set_cap(cohort, agency, by=pat, seats=seats, reason="Room for one team.")


def test_only_the_programme_manager_limits_an_agency_and_says_why(cohort, va, pat, sam, cora, holly):
    for nobody in (sam, cora, holly):
        with pytest.raises(NotAllowed):
            limited(cohort, va, nobody)
    with pytest.raises(ReasonNeeded):
        set_cap(cohort, va, by=pat, seats=1, reason=" ")
    cap = limited(cohort, va, pat)
    limited(cohort, va, pat, 3)
    cap.refresh_from_db()
    assert (cap.seats, SeatCap.objects.count()) == (3, 1)
    assert [entry.data["seats"] for entry in LedgerEntry.objects.about(cap)] == [1, 3]


def test_a_limit_leaves_a_seat_open_and_says_so_to_everybody(both, market, cohort, va, pat, as_):
    limited(cohort, va, pat)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    assert placed(run)[market.two.application.code] == market.va.number
    assert placed(run)[market.one.application.code] is None
    reason = MatchResult.objects.get(run=run, application=market.one.application).reasons[0]
    assert reason["code"] == "cap"
    report = run.certificate["report"]
    assert report["caps"] == {"VA": {"seats": 1, "filled": 1, "open": 1}}
    assert report["open_by_cause"]["cap"] == 1
    page = as_(pat).get(f"/matches/{run.number}/").content.decode()
    assert "Seats left open by a limit" in page


def test_mission_critical_work_comes_first_under_a_limit(both, market, cohort, va, pat, cora, sam):
    limited(cohort, va, pat)
    claim = claim_critical(both, by=cora, reason="It cannot wait.")
    decide_critical(claim, by=sam, approve=True, reason="Agreed.")
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert placed(run)[market.one.application.code] == both.number
    assert (
        MatchResult.objects.get(run=run, application=market.two.application).reasons[0]["code"]
        == "cap_critical"
    )


def test_a_claim_that_nobody_approved_changes_nothing(both, market, cohort, va, pat, cora):
    limited(cohort, va, pat)
    claim_critical(both, by=cora, reason="It cannot wait.")
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert placed(run)[market.two.application.code] == market.va.number


def test_limits_nest_over_components(market, cohort, va, software, cora, pat):
    bureau = agencies.agency("VBA", parent=va, kind="bureau", name="Veterans Benefits Administration")
    below = make.requisition(bureau, software, cora)
    make.ranked(market.one, below)
    make.agency_ranked(below, cora, market.one)
    limited(cohort, va, pat, 1)
    limited(cohort, bureau, pat, 1)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    taken = [number for number in placed(run).values() if number in (below.number, market.va.number)]
    assert len(taken) == 1


def test_who_holds_a_seat_already_counts(market, cohort, va, pat):
    limited(cohort, va, pat, 1)
    apply(market.va.seats.get(), "match", by=None)
    (use,) = caps_of(cohort)
    assert (use.held, use.left, use.open, use.binds) == (1, 0, 0, False)


def test_no_limit_changes_while_a_run_is_decided(both, market, cohort, va, treasury, pat):
    cap = limited(cohort, va, pat)
    make.close_ranking(cohort)
    send_for_approval(carried_out(create_match_run(cohort, by=pat)), by=pat)
    with pytest.raises(WrongState):
        limited(cohort, treasury, pat)
    with pytest.raises(WrongState):
        remove_cap(cap, by=pat)
    assert list(SeatCap.objects.all()) == [cap]


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(cohort, va, pat, as_):
    address = f"/matches/caps/{cohort.slug}/"
    wrong = as_(pat).post(address, {"agency": va.pk, "seats": "-1", "reason": "Typed just now"})
    assert (wrong.status_code, "Typed just now" in wrong.content.decode()) == (422, True)
    right = {"agency": va.pk, "seats": "2", "reason": "Agreed with the agency"}
    assert as_(pat).post(address, right).status_code == 302
    assert "Agreed with the agency" in as_(pat).get(address).content.decode()
    removal = f"/matches/cap/{SeatCap.objects.get().pk}/removal/"
    assert [as_(pat).post(removal).status_code for _ in range(2)] == [302, 404]


def test_the_database_holds_one_limit_for_an_agency(cohort, va, pat):
    limited(cohort, va, pat)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatCap.objects.create(cohort=cohort, agency=va, seats=2, reason="Again", set_by=pat)
