"""A migrated database and a broker queue of one's own, gone afterwards."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from techforce.embedded.book import addresses

ROOT = Path(__file__).parents[2]
# Queues of `make run` are in 0; two benches at once would take each other's work, so each has a number.
BROKER_NUMBERS = {"placements": 14, "pages": 13}


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Make a database, point Django at it, set Django up, and drop the database in the end."""
    given = addresses(ROOT / "var")
    url = os.environ.get("DATABASE_URL", given["DATABASE_URL"])
    server, database = url.rsplit("/", 1)[0], f"bench_{name}_{os.getpid()}"
    redis = os.environ.get("REDIS_URL", given["REDIS_URL"]).rsplit("/", 1)[0]
    with tempfile.TemporaryDirectory() as media:
        os.environ.update(
            DATABASE_URL=f"{server}/{database}",
            REDIS_URL=f"{redis}/{BROKER_NUMBERS[name]}",
            DJANGO_SETTINGS_MODULE="techforce.settings.local",
            MEDIA_ROOT=media,
        )
        administer(server, f"create database {database}")
        try:
            words = [sys.executable, "manage.py", "migrate", "-v0"]
            subprocess.run(words, cwd=ROOT, check=True)
            set_up()
            yield
        finally:
            administer(server, f"drop database if exists {database} with (force)")


def set_up() -> None:
    """Load the product, its broker empty."""
    import django

    django.setup()
    import redis
    from django.conf import settings

    # Pages name their style sheets as they are written; nothing is collected for a bench.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()


def administer(server: str, statement: str) -> None:
    """One statement outside of the bench's own database."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
