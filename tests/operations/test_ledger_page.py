"""The ledger page: filters, the last proof, and the number of questions it asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from techforce.accounts.models import User
from techforce.audit.actions import record
from tests.support.jobs import run_jobs

As = Callable[[User], Client]


def shown(answer: Any) -> list[str]:
    return [entry.act for entry in answer.context["page"]]


@pytest.fixture
def entries(ada: User, ben: User) -> None:
    record("first", ada, by=ada, role="candidate")
    record("second", ben, by=ada, role="candidate", reason="because <b>", number=7)
    record("third", ben, by=None, role="system")


def test_newest_first_with_reason_and_facts_escaped(entries: None, audrey: User, as_: As) -> None:
    answer = as_(audrey).get("/ledger/", {"subject_type": "accounts.user"})
    assert shown(answer) == ["third", "second", "first"]
    page = answer.content.decode()
    assert "because &lt;b&gt;" in page
    assert "number: 7" in page


def test_filters(entries: None, audrey: User, ada: User, ben: User, as_: As) -> None:
    client = as_(audrey)
    assert shown(client.get("/ledger/", {"act": "first"})) == ["first"]
    assert shown(client.get("/ledger/", {"actor": ada.pk})) == ["second", "first"]
    assert shown(client.get("/ledger/", {"subject_type": "accounts.user", "subject_id": ben.pk})) == [
        "third",
        "second",
    ]
    assert shown(client.get("/ledger/", {"act": "no such act"})) == []


@pytest.mark.parametrize("actor", ["x", "0", "-3", "9" * 40, "1e3"])
def test_filter_that_makes_no_sense_says_so(entries: None, audrey: User, as_: As, actor: str) -> None:
    answer = as_(audrey).get("/ledger/", {"actor": actor})
    assert (answer.status_code, shown(answer)) == (422, [])


def test_proof_runs_in_the_background_and_appears(entries: None, audrey: User, as_: As) -> None:
    client = as_(audrey)
    from django.db import connection

    from techforce.audit.sealing import seal_block

    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint + 1")
        seal_block(cursor, below=cursor.fetchone()[0])
    assert client.post("/ledger/verification/").status_code == 302
    run_jobs()
    proof = client.get("/ledger/").context["proof"]
    assert (proof.data["holds"], proof.actor) == (True, audrey)


@pytest.mark.parametrize("count", [1, 3])
def test_same_number_of_questions(
    audrey: User, ada: User, as_: As, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        record(f"act{number}", ada, by=ada, role="candidate")
    client = as_(audrey)
    client.get("/ledger/")
    with django_assert_num_queries(7):
        client.get("/ledger/", {"subject_type": "accounts.user"})


@pytest.mark.parametrize("count", [1, 3])
def test_jobs_page_asks_the_same_number_of_questions(
    otto: User, ada: User, as_: As, count: int, django_assert_num_queries: Any
) -> None:
    from techforce.jobs.actions import enqueue
    from tests.jobs import kinds  # noqa: F401

    for _ in range(count):
        enqueue("tests.note", user=ada.pk)
    client = as_(otto)
    client.get("/operations/jobs/")
    with django_assert_num_queries(7):
        client.get("/operations/jobs/")
