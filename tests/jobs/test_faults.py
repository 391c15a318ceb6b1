"""A real worker killed with -9, and Redis away: nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from kombu import pools

from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.embedded.book import read_book
from techforce.embedded.redis import Redis
from techforce.jobs import actions, tasks
from techforce.jobs.actions import enqueue
from techforce.jobs.models import Job
from techforce.jobs.running import LOCK_CLASS
from techforce.notifications.actions import ring as ring_notices
from techforce.notifications.models import Notification
from tests.factories import people
from tests.jobs.kinds import HANG

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """A Redis of this test's own, which it may stop; jobs are rung on it."""
    server = Redis(tmp_path, read_book(tmp_path), durable=False)
    server.start()
    url = server.book.redis_url
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", url)
    before = current_app.conf.broker_url
    _use_broker(url)
    yield server
    _use_broker(before)
    server.stop()


def _use_broker(url: str) -> None:
    current_app.conf.broker_url = url
    pools.reset()  # closes all connections and forgets them
    current_app._pool = None
    current_app.amqp._producer_pool = None
    actions._quiet_until = 0.0


class Worker:
    """A Celery worker in its own process group, on the test's database."""

    def __init__(self, broker: Redis) -> None:
        database = connection.settings_dict
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
        told = {
            "DJANGO_SETTINGS_MODULE": "techforce.settings.test",
            "DATABASE_URL": url,
            "REDIS_URL": broker.book.redis_url,
        }
        words = [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "tests.jobs.app",
            "worker",
            "--queues",
            "default,long",
        ]
        words += ["--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        self.process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **told}, start_new_session=True)

    def kill(self) -> None:
        """As a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def worker(broker: Redis) -> Iterator[Callable[[], Worker]]:
    """`worker()` starts one; all are ended with the test."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(broker))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def effects() -> int:
    return LedgerEntry.objects.filter(act="effect").count()


def state(row: Job) -> str:
    return Job.objects.get(pk=row.pk).state


def free(row: Job) -> bool:
    """Whether no worker holds the job's liveness lock."""
    key = int.from_bytes(row.pk.bytes[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and classid = %s and objid = %s::bigint",
            [LOCK_CLASS, key % 2**32],
        )
        return bool(cursor.fetchone()[0] == 0)


def as_if_rung_long_ago(row: Job) -> None:
    Job.objects.filter(pk=row.pk).update(rung_at="2020-01-01T00:00Z")


def test_worker_killed_in_the_middle_runs_the_job_again_with_one_effect(
    worker: Callable[[], Worker], ada: User
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [HANG])
    first = worker()
    row = enqueue("tests.hang", user=ada.pk)
    until(lambda: state(row) == "running")
    tasks.sweep()  # a job whose worker lives is left alone, however long it takes
    assert Job.objects.get(pk=row.pk).attempts == 1
    first.kill()
    until(lambda: free(row))
    assert (state(row), effects()) == ("running", 0)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s)", [HANG])
    worker()
    as_if_rung_long_ago(row)
    tasks.sweep()
    until(lambda: state(row) == "succeeded")
    assert (effects(), Job.objects.get(pk=row.pk).attempts) == (1, 2)
    tasks.sweep()
    assert effects() == 1


def test_redis_away_loses_no_job_and_no_notice(
    broker: Redis, worker: Callable[[], Worker], ada: User, settings: Any
) -> None:
    broker.stop()
    began = time.monotonic()
    client = Client()
    client.force_login(ada)
    assert client.get(reverse("operations:account")).status_code == 200
    row = enqueue("tests.note", user=ada.pk)
    notice = letter(ada)
    ring_notices()
    assert time.monotonic() - began < 5
    assert (state(row), effects()) == ("queued", 0)

    broker.start()
    actions._quiet_until = 0.0
    worker()
    as_if_rung_long_ago(row)
    Job.objects.filter(pk=row.pk).update(due_at="2020-01-01T00:00Z")
    tasks.sweep()
    ring_notices()
    until(lambda: state(row) == "succeeded")
    until(lambda: Notification.objects.get(pk=notice.pk).state == "sent")
    assert effects() == 1


def test_bell_is_quiet_for_a_while_after_redis_was_away(broker: Redis, ada: User) -> None:
    broker.stop()
    enqueue("tests.note", user=ada.pk)
    began = time.monotonic()
    for _ in range(20):
        enqueue("tests.note", user=ada.pk)
    assert time.monotonic() - began < 1
    assert Job.objects.filter(state="queued").count() == 21
    broker.start()


def test_operators_see_that_redis_is_away(broker: Redis, otto: User) -> None:
    from tests.support.signing_in import signed_in

    client = signed_in(otto)
    assert "Waiting in “default”" in client.get(reverse("operations:jobs")).content.decode()
    broker.stop()
    page = client.get(reverse("operations:jobs")).content.decode()
    assert "Redis does not answer" in page
    ready = client.get(reverse("operations:readyz"))
    assert (ready.status_code, ready.json()["redis"]) == (200, False)
    broker.start()


def letter(user: User) -> Notification:
    from techforce.audit.actions import record

    event = record("tell", user, by=None, role="system")
    return Notification.objects.create(
        kind="test", event=event, recipient=user, channel="email", subject="Subject", body="Body"
    )


def test_job_is_not_lost_when_two_workers_are_killed_in_turn(worker: Callable[[], Worker], ada: User) -> None:
    rows = [enqueue("tests.note", user=people.account(f"p{n}@example.com", "P").pk) for n in range(6)]
    for _ in range(2):
        one = worker()
        until(lambda: effects() > 0)
        one.kill()
    worker()
    for row in rows:
        as_if_rung_long_ago(row)
    Job.objects.filter(state="queued").update(due_at="2020-01-01T00:00Z")
    tasks.sweep()
    until(lambda: {state(row) for row in rows} == {"succeeded"})
    assert effects() == 6
