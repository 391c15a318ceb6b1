"""Embedded PostgreSQL and Redis for the length of a test session, shared with whoever else runs tests here."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from techforce.embedded import running

TEST_DATA = Path(__file__).resolve().parents[2] / "var" / "test"


def hold_servers(config: pytest.Config) -> None:
    """Have the servers up until the session ends; call from `pytest_configure`.

    Does nothing where `DATABASE_URL` and `REDIS_URL` name servers, and in the children of pytest-xdist, whose parent
    holds the servers for them.
    """
    if {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys() or "PYTEST_XDIST_WORKER" in os.environ:
        return
    from django.conf import settings  # not before the settings module is known

    stack = ExitStack()
    found = stack.enter_context(running(TEST_DATA, durable=False))
    config.add_cleanup(stack.close)
    if (
        found["REDIS_URL"] != settings.REDIS_URL
        or str(settings.DATABASES["default"]["PORT"]) not in found["DATABASE_URL"]
    ):
        raise pytest.UsageError(
            "A remembered port was taken, so the servers moved. Run the same command again."
        )


def server_url() -> str:
    """The PostgreSQL server that the tests use."""
    from django.conf import settings  # not before the settings module is known

    told = settings.DATABASES["default"]
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/postgres"
