"""Jobs that exist in tests only; each leaves its effect on the ledger, where it can be counted."""

import time
from typing import Any

from django.db import connection

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.jobs.registry import job

# Held by a test for as long as a job shall hang in the middle of its work.
HANG = 770_001


def effect(user: str) -> None:
    person = User.objects.get(pk=user)
    record("effect", person, by=None, role="system")


@job("tests.note", label="Leave a note")
def note(user: str) -> None:
    """The effect and the mark that it is done commit together."""
    effect(user)


@job("tests.broken", label="Never works")
def broken(user: str) -> None:
    effect(user)
    raise ValueError("the reason that a person must see")


@job("tests.hang", label="Hang in the middle")
def hang(user: str) -> None:
    """Leaves its effect, then waits until nobody holds HANG before it may commit."""
    effect(user)
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [HANG])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)


@job("tests.long", label="Count to three", atomic=False, long=True)
def long(progress: Any, user: str) -> None:
    for number in range(3):
        progress.report(number + 1, 3, f"step {number + 1}")
    effect(user)
