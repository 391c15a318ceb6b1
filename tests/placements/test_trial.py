"""What-ifs: a finished run tried again with changes. Nothing outside the new run moves."""

import hashlib
import json

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from psycopg import sql

from placements.actions.match_run import create_match_run, send_for_approval
from placements.actions.trial import create_trial
from placements.changes import BadChanges, RunChanges, changed, in_words, read_changes
from placements.matching import Snapshot, UnknownId
from placements.models import MatchRun
from placements.models.match_run import TRIED
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.replay import mismatches
from tests.factories import placements as make
from tests.placements.matching.markets import document, person, request
from tests.support.runs import carried_out, placed

# What a run itself writes: itself, its results, its job, the ledger, and the notice to who started it.
OF_A_RUN = {
    "placements_matchrun",
    "placements_matchresult",
    "jobs_job",
    "audit_ledgerentry",
    "audit_ledgerseal",
    "notifications_notification",
    "django_session",
}


@pytest.fixture
def base(closed, cohort, pat):
    return carried_out(create_match_run(cohort, by=pat))


def seats_of(row, after, before=1):
    values = {"requisition": str(row.pk), "number": row.number, "role": "seat", "name": ""}
    return ({**values, "before": before, "after": after},)


def tried(base, pat, **changes):
    return carried_out(create_trial(base, by=pat, changes=RunChanges(**changes)))


def everything():
    """Every row of every table but those that a run writes, as one digest each."""
    found = {}
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - OF_A_RUN)
    with connection.cursor() as cursor:
        for table in tables:
            rows = sql.SQL("select md5(string_agg(t::text, chr(10) order by t::text)) from {} t")
            cursor.execute(rows.format(sql.Identifier(table)))
            found[table] = cursor.fetchone()[0]
    return found


def test_one_more_seat_places_the_one_who_was_left_out(base, pat, closed):
    run = tried(base, pat, seats=seats_of(closed.va, 2))
    assert placed(base)[closed.one.application.code] is None
    assert placed(run)[closed.one.application.code] == closed.va.number
    assert (run.dry_run, run.base, run.seed) == (True, base, base.seed)
    assert run.snapshot_digest != base.snapshot_digest
    assert mismatches() == []


def test_a_withdrawn_requisition_places_nobody(base, pat, closed):
    row = {"requisition": str(closed.va.pk), "number": closed.va.number}
    run = tried(base, pat, withdrawn=(row,))
    assert set(placed(run).values()) == {None, closed.treasury.number}


def test_a_trial_changes_nothing_outside_itself(base, pat, closed):
    documents = MatchRun.objects.values("snapshot", "result", "state").get(pk=base.pk)
    before = everything()
    assert len(before) > 40
    tried(base, pat, seats=seats_of(closed.va, 3), days=-30, trim=50, promote=True, utility=True)
    assert everything() == before
    assert MatchRun.objects.values("snapshot", "result", "state").get(pk=base.pk) == documents


def test_that_test_would_notice(base, closed):
    before = everything()
    type(closed.va).objects.filter(pk=closed.va.pk).update(title="Other")
    assert everything() != before


def test_a_trial_is_never_published(base, pat, closed):
    run = tried(base, pat, seats=seats_of(closed.va, 2))
    with pytest.raises(Refused, match="dry run"):
        send_for_approval(run, by=pat)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.filter(pk=run.pk).update(dry_run=False)


def test_the_comparison_with_most_people_placed_says_its_price(base, pat):
    run = tried(base, pat, utility=True)
    found = run.certificate["utility"]
    assert found["placed"] >= run.certificate["report"]["placed"]
    assert found.keys() >= {"blocking_pairs", "people_in_one", "first_choice"}


def test_lists_that_changed_since_do_not_matter(base, pat, closed):
    make.ranked(closed.one, closed.treasury)
    make.ranked(closed.two)
    run = tried(base, pat, seats=seats_of(closed.va, 2))
    assert placed(run)[closed.two.application.code] == closed.va.number
    assert run.results.get(application=closed.two.application).candidate_rank == 1


def test_nothing_changed_is_refused(base, pat):
    with pytest.raises(Refused, match="Change something"):
        create_trial(base, by=pat, changes=RunChanges())


def test_only_from_a_run_with_a_result_and_by_those_who_run(base, cohort, pat, sam, closed):
    changes = RunChanges(days=3)
    with pytest.raises(NotAllowed):
        create_trial(base, by=sam, changes=changes)
    failed = make.match_run(cohort, pat, state="failed")
    with pytest.raises(WrongState, match="no result"):
        create_trial(failed, by=pat, changes=changes)
    create_trial(base, by=pat, changes=changes)
    with pytest.raises(Refused, match="under way"):
        create_trial(base, by=pat, changes=changes)


def test_an_exception_cannot_be_slipped_into_a_trial(base, pat):
    row = dict.fromkeys(("override", "application", "code", "requisition", "number", "reason"), "x")
    with pytest.raises(Refused, match="proposed with a reason"):
        create_trial(base, by=pat, changes=RunChanges(exceptions=(row,)))


def test_the_database_knows_every_change_that_only_a_dry_run_may_make():
    assert {*TRIED, "exceptions"} == set(RunChanges.__dataclass_fields__)


# --- the changes themselves ----------------------------------------------------------------------------


@pytest.fixture
def snapshot():
    people = [person(f"c{n}", ["r1", "r2"]) for n in range(3)]
    rows = [request("r1", 2, start=["2027-01-01", "2027-02-01"]), request("r2", 4, critical=True)]
    return Snapshot.from_json(document(people, rows))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"what": 1}, "unknown changes: what"),
        ({"days": 400}, "days must be"),
        ({"trim": 101}, "percent must be"),
        ({"trim": "50"}, "percent must be"),
        ({"seats": [{"requisition": "r1"}]}, "seats holds"),
        ({"caps": [{"cap": "a", "before": 1, "after": -1}]}, "number of seats"),
        ({"weights": {"before": {}, "after": {"certificate": 0}}}, "one weight"),
    ],
)
def test_what_is_no_change_is_refused(data, words):
    with pytest.raises(BadChanges, match=words):
        read_changes(data)


def test_a_requisition_that_is_not_in_it_is_refused(snapshot):
    row = {"requisition": "r9", "number": "N9"}
    with pytest.raises(UnknownId):
        changed(snapshot, RunChanges(withdrawn=(row,)))


def test_changes_are_made_and_said(snapshot):
    values = {"requisition": "r1", "number": "VA-1", "role": "engineer", "name": "engineer"}
    values |= {"before": 2, "after": 1}
    weights = {"certificate": 1, "useful": 0, "depth": 0, "start": 0}
    after = {**weights, "useful": 2}
    changes = read_changes(
        {
            "seats": [values],
            "days": 7,
            "trim": 50,
            "weights": {"before": weights, "after": after},
            "promote": True,
        }
    )
    made = changed(snapshot, changes)
    first, second = made.requisitions
    assert [role.seats for role in first.roles] == [0]
    assert [role.seats for role in second.roles] == [4], "mission critical seats are not trimmed"
    assert first.start[1] - snapshot.requisitions[0].start[1] == 7
    assert (made.policy.ties, made.policy.weights.useful, made.seed) == ("promote", 2, snapshot.seed)
    text = " ".join(in_words(changes))
    for words in (
        "VA-1, engineer, has 1 seat instead of 2",
        "7 days later",
        "50% of their seats",
        "Ties go to",
        "useful 2",
    ):
        assert words in text
    assert read_changes(json.loads(json.dumps(changes.to_json()))) == changes


def test_a_window_never_ends_before_it_begins(snapshot):
    made = changed(snapshot, RunChanges(days=-366))
    assert made.requisitions[0].start[0] == made.requisitions[0].start[1]


# --- pages ---------------------------------------------------------------------------------------------


def form_of(base, as_, pat):
    return as_(pat).get(reverse("placements:match_trial", args=[base.number]))


def test_the_page_offers_what_is_in_the_run_and_starts_the_trial(base, pat, closed, as_):
    page = form_of(base, as_, pat).content.decode()
    assert closed.va.number in page
    numbers = sorted([closed.va.number, closed.treasury.number])
    data = {f"seats_{numbers.index(closed.va.number)}_0": "2", "days": "", "trim": ""}
    url = reverse("placements:match_trial", args=[base.number])
    response = as_(pat).post(url, data)
    run = carried_out(MatchRun.objects.latest("number"))
    assert response["Location"] == reverse("placements:match_run", args=[run.number])
    text = as_(pat).get(response["Location"]).content.decode()
    assert f"{closed.va.number} has 2 seats instead of 1." in text
    assert reverse("placements:match_comparison", args=[base.number, run.number]) in text
    assert hashlib.sha256(run.seed.encode()).hexdigest() == base.seed_commitment


def test_what_was_typed_stays_and_the_wrong_number_is_named(base, pat, as_):
    url = reverse("placements:match_trial", args=[base.number])
    response = as_(pat).post(url, {"seats_0_0": "many", "days": "999"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="many"' in page
    assert 'value="999"' in page
    assert "Enter a whole number" in page
    assert MatchRun.objects.count() == 1


def test_nothing_changed_and_a_busy_cohort_are_said_on_the_page(base, cohort, pat, as_):
    url = reverse("placements:match_trial", args=[base.number])
    response = as_(pat).post(url, {})
    assert (response.status_code, "Change something" in response.content.decode()) == (422, True)
    create_trial(base, by=pat, changes=RunChanges(days=3))
    response = as_(pat).post(url, {"days": "4"})
    assert (response.status_code, "under way" in response.content.decode()) == (422, True)
    assert 'value="4"' in response.content.decode()
