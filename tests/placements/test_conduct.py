"""Conduct reports go to OPM alone: the other side reads nothing of them, nor does any message or ledger entry."""

import pytest
from django.urls import reverse

from placements.actions.conduct import decide_report, report_conduct, take_up_report
from placements.models import ConductReport
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import placements as make

SECRET = "He asked me over coffee where I would put them."


def told(key):
    rows = Notification.objects.filter(kind=key, channel="inbox").order_by("recipient__email")
    return [row.recipient.email for row in rows]


@pytest.fixture
def report(market, holly, pat):
    return report_conduct(by=market.user("one"), kind="asked", words=SECRET, requisition=market.va)


def test_a_report_reaches_opm_and_nobody_else(report, market, cora):
    assert (report.state, report.side) == ("received", "candidate")
    assert told("conduct_received") == ["holly@opm.example", "pat@opm.example"]


def test_the_words_are_in_no_message_and_not_on_the_ledger(report, holly):
    take_up_report(report, by=holly)
    decide_report(report, by=holly, upheld=True, reason="Spoke with the agency.")
    for row in Notification.objects.all():
        assert "coffee" not in row.subject + row.body
    for entry in LedgerEntry.objects.about(report):
        assert "coffee" not in f"{entry.reason}{entry.data}"


@pytest.mark.parametrize(("upheld", "state"), [(True, "upheld"), (False, "dismissed")])
def test_opm_takes_up_and_decides_with_a_reason(report, holly, market, upheld, state):
    with pytest.raises(WrongState):
        decide_report(report, by=holly, upheld=upheld, reason="At once.")
    take_up_report(report, by=holly)
    with pytest.raises(ReasonNeeded):
        decide_report(report, by=holly, upheld=upheld, reason=" ")
    decide_report(report, by=holly, upheld=upheld, reason="Looked into it.")
    assert report.state == state
    assert told("conduct_decided") == [market.user("one").email]


def test_only_those_who_handle_conduct_decide(report, cora, sam, market):
    for who in (cora, sam, market.user("one")):
        with pytest.raises(NotAllowed):
            take_up_report(report, by=who)


def test_who_may_report(market, cora, rosa):
    assert report_conduct(by=cora, kind="promised", words="x", entry=market.one).side == "agency"
    with pytest.raises(NotAllowed):
        report_conduct(by=rosa, kind="asked", words="x")
    with pytest.raises(Refused, match="what happened"):
        report_conduct(by=cora, kind="asked", words="  ")


def test_no_page_of_the_other_side_shows_it(report, market, cora, tess, as_):
    for who in (cora, tess):
        assert SECRET not in as_(who).get(reverse("placements:own_reports")).content.decode()
        for name in ("conduct_reports", "conduct_report"):
            args = [report.pk] if name == "conduct_report" else []
            assert as_(who).get(reverse(f"placements:{name}", args=args)).status_code == 403
        page = as_(who).get(reverse("placements:certificates")).content.decode()
        assert SECRET not in page


def test_from_the_page_with_what_it_concerns(market, cora, as_, holly):
    url = reverse("placements:conduct_reporting")
    code = market.one.application.code
    page = as_(cora).get(url, {"number": market.va.number, "code": code}).content.decode()
    assert f'value="{market.va.number}"' in page
    assert f'value="{code}"' in page
    data = {"kind": "rescored", "words": SECRET, "number": "NONE-1", "code": code}
    response = as_(cora).post(url, data)
    assert response.status_code == 422
    assert SECRET in response.content.decode()
    assert as_(cora).post(url, {**data, "number": market.va.number}).status_code == 302
    row = ConductReport.objects.get()
    assert (row.requisition, row.entry, row.kind) == (market.va, market.one, "rescored")
    assert SECRET in as_(holly).get(reverse("placements:conduct_report", args=[row.pk])).content.decode()


def test_a_candidate_is_not_asked_for_codes_and_sees_where_it_stands(market, as_):
    client = as_(market.user("one"))
    page = client.get(reverse("placements:conduct_reporting")).content.decode()
    assert 'name="code"' not in page
    client.post(reverse("placements:conduct_reporting"), {"kind": "asked", "words": SECRET})
    assert "Nobody else reads it" in client.get(reverse("placements:own_reports")).content.decode()


def test_opm_decides_on_the_page_once(report, holly, pat, as_):
    client = as_(holly)
    client.post(reverse("placements:conduct_taking_up", args=[report.pk]))
    url = reverse("placements:conduct_decision", args=[report.pk])
    assert client.post(url, {"upheld": "yes"}).status_code == 422
    data = {"upheld": "no", "reason": "No breach."}
    assert client.post(url, data).status_code == 302
    assert as_(pat).post(url, data).status_code == 409


def test_the_rule_and_the_button_stand_at_each_contact(market, cora, as_):
    row = make.interview(market.one, market.va, cora)
    pages = {
        cora: [
            reverse("placements:agency_ranking", args=[market.va.pk]),
            reverse("placements:interview", args=[row.pk]),
            reverse("placements:interview_invitation", args=[market.va.pk, market.two.application.code]),
        ],
        market.user("one"): [
            reverse("placements:ranking"),
            reverse("placements:own_interview", args=[row.pk]),
        ],
    }
    for who, addresses in pages.items():
        for address in addresses:
            assert "Report a breach to OPM" in as_(who).get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_the_same_queries(market, holly, as_, count, django_assert_num_queries):
    for _ in range(count):
        make.report(market.user("one"), requisition=market.va)
    client = as_(holly)
    client.get("/")
    with django_assert_num_queries(4):
        client.get(reverse("placements:conduct_reports"))
