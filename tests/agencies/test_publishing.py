"""Money, checks and publication: what is refused, and that seats come all together or not at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.actions import requisition as acts
from agencies.actions.funding import certify_funding, current_funding, withdraw_funding
from agencies.actions.publication import publish_requisition
from agencies.actions.seat import fill_seat, free_seat
from agencies.models import Seat
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import agencies, programme

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=400)


@pytest.fixture
def validated(va, software):
    return agencies.requisition(va, software, "validated", seats=3)


def certify(row, by, **fields):
    stated = {"seat_count": 3, "source": "036-0151", "available_until": LATER, **fields}
    return certify_funding(row, by=by, **stated)


def told(kind):
    return {note.recipient for note in Notification.objects.filter(kind=kind, channel="inbox")}


def test_only_hr_of_the_agency_certifies(validated, cora, theo, tess, pat, hank, treasury):
    other_hr = agencies.member(treasury, "agency_hr", "hugo@treasury.example", "Hugo Lind")
    for nobody in (cora, theo, tess, pat, other_hr):
        with pytest.raises(NotAllowed):
            certify(validated, nobody)
    certify(validated, hank)
    assert current_funding(validated).certified_by == hank


def test_writer_does_not_certify_their_own_request(va, software, hank):
    agencies.AgencyMembership.objects.create(user=hank, agency=va, role="coordinator")
    row = agencies.requisition(va, software, "validated", created_by=hank)
    with pytest.raises(NotAllowed, match="You wrote this request"):
        certify(row, hank)


@pytest.mark.parametrize(
    "fields", [{"seat_count": 0}, {"source": " "}, {"available_until": timezone.localdate()}]
)
def test_statement_that_proves_nothing_is_refused(fields, validated, hank):
    with pytest.raises(Refused):
        certify(validated, hank, **fields)
    assert current_funding(validated) is None


@pytest.mark.parametrize("state", ["published", "in_match", "filling", "filled", "cancelled"])
def test_money_behind_seats_is_not_touched(state, va, software, hank):
    row = agencies.requisition(va, software, state)
    agencies.funding(row)
    with pytest.raises(WrongState):
        certify(row, hank)
    with pytest.raises(WrongState):
        withdraw_funding(row, by=hank, reason="Cut.")


def test_new_statement_replaces_the_one_before(validated, hank):
    first = certify(validated, hank, seat_count=1)
    second = certify(validated, hank)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert current_funding(validated) == second


def test_certifying_is_told_and_on_the_record(validated, hank, cora, pat, theo):
    certify(validated, hank)
    assert {cora, pat} <= told("funding_certified")
    assert told("funding_certified") & {hank, theo} == set()
    entry = LedgerEntry.objects.about(validated).last()
    assert (entry.act, entry.actor, entry.data["seat_count"]) == ("certify_funding", hank, 3)


def test_withdrawing_needs_a_reason_and_something_to_withdraw(validated, hank):
    with pytest.raises(Refused, match="no certification"):
        withdraw_funding(validated, by=hank, reason="Cut.")
    certify(validated, hank)
    with pytest.raises(Refused, match="reason"):
        withdraw_funding(validated, by=hank, reason=" ")
    withdraw_funding(validated, by=hank, reason="Cut.")
    assert current_funding(validated) is None


def test_validating_starts_the_clock(va, software, pat, cora):
    row = agencies.requisition(va, software, "submitted")
    before = timezone.now()
    acts.validate_requisition(row, by=pat)
    row.refresh_from_db()
    assert row.state == "validated"
    assert before <= row.validated_at <= timezone.now()
    assert cora in told("requisition_validated")


@pytest.mark.parametrize("who", ["cora", "hank", "theo", "holly", "sam"])
def test_only_programme_managers_check_and_publish(who, request, va, software, validated):
    by = request.getfixturevalue(who)
    row = agencies.requisition(va, software, "submitted")
    agencies.funding(validated)
    with pytest.raises(NotAllowed):
        acts.validate_requisition(row, by=by)
    with pytest.raises(NotAllowed):
        acts.return_requisition(row, by=by, reason="No")
    with pytest.raises(NotAllowed):
        publish_requisition(validated, by=by)
    assert not Seat.objects.exists()


def test_returning_needs_comments_and_gives_them_to_the_coordinator(va, software, pat, cora, hank):
    row = agencies.requisition(va, software, "submitted")
    with pytest.raises(ReasonNeeded):
        acts.return_requisition(row, by=pat, reason="")
    acts.return_requisition(row, by=pat, reason="Name the system.")
    body = Notification.objects.get(kind="requisition_returned", channel="email", recipient=cora).body
    assert "Name the system." in body
    assert hank not in told("requisition_returned")


def test_incomplete_need_is_not_validated(va, software, pat):
    row = agencies.requisition(va, software, "submitted", contact_email="")
    with pytest.raises(acts.Incomplete, match="contact"):
        acts.validate_requisition(row, by=pat)


def test_publishing_opens_one_seat_for_each_funded_position(validated, pat, theo):
    money = agencies.funding(validated)
    publish_requisition(validated, by=pat)
    validated.refresh_from_db()
    seats = list(validated.seats.values_list("number", "state", "funding"))
    assert validated.state == "published"
    assert validated.published_at is not None
    assert seats == [(1, "open", money.pk), (2, "open", money.pk), (3, "open", money.pk)]
    assert theo in told("requisition_published")


def gap_fields(row, pat):
    with pytest.raises(acts.Incomplete) as refusal:
        publish_requisition(row, by=pat)
    row.refresh_from_db()
    assert (row.state, row.seats.count()) == ("validated", 0)
    return [gap.field for gap in refusal.value.gaps]


def test_unfunded_is_not_published(validated, pat):
    assert gap_fields(validated, pat) == ["funding"]


def test_money_for_fewer_seats_is_not_enough(validated, pat):
    agencies.funding(validated, seat_count=2)
    assert gap_fields(validated, pat) == ["funding"]


def test_money_taken_back_is_no_money(validated, pat):
    agencies.funding(validated, withdrawn_at=timezone.now())
    assert gap_fields(validated, pat) == ["funding"]


def test_money_that_ends_before_the_start_is_no_money(validated, pat):
    agencies.funding(validated, available_until=validated.start_by - timedelta(days=1))
    assert gap_fields(validated, pat) == ["funding"]


@pytest.mark.parametrize("field", ["supervisor_name", "supervisor_email", "contact_email"])
def test_without_people_it_is_not_published(field, va, software, pat):
    row = agencies.requisition(va, software, "validated", **{field: ""})
    agencies.funding(row)
    assert gap_fields(row, pat) == [field]


@pytest.mark.parametrize("field", ["grade", "duty_station", "start_from", "start_by"])
def test_without_terms_it_is_not_published(field, va, software, pat):
    row = agencies.requisition(va, software, "validated", **{field: None})
    agencies.funding(row)
    assert gap_fields(row, pat) == [field]


def test_cohort_that_is_over_takes_no_request(va, pat):
    track = programme.track(programme.cohort(state="completed"))
    row = agencies.requisition(va, track, "validated")
    agencies.funding(row)
    assert gap_fields(row, pat) == ["track"]


def test_database_itself_refuses_a_publication_without_supervisor(va, software):
    with pytest.raises(IntegrityError, match="agencies_published_is_complete"), transaction.atomic():
        agencies.requisition(va, software, "published", supervisor_name="")


def test_hold_keeps_its_seats_and_publishing_again_makes_no_more(validated, pat):
    agencies.funding(validated)
    publish_requisition(validated, by=pat)
    first = validated.published_at
    acts.suspend_requisition(validated, by=pat, reason="The agency reorganises.")
    publish_requisition(validated, by=pat)
    validated.refresh_from_db()
    assert validated.seats.count() == 3
    assert validated.published_at == first


def test_hold_does_not_end_without_money(validated, pat, hank):
    agencies.funding(validated)
    publish_requisition(validated, by=pat)
    acts.suspend_requisition(validated, by=pat, reason="The agency reorganises.")
    withdraw_funding(validated, by=hank, reason="Cut.")
    with pytest.raises(acts.Incomplete):
        publish_requisition(validated, by=pat)


def test_hold_of_one_that_people_hold_seats_of_ends_in_filling_on_the_money_that_counts(
    va, software, pat, hank
):
    row = agencies.requisition(va, software, "filling", seats=2)
    agencies.funding(row, seat_count=2)
    held, _ = agencies.seats(row, "matched", "open")
    acts.suspend_requisition(row, by=pat, reason="The agency reorganises.")
    money = certify(row, hank)
    publish_requisition(row, by=pat)
    row.refresh_from_db()
    held.refresh_from_db()
    assert (row.state, held.state, held.funding) == ("filling", "matched", money)


def test_last_seat_fills_the_requisition(va, software, cora):
    row = agencies.requisition(va, software, "filling", seats=2)
    first, second = agencies.seats(row, "offered", "offered")
    fill_seat(first)
    row.refresh_from_db()
    assert row.state == "filling"
    fill_seat(second)
    row.refresh_from_db()
    assert row.state == "filled"
    assert cora in told("requisition_filled")


def test_freed_seat_is_open_again(va, software):
    row = agencies.requisition(va, software, "filling", seats=1)
    [seat] = agencies.seats(row, "matched")
    free_seat(seat)
    assert seat.state == "open"


def test_closing_short_returns_open_seats_and_waits_for_answers(va, software, pat):
    row = agencies.requisition(va, software, "filling", seats=2)
    waiting, still_open = agencies.seats(row, "offered", "open")
    with pytest.raises(Refused, match="answer an offer"):
        acts.close_requisition_short(row, by=pat, reason="The term starts.")
    fill_seat(waiting)
    acts.close_requisition_short(row, by=pat, reason="The term starts.")
    still_open.refresh_from_db()
    assert (row.state, still_open.state) == ("closed_short", "reverted")
