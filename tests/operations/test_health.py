"""Health checks say what is away, and nothing else."""

from typing import Any

from django.db import connection
from django.test import Client

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.models import Notification


def test_healthz_asks_nobody(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content, "Set-Cookie" in answer.headers) == (200, b"ok", False)


def test_readyz_tells_the_state_and_no_version(ada: User) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": True,
        "migrated": True,
        "redis": True,
        "oldest_notice_seconds": None,
        "failed_jobs": 0,
    }


def test_readyz_counts_how_long_a_notice_waits(ada: User) -> None:
    event = record("tell", ada, by=None, role="system")
    Notification.objects.create(
        kind="x",
        event=event,
        recipient=ada,
        channel="email",
        subject="x",
        body="x",
        due_at="2020-01-01T00:00Z",
    )
    assert Client().get("/readyz").json()["oldest_notice_seconds"] > 1_000_000


def test_unapplied_migration_is_not_ready(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'jobs'")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)
