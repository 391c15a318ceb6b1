"""Nobody sees the other side's lists."""

import re

import pytest
from django.urls import reverse

from placements.models import RankList
from tests.factories import people


def ids(*rows):
    return [row.pk for row in rows]


def test_no_page_of_another_role_tells_how_somebody_ranks(market, cohort, as_, request):
    """Two worlds that differ only in private lists look the same to everybody but the lists' owners."""
    cast = ["cora", "theo", "hank", "tess", "holly", "pat", "sam", "audrey", "ollie", "otto", "rosa", "ben"]
    users = {name: request.getfixturevalue(name) for name in cast}
    one = market.user("one")

    def look():
        seen = {}
        for name, user in {**users, "one": one}.items():
            for url in _pages(market):
                if name == "one" and url == reverse("placements:ranking"):
                    continue
                if name == "cora" and url.startswith(f"/requisitions/{market.va.pk}/ranking"):
                    continue
                response = as_(user).get(url)
                text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
                seen[name, url] = (response.status_code, text)
        return seen

    before = look()
    stamp = RankList.objects.get(application=market.one.application).certified_at
    for row, order in (
        (RankList.objects.filter(application=market.one.application), ids(market.treasury, market.va)),
        (RankList.objects.filter(requisition=market.va), ids(market.three, market.one, market.two)),
    ):
        row.update(draft=order, certified=order, certified_at=stamp, lock_version=7)
    assert look() == before


def _pages(market):
    req, code = market.va, market.one.application.code
    return [
        reverse("placements:ranking"),
        reverse("placements:own_result"),
        reverse("placements:certificates"),
        reverse("placements:certificate", args=[market.certificate.number]),
        reverse("placements:person", args=[market.certificate.number, code]),
        reverse("placements:agency_ranking", args=[req.pk]),
        reverse("placements:requisition_result", args=[req.pk]),
        reverse("placements:matches"),
        reverse("placements:certification"),
        reverse("agencies:requisition", args=[req.pk]),
        reverse("applicants:staff_application", args=[market.one.application.pk]),
        reverse("applicants:status"),
        reverse("notifications:inbox"),
        reverse("placements:board"),
    ]


@pytest.mark.parametrize("who", ["cora", "tess", "holly", "pat", "sam", "audrey", "otto", "ben"])
def test_rank_lists_are_visible_to_their_owners_alone(market, who, request):
    user = request.getfixturevalue(who)
    own = {"cora": {market.va.pk}, "tess": {market.treasury.pk}}.get(who, set())
    seen = RankList.objects.visible_to(user)
    assert {row.requisition_id for row in seen} == own


def test_a_candidate_sees_no_list_but_their_own(market):
    people.account("nobody@example.com", "No Body")
    assert RankList.objects.visible_to(market.user("one")).get().application == market.one.application
