"""Mission-critical claims: who asks, who decides, until when, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from agencies.actions.critical import claim_critical, decide_critical, standing_claim, withdraw_critical
from agencies.models import CriticalClaim
from techforce.access.actions import grant_role
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import agencies
from tests.factories import placements as make

pytestmark = pytest.mark.django_db
WHY = "Benefits stop on the first of the month if this fails."


@pytest.fixture
def row(software, cora):
    return agencies.published(software, created_by=cora)


@pytest.fixture
def claim(row, cora):
    return claim_critical(row, by=cora, reason=WHY)


def told(kind):
    return {note.recipient for note in Notification.objects.filter(kind=kind, channel="inbox")}


def test_a_claim_waits_for_a_second_person_who_is_told(claim, sam, cora):
    assert (claim.state, claim.asked_by) == ("asked", cora)
    entry = LedgerEntry.objects.about(claim).get()
    assert (entry.act, entry.reason, entry.actor) == ("start", WHY, cora)


def test_approvers_hear_of_it_and_the_agency_of_the_decision(sam, row, cora):
    claim = claim_critical(row, by=cora, reason=WHY)
    assert told("critical_asked") == {sam}
    decide_critical(claim, by=sam, approve=True, reason="Plain to see.")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("approved", sam)
    assert cora in told("critical_approved")


def test_only_a_coordinator_of_the_agency_asks(row, pat, sam, hank, tess):
    for nobody in (pat, sam, hank, tess):
        with pytest.raises(NotAllowed):
            claim_critical(row, by=nobody, reason=WHY)


def test_only_an_approver_decides(claim, pat, cora, hank):
    for nobody in (pat, cora, hank):
        with pytest.raises(Refused):
            decide_critical(claim, by=nobody, approve=True, reason="Yes")
    claim.refresh_from_db()
    assert claim.state == "asked"


def test_nobody_approves_their_own_claim(claim, cora):
    grant_role(cora, "approver", by=None)
    with pytest.raises(Refused, match="second person"):
        decide_critical(claim, by=cora, approve=True, reason="Yes")
    with pytest.raises(IntegrityError), transaction.atomic():
        CriticalClaim.objects.filter(pk=claim.pk).update(decided_by=cora)


def test_no_claim_and_no_decision_without_a_reason(row, claim, cora, sam):
    with pytest.raises(ReasonNeeded):
        claim_critical(row, by=cora, reason="  ")
    with pytest.raises(ReasonNeeded):
        decide_critical(claim, by=sam, approve=False, reason=" ")


def test_one_claim_at_a_time_and_another_after_it_was_declined(row, claim, cora, sam):
    with pytest.raises(Refused, match="stands already"):
        claim_critical(row, by=cora, reason=WHY)
    decide_critical(claim, by=sam, approve=False, reason="Not yet.")
    assert standing_claim(row) is None
    assert claim_critical(row, by=cora, reason="More is known now.").state == "asked"


def test_nothing_changes_once_ranking_has_closed(row, claim, cora, sam, cohort):
    make.close_ranking(cohort)
    row.refresh_from_db()
    claim = CriticalClaim.objects.get(pk=claim.pk)
    for late in (
        lambda: claim_critical(row, by=cora, reason=WHY),
        lambda: decide_critical(claim, by=sam, approve=True, reason="Yes"),
        lambda: withdraw_critical(claim, by=cora),
    ):
        with pytest.raises(WrongState):
            late()


def test_the_agency_asks_and_the_approver_decides_on_their_pages(row, cora, sam, as_):
    page = as_(cora).get(f"/requisitions/{row.pk}/").content.decode()
    assert "Ask for mission critical" in page
    assert as_(cora).post(f"/requisitions/{row.pk}/critical/", {"reason": ""}).status_code == 422
    assert as_(cora).post(f"/requisitions/{row.pk}/critical/", {"reason": WHY}).status_code == 302
    claim = CriticalClaim.objects.get()
    assert row.title in as_(sam).get("/critical/").content.decode()
    address = f"/critical/{claim.pk}/"
    assert WHY in as_(sam).get(address).content.decode()
    wrong = as_(sam).post(address, {"decision": "maybe", "reason": "Typed just now"})
    assert (wrong.status_code, "Typed just now" in wrong.content.decode()) == (422, True)
    yes = {"decision": "approve", "reason": "Plain to see."}
    assert as_(sam).post(address, yes).status_code == 302
    assert as_(sam).post(address, yes).status_code == 409
    assert "It counts in the match." in as_(cora).get(f"/requisitions/{row.pk}/").content.decode()
    assert as_(cora).post(f"/requisitions/{row.pk}/critical/withdrawal/").status_code == 302
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
