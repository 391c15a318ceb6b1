"""Pages by key on the real database: nothing skipped, nothing twice, the index used."""

import datetime as dt
import random

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from techforce.accounts.models import User
from techforce.ui.pagination import capped_count, page_by_key

ORDER = ("-date_joined", "-id")
START = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def people(db: None) -> list[int]:
    """97 people, many of whom joined in the same second; their ids in list order."""
    chance = random.Random(3)
    made = [
        User(
            email=f"p{i}@example.com",
            name=f"P {i % 5}",
            date_joined=START + dt.timedelta(seconds=chance.randint(0, 12)),
        )
        for i in range(97)
    ]
    User.objects.bulk_create(made)
    return list(User.objects.order_by(*ORDER).values_list("id", flat=True))


def ids(page: object) -> list[int]:
    return [row.id for row in page]


def test_walking_forward_shows_each_row_once(people: list[int]) -> None:
    seen, token = [], None
    while True:
        page = page_by_key(User.objects.all(), ORDER, token, size=10)
        seen += ids(page)
        token = page.next_token
        if token is None:
            break

    assert seen == people


def test_walking_back_returns_the_same_pages(people: list[int]) -> None:
    pages, token = [], None
    for _ in range(4):
        page = page_by_key(User.objects.all(), ORDER, token, size=10)
        pages.append(page)
        token = page.next_token

    back = page_by_key(User.objects.all(), ORDER, pages[3].previous_token, size=10)

    assert ids(back) == ids(pages[2])
    assert back.next_token == pages[2].next_token
    first = page_by_key(
        User.objects.all(),
        ORDER,
        page_by_key(User.objects.all(), ORDER, back.previous_token, size=10).previous_token,
        size=10,
    )
    assert ids(first) == people[:10]
    assert first.previous_token is None


@pytest.mark.parametrize("order", [("name", "-id"), ("-name", "date_joined", "id"), ("id",), ("-id",)])
def test_mixed_directions(people: list[int], order: tuple[str, ...]) -> None:
    seen, token = [], None
    for _ in range(20):
        page = page_by_key(User.objects.all(), order, token, size=7)
        seen += ids(page)
        token = page.next_token
        if token is None:
            break

    assert seen == list(User.objects.order_by(*order).values_list("id", flat=True))


def test_rows_that_arrive_in_between_are_not_shown_twice(people: list[int]) -> None:
    first = page_by_key(User.objects.all(), ORDER, None, size=10)
    User.objects.create_user("new@example.com", date_joined=START + dt.timedelta(days=1))

    assert ids(page_by_key(User.objects.all(), ORDER, first.next_token, size=10)) == people[10:20]


def test_going_back_past_new_rows_arrives_at_a_full_first_page(people: list[int]) -> None:
    first = page_by_key(User.objects.all(), ORDER, None, size=10)
    second = page_by_key(User.objects.all(), ORDER, first.next_token, size=10)
    User.objects.filter(id__in=people[:4]).delete()

    assert ids(page_by_key(User.objects.all(), ORDER, second.previous_token, size=10)) == people[4:14]


def test_an_empty_page_still_leads_back(people: list[int]) -> None:
    first = page_by_key(User.objects.all(), ORDER, None, size=10)
    User.objects.filter(id__in=people[10:]).delete()

    page = page_by_key(User.objects.all(), ORDER, first.next_token, size=10)

    assert ids(page) == []
    assert ids(page_by_key(User.objects.all(), ORDER, page.previous_token, size=10)) == people[:10]


@pytest.mark.parametrize("token", ["", "rubbish", "a:b:c", "é", "x" * 5000])
def test_bad_tokens_give_the_first_page(people: list[int], token: str) -> None:
    assert ids(page_by_key(User.objects.all(), ORDER, token, size=10)) == people[:10]


def test_a_token_of_another_list_gives_the_first_page(people: list[int]) -> None:
    other = page_by_key(User.objects.all(), ("-id",), None, size=10).next_token

    assert ids(page_by_key(User.objects.all(), ORDER, other, size=10)) == people[:10]


def test_one_query_a_page_and_none_of_them_counts(
    people: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1) as first:
        page = page_by_key(User.objects.all(), ORDER, None, size=10)
    with django_assert_num_queries(1):
        page = page_by_key(User.objects.all(), ORDER, page.next_token, size=10)
    third = page_by_key(User.objects.all(), ORDER, page.next_token, size=10)
    with django_assert_num_queries(1):
        page_by_key(User.objects.all(), ORDER, third.previous_token, size=10)

    assert "COUNT(" not in first.captured_queries[0]["sql"]


def test_the_index_finds_the_middle_of_a_long_list(people: list[int]) -> None:
    extra = [
        User(email=f"x{i}@example.com", date_joined=START + dt.timedelta(minutes=i)) for i in range(4000)
    ]
    User.objects.bulk_create(extra)
    token = page_by_key(
        User.objects.filter(date_joined__lt=START + dt.timedelta(minutes=2000)), ORDER, None, 10
    ).next_token
    captured = page_by_key(User.objects.only("id", "date_joined"), ORDER, token, size=10)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX people_by_key ON accounts_user (date_joined DESC, id DESC)")
        cursor.execute("ANALYZE accounts_user")
    queryset = User.objects.only("id", "date_joined")

    from techforce.ui.pagination import _behind, _read, _salt

    _, key = _read(token, _salt(queryset, ORDER), 2)
    plan = _behind(queryset, ORDER, key)[:11].explain()

    assert "Index Cond: (date_joined <=" in plan
    assert "Sort" not in plan
    assert len(captured) == 10


def test_counting_stops_at_the_cap(
    people: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        capped = capped_count(User.objects.all(), cap=50)

    assert (capped, capped.value, capped.capped) == ("50+", 50, True)
    assert capped_count(User.objects.all()) == "97"
    assert f"{capped_count(User.objects.all(), cap=97)}" == "97"


def test_a_row_without_its_key_is_an_error_not_a_gap(people: list[int]) -> None:
    with pytest.raises(ValueError, match="can't be ordered by last_login"):
        page_by_key(User.objects.all(), ("-last_login", "-id"), None, size=10)
