"""Two candidates link by consent of both, one link each, until ranking closes; nobody learns who holds a number."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applicants.actions.application import withdraw_application
from placements.actions.pair import (
    ask_to_link,
    confirm_link,
    decline_link,
    dissolve_link,
    expire_pairs,
    take_back_request,
)
from placements.models import Pair, PairMember
from placements.queries.pair import pair_desk
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import applicants, people
from tests.factories import placements as make
from tests.support.states import at_state

NOBODY = "TF-2222-2222-22"
PAGE = "/ranking/together/"


def ask(market, asker, asked):
    mine = getattr(market, asker).application
    number = getattr(market, asked).application.receipt_number if hasattr(market, asked) else asked
    return ask_to_link(mine, by=market.user(asker), number=number)


def told(kind):
    rows = Notification.objects.filter(kind=kind, channel="inbox")
    return sorted(row.recipient.email for row in rows)


@pytest.fixture
def asked(market):
    return ask(market, "one", "two")


@pytest.fixture
def linked(asked, market):
    return confirm_link(asked, by=market.user("two"))


def test_one_asks_and_the_other_confirms(asked, market):
    one, two = market.user("one"), market.user("two")
    assert (asked.state, told("pair_proposed")) == ("proposed", [two.email])
    confirm_link(asked, by=two)
    assert told("pair_linked") == sorted([one.email, two.email])
    assert [entry.act for entry in LedgerEntry.objects.about(asked)] == ["ask", "confirm"]
    assert pair_desk(market.two.application).partner == market.one.application


def test_only_the_one_who_was_asked_answers(asked, market):
    for nobody in ("one", "three"):
        for act in (confirm_link, decline_link):
            with pytest.raises(NotAllowed):
                act(asked, by=market.user(nobody))
    with pytest.raises(NotAllowed):
        take_back_request(asked, by=market.user("two"))
    with pytest.raises(NotAllowed):
        ask_to_link(market.one.application, by=market.user("two"), number=NOBODY)
    asked.refresh_from_db()
    assert asked.state == "proposed"


def test_declined_taken_back_dissolved_and_free_again(asked, market):
    decline_link(asked, by=market.user("two"))
    assert told("pair_declined") == [market.user("one").email]
    again = ask(market, "one", "two")
    take_back_request(again, by=market.user("one"))
    third = confirm_link(ask(market, "two", "one"), by=market.user("one"))
    with pytest.raises(NotAllowed):
        dissolve_link(third, by=market.user("three"))
    dissolve_link(third, by=market.user("two"))
    assert told("pair_dissolved") == sorted([market.user("one").email, market.user("two").email])
    assert list(Pair.objects.order_by("asked_at").values_list("state", flat=True)) == [
        "declined",
        "taken_back",
        "dissolved",
    ]
    assert not PairMember.objects.exists()


def test_who_is_linked_links_with_nobody_else(linked, market):
    with pytest.raises(WrongState):
        ask(market, "one", "three")
    waiting = ask(market, "three", "two")
    with pytest.raises(WrongState):
        confirm_link(waiting, by=market.user("two"))
    dissolve_link(linked, by=market.user("two"))
    confirm_link(waiting, by=market.user("two"))
    assert Pair.objects.get(state="linked") == waiting


def test_two_who_ask_each_other_are_linked(asked, market):
    assert ask(market, "two", "one") == asked
    assert (Pair.objects.get().state, PairMember.objects.count()) == ("linked", 2)


def test_confirming_takes_ones_own_request_back(asked, market):
    other = ask(market, "two", "three")
    confirm_link(asked, by=market.user("two"))
    other.refresh_from_db()
    assert (other.state, told("pair_taken_back")) == ("taken_back", [market.user("three").email])
    with pytest.raises(WrongState):
        confirm_link(other, by=market.user("three"))


def test_the_database_holds_one_link_for_an_application(linked, market):
    three = market.three.application
    row = at_state(Pair(asker=three, asked=market.one.application, number=NOBODY), "linked")
    for taken in ("one", "two"):
        with pytest.raises(IntegrityError), transaction.atomic():
            PairMember.objects.create(pair=row, application=getattr(market, taken).application)
    with pytest.raises(IntegrityError), transaction.atomic():
        at_state(Pair(asker=three, asked=three, number=NOBODY), "proposed")
    with pytest.raises(IntegrityError), transaction.atomic():
        at_state(Pair(asker=three, number=NOBODY), "linked")


def test_nothing_moves_after_ranking_has_closed(market, cohort):
    proposed, linked = ask(market, "one", "two"), Pair(asker=market.three.application, number=NOBODY)
    linked.asked = applicants.application(
        people.account("four@example.com", "Four"), cohort, state="certified"
    )
    at_state(linked, "linked")
    make.close_ranking(cohort)
    for act, pair, who in (
        (confirm_link, proposed, market.user("two")),
        (decline_link, proposed, market.user("two")),
        (take_back_request, proposed, market.user("one")),
        (dissolve_link, linked, market.user("three")),
    ):
        with pytest.raises(Refused, match="Ranking closed"):
            act(pair, by=who)
    with pytest.raises(Refused, match="Ranking closed"):
        ask(market, "two", "one")
    assert [expire_pairs(timezone.now()), expire_pairs(timezone.now())] == [1, 0]
    assert sorted(Pair.objects.values_list("state", flat=True)) == ["expired", "linked"]
    assert told("pair_expired") == sorted([market.user("one").email, market.user("two").email])


def test_a_request_is_not_expired_before_its_minute(asked, cohort):
    assert expire_pairs(cohort.ranking_closes_at - timedelta(seconds=1)) == 0


def test_who_withdraws_leaves_the_other_alone(linked, market):
    waiting = ask(market, "three", "one")
    withdraw_application(market.one.application, by=market.user("one"))
    linked.refresh_from_db()
    waiting.refresh_from_db()
    assert (linked.state, waiting.state) == ("dissolved", "declined")
    assert not PairMember.objects.exists()


def test_a_number_that_fits_nobody_waits_like_any_other(market, software, cohort):
    """Whether it is nobody's or that of somebody who is not certified."""
    uncertified = applicants.application(
        people.account("early@example.com", "Early"), cohort, software, "qualified"
    )
    for number in (NOBODY, uncertified.receipt_number):
        made = ask(market, "one", number)
        assert (made.state, made.asked) == ("proposed", None)
        take_back_request(made, by=market.user("one"))
    assert not Notification.objects.exclude(recipient=market.user("one")).exists()
    with pytest.raises(Refused, match="your own"):
        ask(market, "one", market.one.application.receipt_number)


def test_five_requests_a_day(market):
    for _ in range(5):
        take_back_request(ask(market, "one", NOBODY), by=market.user("one"))
    with pytest.raises(Refused, match="5 times"):
        ask(market, "one", "two")


def plain(response, *numbers):
    """The page without what differs between any two requests."""
    text = response.content.decode()
    for number in numbers:
        text = text.replace(str(number), "")
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce|hx-headers)=?"?[^">]*', "", text)
    return re.sub(r"<time.*?</time>", "", text)


def test_the_page_answers_the_same_for_a_true_and_a_made_up_number(market, as_):
    client, pages = as_(market.user("one")), []
    for number in (NOBODY, market.two.application.receipt_number):
        answer = client.post(PAGE, {"number": number.lower()})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        pair = Pair.objects.get(state="proposed")
        pages.append(plain(client.get(PAGE), number, pair.pk))
        take_back_request(pair, by=market.user("one"))
    assert pages[0] == pages[1]


def test_the_page_keeps_what_was_typed_and_names_nobody_until_linked(asked, market, as_):
    wrong = as_(market.user("three")).post(PAGE, {"number": "TF-WRONG"})
    assert (wrong.status_code, "TF-WRONG" in wrong.content.decode()) == (422, True)
    busy = as_(market.user("one")).post(PAGE, {"number": NOBODY})
    assert busy.status_code == 409
    one, client = market.one.application, as_(market.user("two"))
    for url in (PAGE, reverse("applicants:status"), reverse("placements:ranking")):
        page = client.get(url).content.decode()
        assert one.candidate.full_name not in page
        assert one.code not in page
    assert one.receipt_number in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{asked.pk}/confirmation/").status_code == 302
    assert one.candidate.full_name in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{asked.pk}/confirmation/").status_code == 409
    assert client.post(f"{PAGE}{asked.pk}/dissolution/").status_code == 302
    assert client.post(f"{PAGE}{asked.pk}/dissolution/").status_code == 409


def test_a_stranger_finds_no_pair(asked, market, as_):
    for act in ("confirmation", "declination", "taking-back", "dissolution"):
        assert as_(market.user("three")).post(f"{PAGE}{asked.pk}/{act}/").status_code == 404
    assert as_(market.user("two")).post(f"{PAGE}{asked.pk}/taking-back/").status_code == 403
