"""Seats decided before a match: by two people, named where they clash, first in the run, and told to everybody."""

import json
import zipfile
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from placements.actions.caps import set_cap
from placements.actions.match_run import create_match_run, discard_match_run, send_for_approval
from placements.actions.pins import approve_pin, propose_pin, refuse_pin, withdraw_pin
from placements.actions.verification import prepare_bundle
from placements.models import MatchResult, Pin
from placements.queries.pins import approved_rows, standing_pins
from techforce.access.actions import grant_role
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply
from techforce.workflow.replay import mismatches
from tests.factories import placements as make
from tests.placements.rounds import publish
from tests.support.runs import carried_out, placed

WHY = {"reason_class": "pin_returning", "reason": "They began this work last year."}


def proposed(cohort, pat, entry, requisition, **why):
    return propose_pin(
        cohort, by=pat, application=entry.application, requisition=requisition, **{**WHY, **why}
    )


def approved(cohort, pat, sam, entry, requisition):
    pin = proposed(cohort, pat, entry, requisition)
    approve_pin(pin, by=sam)
    return pin


@pytest.fixture
def elsewhere(market, va, software, cora):
    """Work that nobody ranked and whose agency ranked nobody."""
    return make.requisition(va, software, cora, unranked_policy="excluded")


# --- who decides ---------------------------------------------------------------------------------------


def test_only_those_who_run_matches_propose_and_say_why(market, cohort, pat, sam, holly, cora):
    for nobody in (sam, holly, cora):
        with pytest.raises(NotAllowed):
            proposed(cohort, nobody, market.one, market.va)
    for wrong in ({"reason": " "}, {"reason_class": "error"}):
        with pytest.raises(ReasonNeeded):
            proposed(cohort, pat, market.one, market.va, **wrong)
    assert not Pin.objects.exists()


def test_nobody_approves_their_own_even_with_both_roles(market, cohort, pat, sam):
    pin = proposed(cohort, pat, market.one, market.va)
    with pytest.raises(NotAllowed):
        approve_pin(pin, by=pat)
    grant_role(pat, "approver", by=None)
    with pytest.raises(Refused, match="second person"):
        approve_pin(pin, by=pat)
    with pytest.raises(Refused, match="take it back"):
        refuse_pin(pin, by=pat, reason="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pin.objects.filter(pk=pin.pk).update(decided_by=pat)
    approve_pin(pin, by=sam)
    acts = list(LedgerEntry.objects.about(pin).order_by("id").values_list("act", "actor"))
    assert acts == [("start", pat.pk), ("approve", sam.pk)]
    assert mismatches() == []


def test_both_are_told_without_a_name(market, cohort, pat, sam):
    pin = approved(cohort, pat, sam, market.one, market.va)
    rows = Notification.objects.filter(kind__startswith="pin_")
    assert {row.kind: row.recipient_id for row in rows} == {"pin_proposed": sam.pk, "pin_decided": pat.pk}
    assert pin.application.code not in "".join(row.body for row in rows)


# --- what clashes --------------------------------------------------------------------------------------


def test_more_pins_than_seats_are_named(market, cohort, pat):
    proposed(cohort, pat, market.one, market.va)
    with pytest.raises(Refused) as refused:
        proposed(cohort, pat, market.two, market.va)
    for name in (market.va.number, market.one.application.code, market.two.application.code):
        assert name in str(refused.value)
    assert Pin.objects.count() == 1


def test_a_person_is_pinned_once(market, cohort, pat):
    proposed(cohort, pat, market.one, market.va)
    with pytest.raises(Refused) as refused:
        proposed(cohort, pat, market.one, market.treasury)
    for name in (market.one.application.code, market.va.number, market.treasury.number):
        assert name in str(refused.value)
    with pytest.raises(Refused):
        proposed(cohort, pat, market.one, market.va)


def test_the_same_pin_twice_is_refused_by_the_database_too(market, cohort, pat, ada):
    pin = proposed(cohort, pat, market.one, market.va)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.pin(cohort, pat, market.one.application.candidate.user, market.treasury.pk)
    withdraw_pin(pin, by=pat, reason="Another seat suits better.")
    proposed(cohort, pat, market.one, market.treasury)


def test_a_limit_of_the_agency_counts(market, cohort, va, elsewhere, pat):
    set_cap(cohort, va, by=pat, seats=1, reason="Room for one.")
    proposed(cohort, pat, market.one, market.va)
    with pytest.raises(Refused, match="limit of VA") as refused:
        proposed(cohort, pat, market.two, elsewhere)
    assert market.one.application.code in str(refused.value)


def test_a_hard_rule_is_never_set_aside(market, cohort, pat):
    application = market.one.application
    type(application).objects.filter(pk=application.pk).update(citizenship="other")
    with pytest.raises(Refused, match="citizenship"):
        proposed(cohort, pat, market.one, market.va)


def test_who_is_not_available_is_named(market, cohort, pat):
    apply(market.one, "expire", by=None)
    with pytest.raises(Refused, match=f"{market.one.application.code} is not available"):
        proposed(cohort, pat, market.one, market.va)


def test_a_requisition_without_open_seats_is_named(market, cohort, pat):
    apply(market.va.seats.get(), "match", by=None)
    with pytest.raises(Refused, match=f"{market.va.number}.*no open seat"):
        proposed(cohort, pat, market.one, market.va)


# --- the run -------------------------------------------------------------------------------------------


def test_only_an_approved_pin_comes_first_and_its_envy_is_listed_apart(market, cohort, pat, sam):
    pin = proposed(cohort, pat, market.one, market.va)
    make.close_ranking(cohort)
    before = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert placed(before)[market.two.application.code] == market.va.number
    approve_pin(pin, by=sam)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    assert placed(run)[market.one.application.code] == market.va.number
    check = run.certificate["check"]
    assert (check["stable"], check["counts"]["pin_envy"], check["counts"]["pair"]) == (True, 1, 0)
    (envy,) = check["blocking"]
    assert envy["candidates"] == [str(market.two.application_id)]
    result = run.results.get(application=market.one.application)
    assert (result.candidate_rank, result.exception) == (1, "pin_returning")
    line = run.results.get(application=market.two.application).reasons[0]
    assert line["code"] == "pin"


def test_a_seat_that_was_not_on_the_list_counts_as_no_choice(market, elsewhere, cohort, pat, sam):
    approved(cohort, pat, sam, market.three, elsewhere)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    result = run.results.get(application=market.three.application)
    assert (result.requisition, result.candidate_rank) == (elsewhere, None)
    assert [line["place"] for line in result.reasons] == [1, 2]
    report = run.certificate["report"]
    assert (report["placed"], report["first_choice"], report["top_three"]) == (3, 1, 2)


def test_somebody_without_a_list_can_be_pinned(market, elsewhere, cohort, pat, sam):
    market.three.application.rank_list.delete()
    approved(cohort, pat, sam, market.three, elsewhere)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    result = run.results.get(application=market.three.application)
    assert (result.requisition, result.candidate_rank, result.reasons) == (elsewhere, None, [])


def test_the_database_lets_nobody_else_be_placed_where_they_did_not_ask(market, cohort, pat):
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchResult.objects.filter(run=run, requisition=market.va).update(candidate_rank=None)


def test_a_pin_that_cannot_hold_any_more_fails_the_run_and_is_named(market, cohort, pat, sam):
    approved(cohort, pat, sam, market.one, market.va)
    apply(market.one, "expire", by=None)
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.state == "failed"
    assert f"{market.one.application.code} is not available" in run.cause
    assert str(market.one.application_id) not in run.cause
    pin = Pin.objects.get()
    withdraw_pin(pin, by=pat, reason="They have left.")
    assert carried_out(create_match_run(cohort, by=pat)).state == "completed"


def test_no_pin_changes_while_a_run_is_decided(market, cohort, pat, sam):
    pin, other = proposed(cohort, pat, market.one, market.va), None
    make.close_ranking(cohort)
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    with pytest.raises(WrongState, match="used the pins"):
        approve_pin(pin, by=sam)
    with pytest.raises(WrongState, match="used the pins"):
        withdraw_pin(pin, by=pat, reason="No.")
    with pytest.raises(WrongState, match="used the pins"):
        other = proposed(cohort, pat, market.two, market.treasury)
    assert other is None
    discard_match_run(run, by=pat, reason="A pin was missing.")
    approve_pin(pin, by=sam)


# --- what everybody reads ------------------------------------------------------------------------------


@pytest.fixture
def done(market, elsewhere, cohort, pat, sam):
    """Published with `three` pinned where they had not asked to be, and `one` at VA."""
    approved(cohort, pat, sam, market.three, elsewhere)
    approved(cohort, pat, sam, market.one, market.va)
    make.close_ranking(cohort)
    return publish(cohort, pat, sam)


def test_the_person_and_the_agency_read_that_two_people_decided(done, market, elsewhere, cora, as_):
    page = as_(market.three.application.candidate.user).get(reverse("placements:own_result")).content.decode()
    for words in ("It was not on your list.", "decided this seat before the match", "begun this work"):
        assert words in page
    assert page.count("decided your seat before the match") == 2
    assert WHY["reason"] not in page
    theirs = as_(cora).get(reverse("placements:requisition_result", args=[elsewhere.pk])).content.decode()
    assert "decided this seat before the match" in theirs
    assert WHY["reason"] not in theirs
    other = as_(market.two.application.candidate.user).get(reverse("placements:own_result")).content.decode()
    assert "The seat had been decided beforehand" in other


def test_the_public_record_names_it_and_checks(done, elsewhere, market, pat, as_):
    prepare_bundle(done)
    with zipfile.ZipFile(BytesIO(bytes(done.bundle.content))) as archive:
        certificate = json.loads(archive.read("certificate.json"))
        snapshot = json.loads(archive.read("snapshot.json"))
    made = certificate["made_by_two_people"]
    assert {row["requisition"] for row in made} == {elsewhere.number, market.va.number}
    assert {row["reason"] for row in made} == {"The person has begun this work and goes on with it"}
    assert sorted(row["candidate"] for row in snapshot["pins"]) == sorted(row["claim"] for row in made)
    page = as_(pat).get(reverse("placements:match_run", args=[done.number])).content.decode()
    assert "Decided before the match" in page


def test_what_a_published_match_used_is_over(done, market, cohort, software, pat, sam):
    assert not standing_pins(cohort).exists()
    assert approved_rows(cohort, None) == []
    pin = Pin.objects.first()
    with pytest.raises(Refused, match="stays on the record"):
        withdraw_pin(pin, by=pat, reason="Too late.")
    with pytest.raises(Refused, match="published"):
        proposed(cohort, pat, market.two, market.treasury)


# --- pages ---------------------------------------------------------------------------------------------


def test_the_whole_way_by_pages(market, cohort, pat, sam, audrey, as_):
    address = reverse("placements:pins", args=[cohort.slug])
    data = {"code": market.one.application.code.lower(), "number": market.va.number.lower(), **WHY}
    answer = as_(pat).post(reverse("placements:pin_proposal", args=[cohort.slug]), data)
    pin = Pin.objects.get()
    own = reverse("placements:pin", args=[pin.pk])
    assert answer["Location"] == own
    assert "Approve the pin" not in as_(pat).get(own).content.decode()
    assert "Approve the pin" in as_(sam).get(own).content.decode()
    assert "Propose a pin" not in as_(audrey).get(address).content.decode()
    approval = reverse("placements:pin_approval", args=[pin.pk])
    assert [as_(sam).post(approval).status_code for _ in range(2)] == [302, 409]
    assert "1 pin counts" in as_(pat).get(address).content.decode()
    back = reverse("placements:pin_withdrawal", args=[pin.pk])
    assert as_(pat).post(back, {"reason": ""}).status_code == 422
    assert as_(pat).post(back, {"reason": "They took another job."}).status_code == 302
    assert "No pin counts" in as_(pat).get(address).content.decode()


def test_what_was_typed_stays_and_clashes_stand_on_the_page(market, cohort, pat, as_):
    address = reverse("placements:pin_proposal", args=[cohort.slug])
    wrong = as_(pat).post(address, {"code": "TF-NOBODY", "number": "X-1", "reason": "Because."})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    for words in ("Nobody with the code TF-NOBODY", "no requisition X-1", "Because."):
        assert words in page
    proposed(cohort, pat, market.one, market.va)
    data = {"code": market.two.application.code, "number": market.va.number, **WHY}
    clash = as_(pat).post(address, data)
    assert (clash.status_code, market.one.application.code in clash.content.decode()) == (422, True)


def test_refusing_needs_a_reason(market, cohort, pat, sam, as_):
    pin = proposed(cohort, pat, market.one, market.va)
    address = reverse("placements:pin_refusal", args=[pin.pk])
    assert as_(sam).post(address, {"reason": ""}).status_code == 422
    assert as_(sam).post(address, {"reason": "The list was enough."}).status_code == 302
    assert as_(sam).post(address, {"reason": "Again."}).status_code == 409
    pin.refresh_from_db()
    assert (pin.state, pin.decided_by) == ("refused", sam)
