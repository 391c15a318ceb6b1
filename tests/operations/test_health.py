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
        "notices_on_time": True,
    }


def test_readyz_says_when_messages_are_late_and_never_that_one_waits(ada: User) -> None:
    event = record("tell", ada, by=None, role="system")
    waiting = Notification.objects.create(
        kind="x",
        event=event,
        recipient=ada,
        channel="email",
        subject="x",
        body="x",
    )
    assert Client().get("/readyz").json()["notices_on_time"] is True
    Notification.objects.filter(pk=waiting.pk).update(due_at="2020-01-01T00:00Z")
    assert Client().get("/readyz").json()["notices_on_time"] is False


def test_unapplied_migration_is_not_ready(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'jobs'")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)
