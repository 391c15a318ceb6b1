"""Preference is claimed early, decided late, and hidden from whoever judges."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from placements.actions.certificate import issue_certificate
from placements.actions.preference import claim_preference, decide_claim, withdraw_claim
from placements.models import CertificateEntry, PreferenceClaim
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants
from tests.placements.test_certificate import next_year, qualified


@pytest.fixture
def claim(software, ada):
    return claim_preference(qualified(ada, software), by=ada, kind="five")


def test_claimed_from_the_draft_on_and_taken_back(cohort, ada, ben):
    application = applicants.application(ada, cohort)
    with pytest.raises(NotAllowed):
        claim_preference(application, by=ben, kind="five")
    row = claim_preference(application, by=ada, kind="five")
    with pytest.raises(WrongState):
        claim_preference(application, by=ada, kind="ten")
    with pytest.raises(NotAllowed):
        withdraw_claim(row, by=ben)
    withdraw_claim(row, by=ada)
    claim_preference(application, by=ada, kind="ten")
    row.refresh_from_db()
    assert (row.state, row.kind, PreferenceClaim.objects.count()) == ("claimed", "ten", 1)


@pytest.mark.parametrize("state", ["certified", "not_qualified", "withdrawn"])
def test_too_late_to_claim(cohort, ada, software, state):
    with pytest.raises(Refused, match="until the certificate"):
        claim_preference(applicants.application(ada, cohort, software, state), by=ada, kind="five")


@pytest.mark.parametrize("state", ["submitted", "screening", "eligible", "in_hurdles"])
def test_nobody_decides_before_the_last_hurdle(cohort, ada, software, holly, state):
    row = claim_preference(applicants.application(ada, cohort, software, state), by=ada, kind="five")
    with pytest.raises(Refused, match="last hurdle"):
        decide_claim(row, by=holly, granted=True)


def test_hr_decides_and_the_person_hears(claim, holly, pat, ada):
    with pytest.raises(NotAllowed):
        decide_claim(claim, by=pat, granted=True)
    with pytest.raises(ReasonNeeded):
        decide_claim(claim, by=holly, granted=False)
    decide_claim(claim, by=holly, granted=False, reason="The dates of service are not shown.")
    body = Notification.objects.get(kind="preference_decided", channel="inbox", recipient=ada).body
    assert "dates of service" in body


def test_nobody_goes_onto_a_certificate_with_an_open_claim(claim, software, holly):
    day = next_year()
    with pytest.raises(Refused, match=claim.application.code):
        issue_certificate(software, by=holly, applications=[claim.application], expires_on=day)
    assert not CertificateEntry.objects.exists()
    decide_claim(claim, by=holly, granted=True)
    issue_certificate(software, by=holly, applications=[claim.application], expires_on=day)
    assert CertificateEntry.objects.count() == 1


def test_the_issuing_page_names_open_claims(claim, software, holly, as_):
    page = as_(holly).get(reverse("placements:issuing", args=[software.pk])).content.decode()
    assert reverse("placements:preference_decision", args=[claim.pk]) in page


def test_one_claim_for_one_application(claim, ada):
    with pytest.raises(IntegrityError):
        PreferenceClaim.objects.create(
            application=claim.application,
            kind="ten",
            state="claimed",
            state_since=claim.state_since,
            ledger_entry=claim.ledger_entry,
        )


def test_claiming_and_taking_back_on_the_page(cohort, ada, as_):
    applicants.application(ada, cohort)
    client, url = as_(ada), reverse("placements:own_preference")
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"kind": "ten"}).status_code == 302
    assert "10-point preference" in client.get(url).content.decode()
    assert client.post(url, {"kind": "five"}).status_code == 409
    assert client.post(reverse("placements:preference_withdrawal")).status_code == 302
    assert PreferenceClaim.objects.get().state == "withdrawn"


def test_the_decision_page_keeps_what_was_typed(claim, holly, pat, as_):
    url = reverse("placements:preference_decision", args=[claim.pk])
    assert as_(holly).post(url, {"reason": "Kept words"}).status_code == 422
    assert "Kept words" in as_(holly).post(url, {"reason": "Kept words"}).content.decode()
    assert as_(holly).post(url, {"granted": "yes"}).status_code == 302
    assert as_(holly).post(url, {"granted": "no", "reason": "Late"}).status_code == 409
    assert as_(pat).get(url).status_code == 403
