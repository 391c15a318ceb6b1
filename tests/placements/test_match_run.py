"""Match runs from start to completed, and everything that is refused on the way."""

import hashlib
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from placements.actions.calendar import end_orphaned_runs
from placements.actions.match_run import (
    cancel_match_run,
    create_match_run,
    discard_match_run,
    send_for_approval,
)
from placements.matching import Snapshot, build_market, digest, result_from_json, verify
from placements.models import CertificateEntry, MatchResult, MatchRun
from techforce.audit.models import LedgerEntry
from techforce.jobs.actions import Cancelled
from techforce.jobs.models import Job
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import placements as make
from tests.factories import programme
from tests.support.runs import Silent, carried_out, placed


def acts(run):
    return list(LedgerEntry.objects.about(run).values_list("act", flat=True))


def test_a_run_places_people_by_both_lists(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    assert (run.state, run.cause) == ("completed", "")
    assert placed(run) == {
        closed.one.application.code: None,
        closed.two.application.code: closed.va.number,
        closed.three.application.code: closed.treasury.number,
    }


def test_results_say_why_in_the_order_of_the_own_list(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    result = MatchResult.objects.get(run=run, application=closed.three.application)
    va, treasury = str(closed.va.pk), str(closed.treasury.pk)
    assert result.reasons == [
        {"requisition": va, "place": 1, "code": "ineligible", "failed": ["unlisted"]},
        {"requisition": treasury, "place": 2, "code": "placed", "failed": []},
    ]
    assert (result.entry, result.candidate_rank, result.agency_rank) == (closed.three, 2, 1)


def test_each_phase_is_on_the_ledger_once(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    assert acts(run) == ["start", "begin", "run", "complete"]


def test_the_seed_is_committed_at_the_start_and_revealed_at_the_end(closed, cohort, pat):
    run = create_match_run(cohort, by=pat)
    start = LedgerEntry.objects.about(run).get(act="start")
    assert start.data["seed_commitment"] == run.seed_commitment
    assert run.seed not in str(start.data)
    carried_out(run)
    seed = LedgerEntry.objects.about(run).get(act="complete").data["seed"]
    assert hashlib.sha256(seed.encode()).hexdigest() == start.data["seed_commitment"]


def test_stored_snapshot_and_result_verify_again(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    snapshot = Snapshot.from_json(run.snapshot)
    market = build_market(snapshot)
    assert digest(snapshot) == run.snapshot_digest
    assert digest(run.result) == run.result_digest
    assert verify(market, result_from_json(market, run.result)).stable


def test_the_report_counts_first_choices_and_open_seats_by_cause(closed, cohort, pat, va, software, cora):
    make.requisition(va, software, cora, seats=2)
    report = carried_out(create_match_run(cohort, by=pat)).certificate["report"]
    by_requisition = report.pop("by_requisition")
    assert report == {
        "people": 3,
        "requisitions": 3,
        "ranked_pairs": 6,
        "placed": 2,
        "first_choice": 1,
        "top_three": 2,
        "seats": 4,
        "filled": 2,
        "open_by_cause": {"unlisted": 2},
    }
    assert by_requisition[str(closed.va.pk)] == {"seats": 1, "filled": 1, "why_open": "full"}


def test_a_dry_run_can_be_made_while_ranking_is_open_and_ends_when_complete(market, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert run.state == "completed"
    with pytest.raises(Refused, match="dry run ends here"):
        send_for_approval(run, by=pat)


def test_a_real_run_waits_for_ranking_to_close(market, cohort, pat):
    with pytest.raises(Refused, match="lists can still change"):
        create_match_run(cohort, by=pat)
    assert not MatchRun.objects.exists()


def test_only_those_who_run_matches_start_one(closed, cohort, holly):
    with pytest.raises(NotAllowed):
        create_match_run(cohort, by=holly)


def test_one_run_of_a_cohort_at_a_time(closed, cohort, pat):
    first = create_match_run(cohort, by=pat)
    with pytest.raises(Refused, match=f"Match run {first.number} is under way"):
        create_match_run(cohort, by=pat, dry_run=True)


def test_a_cohort_that_is_not_running_has_nobody_to_match(pat):
    from tests.support.states import at_state

    planned = programme.cohort()
    other = type(planned)(name="Planned", slug="planned")
    at_state(other, "planned")
    with pytest.raises(Refused, match="nobody to match"):
        create_match_run(other, by=pat, dry_run=True)


def test_a_track_of_another_cohort_is_refused(closed, cohort, pat):
    foreign = programme.track(programme.cohort(), key="data")
    with pytest.raises(Refused, match="another cohort"):
        create_match_run(cohort, by=pat, track=foreign)


def test_a_later_run_of_unpublished_lists_draws_the_same_lottery(closed, cohort, pat):
    first = carried_out(create_match_run(cohort, by=pat))
    discard_match_run(first, by=pat, reason="A list was missing.")
    second = create_match_run(cohort, by=pat)
    assert second.seed == first.seed


def test_a_dry_run_draws_a_lottery_of_its_own(closed, cohort, pat):
    dry = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert create_match_run(cohort, by=pat).seed != dry.seed


def test_running_a_finished_run_again_changes_nothing(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    before = (run.result_digest, acts(run), MatchResult.objects.count())
    carried_out(run)
    assert (run.result_digest, acts(run), MatchResult.objects.count()) == before


@pytest.mark.parametrize("step", ["Taking the snapshot", "Matching", "Explaining and storing"])
def test_a_run_can_be_cancelled_at_each_phase(closed, cohort, pat, step):
    run = create_match_run(cohort, by=pat)
    with pytest.raises(Cancelled):
        carried_out(run, Silent(stop_at=step))
    run.refresh_from_db()
    assert (run.state, MatchResult.objects.count()) == ("cancelled", 0)


def test_cancelling_a_waiting_run_ends_its_job(closed, cohort, pat):
    run = create_match_run(cohort, by=pat)
    cancel_match_run(run, by=pat)
    assert (run.state, Job.objects.get(pk=run.job_id).state) == ("cancelled", "cancelled")


def test_a_worker_whose_run_was_cancelled_stops(closed, cohort, pat):
    class CancelsMidway(Silent):
        def report(self, done, total, message=""):
            if message == "Checking with the separate verifier":
                cancel_match_run(MatchRun.objects.get(), by=pat)

    run = create_match_run(cohort, by=pat)
    with pytest.raises(Cancelled):
        carried_out(run, CancelsMidway())
    assert MatchRun.objects.get().state == "cancelled"
    assert not MatchResult.objects.exists()


def test_a_completed_run_cannot_be_cancelled(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    with pytest.raises(WrongState):
        cancel_match_run(run, by=pat)


def test_a_snapshot_that_was_altered_fails_the_run(closed, cohort, pat):
    class Alters(Silent):
        def report(self, done, total, message=""):
            if message == "Matching":
                snapshot = MatchRun.objects.get().snapshot
                snapshot["candidates"][0]["tracks"]["software"] = 1000
                MatchRun.objects.update(snapshot=snapshot)
                raise OperationalError("the worker dies here")

    run = create_match_run(cohort, by=pat)
    with pytest.raises(OperationalError):
        carried_out(run, Alters())
    carried_out(run)
    assert run.state == "failed"
    assert run.cause.startswith("CheckFailed: The stored snapshot")


def test_a_snapshot_the_engine_refuses_fails_the_run_with_every_offence(closed, cohort, pat):
    programme.Grade.objects.update(rank=99)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.state == "failed"
    assert run.cause.startswith("The engine refused:")
    assert run.cause.count("grades") == 5


def test_a_failed_run_frees_the_cohort_for_a_new_one(closed, cohort, pat):
    programme.Grade.objects.update(rank=99)
    carried_out(create_match_run(cohort, by=pat))
    programme.Grade.objects.update(rank=13)
    assert carried_out(create_match_run(cohort, by=pat)).state == "completed"


def test_a_run_whose_job_was_given_up_fails_with_its_cause(closed, cohort, pat):
    run = create_match_run(cohort, by=pat)
    Job.objects.update(state="failed", cause="Its worker died each time it ran.", finished_at=timezone.now())
    assert end_orphaned_runs(timezone.now()) == 1
    run.refresh_from_db()
    assert (run.state, run.cause) == ("failed", "Its worker died each time it ran.")


def test_a_run_whose_job_was_cancelled_is_cancelled(closed, cohort, pat):
    run = create_match_run(cohort, by=pat)
    Job.objects.update(state="cancelled", finished_at=timezone.now())
    end_orphaned_runs(timezone.now())
    run.refresh_from_db()
    assert run.state == "cancelled"


@pytest.mark.parametrize("state", ["listed", "reserve", "expired", "withdrawn"])
def test_people_who_are_not_available_are_not_in_the_run(closed, cohort, pat, software, holly, ben, state):
    absent = make.certified(ben, closed.certificate, state=state)
    make.ranked(absent, closed.va)
    run = carried_out(create_match_run(cohort, by=pat))
    assert absent.application.code not in placed(run)


def test_an_expired_certificate_leaves_its_people_out(closed, cohort, pat):
    type(closed.certificate).objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert placed(carried_out(create_match_run(cohort, by=pat))) == {}


def test_people_who_certified_nothing_are_not_in_the_run(closed, cohort, pat, ben):
    silent = make.certified(ben, closed.certificate)
    assert silent.application.code not in placed(carried_out(create_match_run(cohort, by=pat)))


def test_a_requisition_that_closed_after_it_was_ranked_is_named_as_gone(
    closed, cohort, pat, va, software, cora
):
    gone = make.requisition(va, software, cora, state="suspended")
    make.ranked(closed.two, gone, closed.va)
    run = carried_out(create_match_run(cohort, by=pat))
    result = MatchResult.objects.get(run=run, application=closed.two.application)
    assert [(row["place"], row["code"]) for row in result.reasons] == [(1, "gone"), (2, "placed")]
    assert result.candidate_rank == 2


def test_the_certificate_order_places_people_an_agency_did_not_list(closed, cohort, pat):
    type(closed.va).objects.filter(pk=closed.va.pk).update(unranked_policy="certificate_order", seat_count=1)
    make.agency_ranked(closed.va, closed.va.created_by)
    run = carried_out(create_match_run(cohort, by=pat))
    assert placed(run)[closed.one.application.code] == closed.va.number  # the best score


def test_the_order_of_rows_changes_nothing(closed, cohort, pat):
    first = carried_out(create_match_run(cohort, by=pat))
    discard_match_run(first, by=pat, reason="Once more.")
    CertificateEntry.objects.filter(pk=closed.one.pk).update(
        score=closed.one.score
    )  # moves the row in its table
    second = carried_out(create_match_run(cohort, by=pat))
    assert (second.snapshot_digest, second.result_digest) == (first.snapshot_digest, first.result_digest)


def test_a_snapshot_takes_the_same_queries_whatever_its_size(closed, cohort, django_assert_num_queries):
    from placements.snapshot import take_snapshot

    with django_assert_num_queries(17):  # fifteen reads, and a savepoint around them
        take_snapshot(cohort, None, "seed")
    make.people_on(closed.certificate, 3)
    with django_assert_num_queries(17):
        take_snapshot(cohort, None, "seed")
