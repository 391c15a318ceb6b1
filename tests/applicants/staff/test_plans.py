"""Each queue walks an index of its own and stops: it costs the same at a thousand rows and at a million."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applicants.actions.calendar import run_calendar
from applicants.actions.panel import take_next_review
from techforce.accounts.models import User
from techforce.programme.models import Track

As = Callable[[User], Client]


def plans(act: Callable[[], Any], *words: str, without: str = "") -> list[str]:
    """The plans of the statements that hold all these words. Empty tables would be read whole, so that is made dear.

    `without`: an index that is as good while the table is empty, and not once it is full.
    """
    with CaptureQueriesContext(connection) as queries:
        act()
    found = [
        row["sql"]
        for row in queries
        if all(word in row["sql"] for word in words) and row["sql"].startswith("SELECT")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off"
        )
        if without:
            cursor.execute(f"drop index {without}")  # until the test's transaction is rolled back
        texts = []
        for sql in found:
            cursor.execute(f"explain {sql}")
            texts.append("\n".join(row[0] for row in cursor.fetchall()))
    return texts


@pytest.mark.parametrize(
    ("page", "query", "index", "without"),
    [
        ("screening", {}, "applicants_to_screen", ""),
        ("ready", {}, "applicants_to_qualify", ""),
        ("staff_applications", {}, "applicants_newest", ""),
        ("staff_applications", {"state": "withdrawn"}, "applicants_newest_by_state", "applicants_newest"),
    ],
)
def test_lists_walk_their_index(
    holly: User, as_: As, page: str, query: dict[str, str], index: str, without: str
) -> None:
    client = as_(holly)
    address = reverse(f"applicants:{page}")
    [plan] = plans(
        lambda: client.get(address, query), 'FROM "applicants_application"', "LIMIT 51", without=without
    )
    assert f"using {index} " in plan
    assert "Sort" not in plan


def test_the_review_queue_walks_its_index(rosa: User, software: Track, readers: list[User]) -> None:
    found = plans(lambda: take_next_review(rosa), 'FROM "applicants_panel"', "LIMIT 1")
    assert found
    assert all("using applicants_review_queue " in plan and "Sort" not in plan for plan in found)


@pytest.mark.parametrize(
    ("table", "words", "index"),
    [
        ("applicants_application", 'action_due_at" <=', "applicants_answer_due"),
        ("applicants_review", 'due_at" <=', "applicants_review_due"),
        ("applicants_application", "'submitted'", "applicants_waiting"),
    ],
)
def test_the_clock_walks_its_indexes(software: Track, table: str, words: str, index: str) -> None:
    found = plans(lambda: run_calendar(timezone.now()), f'FROM "{table}"', words)
    assert len(found) == 1
    assert f"using {index} " in found[0]
    assert "Sort" not in found[0]
