"""No agency passes over somebody with preference without reasons, an answer and a second person's decision."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from placements.actions.match_run import create_match_run
from placements.actions.pass_over import (
    OutOfOrder,
    answer_pass_over,
    close_answers,
    decide_pass_over,
    propose_pass_over,
    withdraw_pass_over,
)
from placements.actions.rank_list import certify_order
from placements.models import PassOver, RankList
from placements.queries.ranking import list_of_requisition
from placements.rules.preference import in_order, passed_over
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply
from tests.factories import placements as make
from tests.factories import programme

ONE, TWO, THREE, FOUR = (uuid.UUID(int=at) for at in range(4))
SCORES = {ONE: 900, TWO: 800, THREE: 800, FOUR: 700}


def told(key):
    rows = Notification.objects.filter(kind=key, channel="inbox").order_by("recipient__email")
    return [row.recipient.email for row in rows]


@pytest.mark.parametrize(
    ("order", "preferred", "found"),
    [
        ([ONE, TWO, THREE, FOUR], {FOUR}, []),
        ([TWO, ONE], {ONE}, [(ONE, (TWO,))]),
        ([TWO, ONE], {ONE, TWO}, []),
        ([THREE, TWO], {TWO}, [(TWO, (THREE,))]),
        ([FOUR], {ONE, THREE}, [(ONE, (FOUR,)), (THREE, (FOUR,))]),
        ([], {ONE}, []),
        ([uuid.UUID(int=9), ONE], {ONE}, []),
    ],
)
def test_whom_an_order_passes_over(order, preferred, found):
    rows = passed_over(order, SCORES, preferred)
    assert [(row.entry, row.ahead) for row in rows] == found


def test_a_sustained_case_allows_it():
    assert passed_over([TWO, ONE], SCORES, {ONE}, allowed={ONE}) == []


@given(st.permutations(list(SCORES)), st.integers(0, 4), st.sets(st.sampled_from(list(SCORES))))
def test_the_nearest_order_passes_nobody_over_and_drops_nobody(order, many, preferred):
    given_order = list(order)[:many]
    fixed = in_order(given_order, SCORES, preferred)
    assert passed_over(fixed, SCORES, preferred) == []
    assert set(given_order) <= set(fixed)
    assert set(fixed) - set(given_order) <= preferred


@pytest.fixture
def preferred(market):
    """`one`, first on the certificate, holds preference; VA's list has `two` before them."""
    make.preference_claim(market.one.application, "granted")
    return market.one


def certify(market, by, *entries, version=None):
    rank_list = list_of_requisition(market.va)
    version = rank_list.lock_version if version is None else version
    return certify_order(rank_list, [row.pk for row in entries], by=by, lock_version=version)


@pytest.fixture
def case(market, preferred, cora, sam):
    with pytest.raises(OutOfOrder):
        certify(market, cora, market.two, market.one)
    return propose_pass_over(market.va, preferred, by=cora, ground="dates", reasons="Cannot start in time.")


def test_such_a_list_is_saved_and_does_not_count(market, preferred, cora):
    before = RankList.objects.get(requisition=market.va).certified_at
    with pytest.raises(OutOfOrder, match=market.one.application.code):
        certify(market, cora, market.three, market.one)
    row = RankList.objects.get(requisition=market.va)
    assert (row.draft, row.certified_at) == ([market.three.pk, market.one.pk], before)
    assert certify(market, cora, market.one, market.three).certified[0] == market.one.pk


def test_leaving_somebody_off_the_list_passes_them_over_too(market, preferred, cora):
    with pytest.raises(OutOfOrder):
        certify(market, cora, market.two)


def test_nobody_is_passed_over_whom_a_hard_rule_rules_out(market, preferred, cora):
    preferred.application.places.set([programme.station("denver")])
    assert certify(market, cora, market.two).certified == [market.two.pk]


def test_an_open_claim_is_no_preference_yet(market, cora):
    make.preference_claim(market.one.application)
    assert certify(market, cora, market.two).certified == [market.two.pk]


def test_reasons_answer_and_decision(case, market, cora, sam):
    person = market.user("one")
    assert told("pass_over_proposed") == [person.email]
    assert case.ahead == [market.two.pk]
    with pytest.raises(OutOfOrder):
        certify(market, cora, market.two, market.one)
    answer_pass_over(case, by=person, text="I can start a month earlier.")
    assert told("pass_over_to_decide") == [sam.email]
    with pytest.raises(ReasonNeeded):
        decide_pass_over(case, by=sam, sustained=True, reason="")
    decide_pass_over(case, by=sam, sustained=True, reason="The dates are fixed by law.")
    assert told("pass_over_decided") == ["cora@va.example", person.email]
    assert certify(market, cora, market.two, market.one).certified[0] == market.two.pk


def test_a_denied_case_leaves_the_order_of_the_certificate(case, market, cora, sam):
    answer_pass_over(case, by=market.user("one"), text="I can start.")
    decide_pass_over(case, by=sam, sustained=False, reason="The person can start in time.")
    with pytest.raises(OutOfOrder):
        certify(market, cora, market.two, market.one)


def test_nobody_decides_before_the_person_could_answer(case, sam):
    with pytest.raises(WrongState):
        decide_pass_over(case, by=sam, sustained=True, reason="Quick.")
    assert close_answers(timezone.now()) == 0
    assert close_answers(case.answer_due_at + timedelta(seconds=1)) == 1
    assert close_answers(case.answer_due_at + timedelta(seconds=1)) == 0
    decide_pass_over(case, by=sam, sustained=False, reason="Not shown.")


def test_who_may_do_what(case, market, cora, tess, pat, sam):
    with pytest.raises(NotAllowed):
        answer_pass_over(case, by=market.user("two"), text="Not mine.")
    with pytest.raises(NotAllowed):
        withdraw_pass_over(case, by=tess)
    answer_pass_over(case, by=market.user("one"), text="Mine.")
    for who in (cora, pat):
        with pytest.raises(NotAllowed):
            decide_pass_over(case, by=who, sustained=True, reason="By us.")
    with pytest.raises(NotAllowed):
        propose_pass_over(market.va, market.one, by=tess, ground="dates", reasons="Ours.")


def test_the_database_wants_a_second_person(case, market, cora, sam):
    answer_pass_over(case, by=market.user("one"), text="Mine.")
    decide_pass_over(case, by=sam, sustained=True, reason="Holds.")
    with pytest.raises(IntegrityError), transaction.atomic():
        PassOver.objects.filter(pk=case.pk).update(decided_by=cora)


def test_a_case_is_about_the_saved_order_and_there_is_one(case, market, cora):
    with pytest.raises(Refused, match="does not pass"):
        propose_pass_over(market.va, market.two, by=cora, ground="dates", reasons="x")
    with pytest.raises(WrongState, match="already"):
        propose_pass_over(market.va, market.one, by=cora, ground="dates", reasons="x")
    withdraw_pass_over(case, by=cora)
    assert told("pass_over_withdrawn") == [market.user("one").email]
    propose_pass_over(market.va, market.one, by=cora, ground="dates", reasons="Again.")


def test_a_case_ends_when_the_person_leaves(case, market):
    apply(market.one, "withdraw", by=market.user("one"))
    assert close_answers(timezone.now()) == 1
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_words_of_both_sides_stay_off_the_ledger(case, market):
    answer_pass_over(case, by=market.user("one"), text="Private answer")
    for entry in LedgerEntry.objects.about(case):
        assert "Private" not in f"{entry.reason}{entry.data}"
        assert "in time" not in f"{entry.reason}{entry.data}"


def test_certifying_on_the_page_answers_409_with_the_way_on(market, preferred, cora, as_):
    client, url = as_(cora), reverse("placements:agency_ranking_certification", args=[market.va.pk])
    data = {"lock_version": RankList.objects.get(requisition=market.va).lock_version}
    response = client.post(url, {**data, "order": [market.three.pk, market.one.pk]})
    page = reverse("placements:pass_overs", args=[market.va.pk])
    assert response.status_code == 409
    assert page in response.content.decode()
    found = client.get(page).content.decode()
    assert preferred.application.code in found
    order = [preferred.pk, market.three.pk]
    version = RankList.objects.get(requisition=market.va).lock_version
    draft = reverse("placements:agency_ranking_draft", args=[market.va.pk])
    assert client.post(draft, {"lock_version": version, "order": order}).status_code == 302
    assert "Passes nobody over" in client.get(page).content.decode()


def test_an_agency_reads_of_preference_only_when_its_order_needs_it(market, preferred, cora, as_):
    certify_order(
        list_of_requisition(market.va),
        [market.one.pk, market.two.pk],
        by=cora,
        lock_version=list_of_requisition(market.va).lock_version,
    )
    pages = [
        reverse("placements:agency_ranking", args=[market.va.pk]),
        reverse("placements:certificate", args=[market.certificate.number]),
        reverse("placements:person", args=[market.certificate.number, market.one.application.code]),
        reverse("placements:pass_overs", args=[market.va.pk]),
    ]
    for page in pages[:3]:
        assert "preference" not in as_(cora).get(page).content.decode()
    assert market.one.application.code not in as_(cora).get(pages[3]).content.decode()


def test_the_pages_of_a_case(case, market, cora, sam, pat, tess, as_):
    person = as_(market.user("one"))
    own = reverse("placements:own_pass_over", args=[case.pk])
    assert "Cannot start in time." in person.get(own).content.decode()
    assert person.post(own, {"text": ""}).status_code == 422
    assert person.post(own, {"text": "I can start."}).status_code == 302
    assert person.post(own, {"text": "Twice."}).status_code == 409
    staff = reverse("placements:pass_over", args=[case.pk])
    decision = reverse("placements:pass_over_decision", args=[case.pk])
    assert "I can start." in as_(sam).get(staff).content.decode()
    assert as_(pat).post(decision, {"sustained": "yes", "reason": "x"}).status_code == 403
    assert as_(sam).post(decision, {"reason": "Kept words"}).status_code == 422
    assert as_(sam).post(decision, {"sustained": "no", "reason": "Can start."}).status_code == 302
    agency = reverse("placements:pass_overs", args=[market.va.pk])
    page = as_(cora).get(agency).content.decode()
    assert "Denied" in page
    assert "I can start." not in page
    assert as_(tess).get(agency).status_code == 404


@pytest.mark.parametrize("count", [1, 2])
def test_the_desk_takes_the_same_queries(market, preferred, cora, sam, as_, count, django_assert_num_queries):
    for requisition in (market.va, market.treasury)[:count]:
        make.pass_over(preferred, requisition, cora, ahead=[market.two.pk])
    client = as_(sam)
    client.get("/")
    with django_assert_num_queries(4):
        client.get(reverse("placements:pass_over_desk"))


def overtake(market, cora, certified_days_ago):
    """VA's list, certified that long ago, names only `two`; `one` holds preference and became available just now."""
    make.agency_ranked(market.va, cora, market.two)
    then = timezone.now() - timedelta(days=certified_days_ago)
    RankList.objects.filter(requisition=market.va).update(certified_at=then)
    RankList.objects.filter(requisition=market.treasury).update(
        certified_at=timezone.now() + timedelta(days=1)
    )


def test_no_run_stands_on_a_list_that_somebody_with_preference_came_after(
    market, preferred, cohort, cora, pat, as_
):
    overtake(market, cora, certified_days_ago=1)
    page = as_(cora).get(reverse("placements:agency_ranking", args=[market.va.pk])).content.decode()
    assert "certified list passes over 1 person" in page
    make.close_ranking(cohort)
    with pytest.raises(Refused, match=market.va.number):
        create_match_run(cohort, by=pat)
    assert create_match_run(cohort, by=pat, dry_run=True).dry_run


def test_a_sustained_case_lets_the_run_start(market, preferred, cohort, cora, pat):
    overtake(market, cora, certified_days_ago=1)
    make.pass_over(market.one, market.va, cora, "sustained", decided_by=pat, ahead=[market.two.pk])
    make.close_ranking(cohort)
    assert create_match_run(cohort, by=pat).state == "draft"


def test_who_was_there_when_it_was_certified_was_asked_about_then(market, preferred, cohort, cora, pat):
    overtake(market, cora, certified_days_ago=-1)
    make.close_ranking(cohort)
    assert create_match_run(cohort, by=pat).state == "draft"
