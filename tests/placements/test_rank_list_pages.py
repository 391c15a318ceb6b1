"""The ranking pages of both sides: plain forms first, and what a refusal looks like."""

import re
import uuid

import pytest
from django.urls import reverse

from placements.models import RankList
from tests.factories import placements as make
from tests.factories import programme


def ids(*rows):
    return [row.pk for row in rows]


def post(client, name, *args, **data):
    return client.post(reverse(f"placements:{name}", args=args), data)


def order_on(response):
    return [
        uuid.UUID(found) for found in re.findall(r'name="order" value="([^"]+)"', response.content.decode())
    ]


def test_adding_moving_and_removing_by_plain_buttons(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    page = reverse("placements:ranking")
    post(client, "ranking_draft", lock_version=0, add=one.pk)
    post(client, "ranking_draft", lock_version=1, order=[one.pk], add=two.pk)
    assert order_on(client.get(page)) == ids(one, two)
    response = post(client, "ranking_draft", lock_version=2, order=ids(one, two), up=two.pk)
    assert (response.status_code, response["Location"]) == (302, f"{page}#r-{two.pk}")
    assert order_on(client.get(page)) == ids(two, one)
    post(client, "ranking_draft", lock_version=3, order=ids(two, one), down=two.pk)
    post(client, "ranking_draft", lock_version=4, order=ids(one, two), remove=one.pk)
    assert RankList.objects.get().draft == [two.pk]


def test_ranking_by_typed_numbers(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    post(client, "ranking_draft", lock_version=0, order=ids(one, two))
    numbers = {f"place-{one.pk}": "2", f"place-{two.pk}": "1"}
    post(client, "ranking_draft", lock_version=1, order=ids(one, two), numbers="on", **numbers)
    assert RankList.objects.get().draft == ids(two, one)


def test_a_number_that_is_none_keeps_the_list(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    response = post(
        client,
        "ranking_draft",
        lock_version=0,
        order=ids(one, two),
        numbers="on",
        **{f"place-{one.pk}": "first"},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="place-{one.pk}-error"' in page
    assert "“first” is not a whole number" in page
    assert not RankList.objects.exists()


def test_a_number_that_is_none_keeps_every_number_as_typed(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    typed = {f"place-{one.pk}": "first", f"place-{two.pk}": "7"}
    response = post(client, "ranking_draft", lock_version=0, order=ids(one, two), numbers="on", **typed)
    page = response.content.decode()
    assert order_on(response) == ids(one, two)
    assert 'value="first" aria-invalid="true"' in page
    assert 'value="7"' in page
    assert "Save in this order" in page


def test_a_stale_page_keeps_the_numbers_as_typed(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    post(client, "ranking_draft", lock_version=0, order=ids(one, two))
    typed = {f"place-{one.pk}": "2", f"place-{two.pk}": ""}
    response = post(client, "ranking_draft", lock_version=0, order=ids(one, two), numbers="on", **typed)
    assert (response.status_code, order_on(response)) == (409, ids(one, two))
    assert f'name="place-{two.pk}" value=""' in response.content.decode()


def test_certifying_what_stands_on_the_page(entry, work, ada, as_):
    client = as_(ada)
    response = post(client, "ranking_certification", lock_version=0, order=ids(*work))
    assert response.status_code == 302
    page = client.get(reverse("placements:ranking")).content.decode()
    assert "Same as on this page" in page
    assert RankList.objects.get().certified == ids(*work)


def test_a_stale_page_answers_409_and_keeps_the_order_that_was_posted(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    post(client, "ranking_draft", lock_version=0, order=ids(one, two))
    response = post(client, "ranking_draft", lock_version=0, order=ids(two, one))
    assert response.status_code == 409
    assert order_on(response) == ids(two, one)
    assert "another tab" in response.content.decode()
    assert RankList.objects.get().draft == ids(one, two)


def test_a_closed_window_answers_422_and_keeps_the_order_that_was_posted(entry, work, ada, as_, cohort):
    make.close_ranking(cohort)
    response = post(as_(ada), "ranking_certification", lock_version=0, order=ids(*work))
    assert (response.status_code, order_on(response)) == (422, ids(*work))
    assert not RankList.objects.exists()


@pytest.mark.parametrize("order", [["nonsense"], [str(uuid.uuid4())]])
def test_a_tampered_order_is_refused_with_words(entry, work, ada, as_, order):
    response = post(as_(ada), "ranking_draft", lock_version=0, order=order)
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()


def test_htmx_gets_only_the_state_and_the_new_version(entry, work, ada, as_):
    response = as_(ada).post(
        reverse("placements:ranking_draft"),
        {"lock_version": 0, "order": ids(*work)},
        headers={"HX-Request": "true"},
    )
    page = response.content.decode()
    assert page.startswith('<div id="rank-state"')
    assert 'name="lock_version" value="1"' in page


def test_facts_stand_before_the_ranking_and_deal_breakers_beside_it(entry, work, ada, as_):
    type(work[0]).objects.filter(pk=work[0].pk).update(clearance=3, duty_station=programme.station("denver"))
    page = as_(ada).get(reverse("placements:ranking")).content.decode()
    for words in (
        "Department of Veterans Affairs",
        "Denver, CO",
        "GS-13, pay not announced",
        "Top Secret",
        "Sol Vance",
        "Yes, 1 open seat",
    ):
        assert words in page
    assert page.count("Can’t lead to a match") == 1
    assert "It requires a higher clearance than you hold or are willing to get. Its place of work" in page


def test_somebody_without_an_available_entry_ranks_nothing(software, holly, ben, as_):
    make.certified(ben, make.certificate(software, holly), state="listed")
    page = as_(ben).get(reverse("placements:ranking")).content.decode()
    assert "Say that you are available for" in page
    assert post(as_(ben), "ranking_draft", lock_version=0).status_code == 302
    assert not RankList.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("theo", 403), ("hank", 403), ("tess", 404), ("holly", 403), ("pat", 403), ("ada", 403)],
)
def test_who_can_open_an_agency_list(entry, work, who, status, request, as_):
    client = as_(request.getfixturevalue(who))
    for name in ("agency_ranking", "agency_rank_file"):
        assert client.get(reverse(f"placements:{name}", args=[work[0].pk])).status_code == status
    for name in ("agency_ranking_draft", "agency_ranking_certification", "agency_rank_rejects"):
        assert post(client, name, work[0].pk, lock_version=0, order=[entry.pk]).status_code == status
    assert not RankList.objects.exists()


def test_the_agency_page_shows_codes_and_never_names(entry, work, cora, as_):
    page = as_(cora).get(reverse("placements:agency_ranking", args=[work[0].pk])).content.decode()
    assert entry.application.code in page
    for secret in ("Quill", "ada@example.com", "202-555-0142"):
        assert secret not in page
    assert "Do not ask anybody how they will rank you" in page
    assert "People whom you do not rank are not placed with you." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_candidate_page_takes_the_same_queries(
    entry, va, software, cora, ada, as_, count, django_assert_num_queries
):
    for _ in range(count):
        make.requisition(va, software, cora)
    client = as_(ada)
    client.get("/")
    with django_assert_num_queries(20):
        client.get(reverse("placements:ranking"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_agency_page_takes_the_same_queries(
    work, software, holly, cora, as_, count, django_assert_num_queries
):
    make.people_on(make.certificate(software, holly), count)
    client = as_(cora)
    client.get("/")
    with django_assert_num_queries(24):
        client.get(reverse("placements:agency_ranking", args=[work[0].pk]))
