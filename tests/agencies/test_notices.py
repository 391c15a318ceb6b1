"""Notices of requisitions: everybody concerned, in words that say what happens next, and nobody else."""

import pytest

from agencies.actions import requisition as acts
from agencies.notifications import RequisitionNotice
from agencies.workflow import REQUISITION
from techforce.audit.models import LedgerEntry
from techforce.notifications.actions import compose
from techforce.notifications.kinds import keys, notice
from tests.factories import agencies, programme

pytestmark = pytest.mark.django_db
KEYS = sorted(
    {move.notice for move in REQUISITION.transitions if move.notice}
    | {"funding_certified", "funding_withdrawn"}
)
STATE_OF = {move.notice: move.target for move in REQUISITION.transitions if move.notice}


def composed(key, row):
    entry = LedgerEntry.objects.about(row).last()
    entry.reason = "Because of the budget."
    return compose(key, row, entry)


def test_every_notice_of_the_table_is_registered():
    assert set(KEYS) <= set(keys())
    assert all(isinstance(notice(key), RequisitionNotice) for key in KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_words_name_the_request_and_no_person(key, va, software, cora, hank, theo, pat):
    row = agencies.requisition(va, software, STATE_OF.get(key, "validated"), created_by=cora)
    agencies.funding(row, certified_by=hank)
    messages = composed(key, row)
    assert messages
    for message in messages:
        assert row.number in message.subject
        for secret in ("Cora", "Hank", "Theo", "Pat", "Sigrid", "Ito", "@"):
            assert secret not in message.subject + message.body
        assert message.link == f"/requisitions/{row.pk}/"
        assert (
            "What it means" in message.body
            or "What happens next" in message.body
            or "published" in message.body
        )


@pytest.mark.parametrize(
    "key",
    [
        "requisition_returned",
        "requisition_suspended",
        "requisition_cancelled",
        "requisition_closed_short",
        "funding_withdrawn",
    ],
)
def test_reason_is_in_the_words(key, va, software, cora, pat):
    row = agencies.requisition(va, software, STATE_OF.get(key, "validated"), created_by=cora)
    assert {"Because of the budget." in message.body for message in composed(key, row)} == {True}


def test_bureau_without_people_is_answered_for_by_its_department(treasury, software, tess):
    bureau = agencies.agency("IRS", name="Internal Revenue Service", kind="bureau", parent=treasury)
    row = agencies.requisition(bureau, software, created_by=tess)
    assert {message.recipient for message in composed("requisition_returned", row)} == {tess}


def test_bureau_with_people_answers_for_itself(treasury, software, tess):
    bureau = agencies.agency("IRS", name="Internal Revenue Service", kind="bureau", parent=treasury)
    iris = agencies.member(bureau, "coordinator", "iris@irs.example", "Iris Ngo")
    row = agencies.requisition(bureau, software, created_by=tess)
    assert {message.recipient for message in composed("requisition_returned", row)} == {iris}


def test_person_with_two_roles_is_told_once(va, software, cora, pat):
    agencies.AgencyMembership.objects.create(user=cora, agency=va, role="agency_hr")
    row = agencies.requisition(va, software, created_by=cora)
    acts.submit_requisition(row, by=cora)
    mine = [message for message in composed("requisition_submitted", row) if message.recipient == cora]
    assert [message.channel for message in mine] == ["email", "inbox"]


def test_people_who_left_are_not_told(va, software, cora, hank, pat):
    cora.agency_memberships.update(ended_at=agencies.timezone.now())
    type(hank).objects.filter(pk=hank.pk).update(is_active=False)
    row = agencies.requisition(va, software, created_by=cora)
    assert {message.recipient for message in composed("requisition_submitted", row)} == {pat}


def test_published_says_when_ranking_closes(va, cora):
    track = programme.track(programme.cohort())
    row = agencies.requisition(va, track, "published", created_by=cora)
    body = composed("requisition_published", row)[0].body
    closes = agencies.timezone.localtime(track.cohort.ranking_closes_at)
    assert f"Ranking closes {closes:%B} {closes.day}, {closes.year}" in body
