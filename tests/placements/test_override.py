"""Exceptions to a match: priced first, made by two, approved as a run by a third."""

import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import (
    approve_match_run,
    create_match_run,
    discard_match_run,
    send_for_approval,
)
from placements.actions.override import approve_override, propose_override, refuse_override, withdraw_override
from placements.actions.verification import prepare_bundle
from placements.matching import Snapshot, build_market, digest, solve, verify
from placements.models import MatchRun, Offer, Override
from placements.queries.override import price_of
from techforce.access.actions import grant_role
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.replay import mismatches
from tests.factories import people
from tests.placements.test_trial import everything
from tests.support.runs import carried_out, placed

WHY = {"reason_class": "error", "reason": "The list of the agency was read in wrongly."}


@pytest.fixture
def base(closed, cohort, pat):
    return carried_out(create_match_run(cohort, by=pat))


@pytest.fixture
def proposed(base, pat, sam, closed):
    """`one`, whom the match left out, at VA in place of `two`."""
    return propose_override(base, by=pat, application=closed.one.application, requisition=closed.va, **WHY)


@pytest.fixture
def priced(proposed):
    carried_out(proposed.trial)
    return Override.objects.get(pk=proposed.pk)


@pytest.fixture
def outcome(priced, sam):
    return carried_out(approve_override(priced, by=sam))


def test_the_price_is_known_before_anybody_decides(priced, closed, base):
    price = price_of(priced)
    assert [row.application.code for row in price.better] == [closed.one.application.code]
    assert [row.application.code for row in price.worse] == [closed.two.application.code]
    assert [(row.codes, row.numbers) for row in price.blocking] == [
        (closed.two.application.code, closed.va.number)
    ]
    first = next(row for row in price.compared.figures if row.label == "On their first choice")
    assert (first.before, first.after) == (1, 1)
    assert priced.trial.dry_run


def test_proposing_changes_no_seat_and_no_other_row(base, pat, closed):
    before = everything()
    made = propose_override(base, by=pat, application=closed.one.application, requisition=closed.va, **WHY)
    carried_out(made.trial)
    after = everything()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"placements_override"}
    base.refresh_from_db()
    assert base.state == "completed"


def test_without_a_price_nobody_can_approve(proposed, sam):
    with pytest.raises(Refused, match="price is not known"):
        approve_override(proposed, by=sam)


def test_whoever_proposed_cannot_approve(priced, pat):
    grant_role(pat, "approver", by=None)
    pat = type(pat).objects.get(pk=pat.pk)
    with pytest.raises(Refused, match="you proposed"):
        approve_override(priced, by=pat)
    with pytest.raises(Refused, match="withdraw it"):
        refuse_override(priced, by=pat, reason="No.")


def test_only_the_right_people(base, priced, pat, sam, holly, closed):
    with pytest.raises(NotAllowed):
        propose_override(base, by=sam, application=closed.one.application, requisition=closed.va, **WHY)
    with pytest.raises(NotAllowed):
        approve_override(priced, by=holly)
    with pytest.raises(NotAllowed):
        approve_override(priced, by=pat)


def test_the_exception_becomes_a_run_in_place_of_the_first(outcome, priced, base, closed, pat, sam):
    base.refresh_from_db()
    priced.refresh_from_db()
    assert (base.state, priced.state, priced.outcome, priced.decided_by) == (
        "discarded",
        "approved",
        outcome,
        sam,
    )
    assert (outcome.dry_run, outcome.seed, outcome.created_by, outcome.overriders) == (
        False,
        base.seed,
        pat,
        [pat.pk],
    )
    assert placed(outcome)[closed.one.application.code] == closed.va.number
    assert placed(outcome)[closed.two.application.code] is None
    assert outcome.results.get(application=closed.one.application).exception == "error"
    assert mismatches() == []


def test_replay_and_verification_hold(outcome):
    snapshot = Snapshot.from_json(outcome.snapshot)
    market = build_market(snapshot)
    again = solve(market)
    stored = again.to_json(market, digest(snapshot))
    assert (digest(snapshot), digest(stored)) == (outcome.snapshot_digest, outcome.result_digest)
    certificate = verify(market, again)
    assert (certificate.stable, certificate.counts["pin_envy"]) == (True, 1)
    assert outcome.certificate["check"]["counts"]["pin_envy"] == 1


def test_whoever_proposed_cannot_approve_the_run_either(outcome, pat, sam):
    send_for_approval(outcome, by=pat)
    grant_role(pat, "approver", by=None)
    pat = type(pat).objects.get(pk=pat.pk)
    soon = timezone.now() + timedelta(hours=1)
    MatchRun.objects.filter(pk=outcome.pk).update(created_by=sam)
    with pytest.raises(Refused, match="proposed an exception"):
        approve_match_run(outcome, by=pat, publish_at=soon)


def test_the_database_refuses_one_person_in_both_roles(outcome, priced, pat, sam):
    MatchRun.objects.filter(pk=outcome.pk).update(created_by=sam)
    with pytest.raises(IntegrityError, match="approver_made_no_exception"), transaction.atomic():
        MatchRun.objects.filter(pk=outcome.pk).update(approved_by=pat)
    with pytest.raises(IntegrityError, match="override_by_two"), transaction.atomic():
        Override.objects.filter(pk=priced.pk).update(decided_by=pat)
    with pytest.raises(IntegrityError, match="only_exceptions"), transaction.atomic():
        MatchRun.objects.filter(pk=outcome.pk).update(changes={"days": 3})
    with pytest.raises(IntegrityError, match="changes_have_base"), transaction.atomic():
        MatchRun.objects.filter(pk=outcome.pk).update(base=None)


@pytest.fixture
def published(outcome, pat, sam):
    prepare_bundle(outcome)
    send_for_approval(outcome, by=pat)
    approve_match_run(outcome, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=outcome.pk).update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    outcome.refresh_from_db()
    return outcome


def test_publishing_seats_the_exception(published, closed):
    seated = dict(Offer.objects.values_list("entry_id", "seat__requisition_id"))
    assert seated == {closed.one.pk: closed.va.pk, closed.three.pk: closed.treasury.pk}


def test_the_person_and_the_agency_read_that_two_people_made_it(published, closed, cora, as_):
    said = "Two people at OPM made an exception here, for this reason: a fact or a list was wrong"
    own = as_(closed.user("one")).get(reverse("placements:own_result")).content.decode()
    assert said in own
    agency = as_(cora).get(reverse("placements:requisition_result", args=[closed.va.pk])).content.decode()
    assert said in agency
    for page in (own, agency):
        assert WHY["reason"] not in page
    other = as_(closed.user("two")).get(reverse("placements:own_result")).content.decode()
    assert "decided beforehand by two people" in other
    assert closed.one.application.code not in other


def test_the_bundle_checks_and_lists_the_exception(published, tmp_path):
    content = Client().get(reverse("public:verification_file", args=[published.number])).content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    words = [sys.executable, "-I", "-S", "standalone_check.py", "snapshot.json", "result.json"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    (made,) = certificate["made_by_two_people"]
    assert made["reason"] == "A fact or a list was wrong through no fault of the person"
    snapshot = json.loads((tmp_path / "snapshot.json").read_text())
    assert [row["candidate"] for row in snapshot["pins"]] == [made["claim"]]
    page = Client().get(reverse("public:verification", args=[published.number])).content.decode()
    assert "1 exception by two people" in page


def test_a_second_exception_keeps_the_first(outcome, pat, sam, closed):
    made = propose_override(
        outcome, by=pat, application=closed.two.application, requisition=closed.treasury, **WHY
    )
    carried_out(made.trial)
    run = carried_out(approve_override(Override.objects.get(pk=made.pk), by=sam))
    found = placed(run)
    assert found[closed.one.application.code] == closed.va.number
    assert found[closed.two.application.code] == closed.treasury.number
    assert len(run.changes["exceptions"]) == 2
    assert sorted(run.results.exclude(exception="").values_list("application__code", flat=True)) == sorted(
        [closed.one.application.code, closed.two.application.code]
    )


@pytest.mark.parametrize("why", [{**WHY, "reason": " "}, {**WHY, "reason_class": "because"}])
def test_a_reason_is_needed(base, pat, closed, why):
    with pytest.raises(ReasonNeeded):
        propose_override(base, by=pat, application=closed.one.application, requisition=closed.va, **why)


def test_what_makes_no_sense_is_refused(base, pat, closed):
    one, two = closed.one.application, closed.two.application
    with pytest.raises(Refused, match="there already"):
        propose_override(base, by=pat, application=two, requisition=closed.va, **WHY)
    line = [
        row for row in base.results.get(application=one).reasons if row["requisition"] == str(closed.va.pk)
    ]
    base.results.filter(application=one).update(reasons=line)
    with pytest.raises(Refused, match="did not rank"):
        propose_override(base, by=pat, application=one, requisition=closed.treasury, **WHY)
    stranger = people.account("stranger@example.com", "Stranger")
    assert not base.results.filter(application__candidate__user=stranger).exists()


def test_a_hard_rule_is_never_set_aside(base, pat, sam, closed):
    snapshot = base.snapshot
    next(row for row in snapshot["candidates"] if row["id"] == str(closed.one.application_id))["citizen"] = (
        False
    )
    MatchRun.objects.filter(pk=base.pk).update(snapshot=snapshot)
    base.refresh_from_db()
    made = propose_override(base, by=pat, application=closed.one.application, requisition=closed.va, **WHY)
    trial = carried_out(made.trial)
    assert trial.state == "failed"
    with pytest.raises(Refused, match="cannot be made"):
        approve_override(Override.objects.get(pk=made.pk), by=sam)


def test_one_exception_at_a_time_and_none_while_the_run_is_decided(priced, base, pat, sam, closed):
    with pytest.raises(Refused, match="waits for a second person"):
        propose_override(base, by=pat, application=closed.one.application, requisition=closed.treasury, **WHY)
    with pytest.raises(Refused, match="waits for a second person"):
        send_for_approval(base, by=pat)
    withdraw_override(priced, by=pat)
    send_for_approval(base, by=pat)
    with pytest.raises(WrongState, match="before it is decided"):
        propose_override(base, by=pat, application=closed.one.application, requisition=closed.va, **WHY)


def test_discarding_the_run_takes_its_open_exception_along(priced, base, pat, sam):
    discard_match_run(base, by=pat, reason="A list was missing.")
    priced.refresh_from_db()
    assert priced.state == "withdrawn"
    with pytest.raises(WrongState):
        approve_override(priced, by=sam)
    assert mismatches() == []


def test_approving_twice_makes_one_run(priced, sam):
    approve_override(priced, by=sam)
    with pytest.raises(WrongState, match="already"):
        approve_override(Override.objects.get(pk=priced.pk), by=sam)
    assert MatchRun.objects.filter(dry_run=False).count() == 2


def test_both_are_told_and_the_ledger_names_them(outcome, priced, pat, sam):
    told = {row.kind: row.recipient_id for row in Notification.objects.filter(kind__startswith="override")}
    assert told == {"override_proposed": sam.pk, "override_decided": pat.pk}
    acts = list(LedgerEntry.objects.about(priced).order_by("id").values_list("act", "actor"))
    assert acts == [("start", pat.pk), ("approve", sam.pk)]
    body = "".join(Notification.objects.filter(kind__startswith="override").values_list("body", flat=True))
    assert priced.application.code not in body


# --- pages ---------------------------------------------------------------------------------------------


def test_the_whole_way_by_pages(base, pat, sam, closed, as_):
    url = reverse("placements:override_proposal", args=[base.number])
    data = {"code": closed.one.application.code, "number": closed.va.number.lower(), **WHY}
    response = as_(pat).post(url, data)
    made = Override.objects.get()
    own = reverse("placements:override", args=[made.pk])
    assert response["Location"] == own
    assert 'http-equiv="refresh"' in as_(pat).get(own).content.decode()
    carried_out(made.trial)
    page = as_(sam).get(own).content.decode()
    assert "Its price: 1 person worse off" in page
    assert closed.two.application.code in page
    assert "Approve the exception" in page
    assert "Approve the exception" not in as_(pat).get(own).content.decode()
    assert as_(sam).post(reverse("placements:override_approval", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.state == "approved"
    again = as_(sam).post(reverse("placements:override_approval", args=[made.pk]))
    assert (again.status_code, "already" in again.content.decode()) == (409, True)


def test_what_was_typed_stays(base, pat, as_):
    url = reverse("placements:override_proposal", args=[base.number])
    response = as_(pat).post(url, {"code": "TF-NOBODY", "number": "X-1", "reason": "Because."})
    page = response.content.decode()
    assert response.status_code == 422
    for words in (
        "Nobody with the code TF-NOBODY",
        "No requisition X-1",
        "Because.",
        "Choose class of reason",
    ):
        assert words in page


def test_refusing_needs_a_reason_and_keeps_the_run(priced, base, sam, pat, as_):
    url = reverse("placements:override_refusal", args=[priced.pk])
    assert as_(sam).post(url, {"reason": ""}).status_code == 422
    assert as_(sam).post(url, {"reason": "The list was right."}).status_code == 302
    base.refresh_from_db()
    assert base.state == "completed"
    assert as_(sam).post(url, {"reason": "Again."}).status_code == 409
