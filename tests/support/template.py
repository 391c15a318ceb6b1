"""One migrated database that every database of the suite is copied from: migrating takes many times as long as copying.

It is kept from run to run under a name that says which migrations and which libraries made it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
LOCK = 7_420_113


@contextmanager
def server(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection in which databases are made and taken away. `url`: any database of the server."""
    with psycopg.connect(other_database(url, "postgres"), autocommit=True) as connection:
        yield connection


def other_database(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def migrated_template(url: str) -> str:
    """The name of the template on that server: whoever asks first makes it, the others wait. Older ones are taken away."""
    family = f"template_{os.environ.get('TEST_NAME', 'suite')}"
    name = f"{family}_{_made_of()}"
    with server(url) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        rows = connection.execute(
            "select datname from pg_database where starts_with(datname, %s)", [f"{family}_"]
        )
        found = [row[0] for row in rows]
        if name not in found:
            for old in found:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
            _migrate(connection, url, f"{family}_unfinished", name)
    return name


def _migrate(connection: psycopg.Connection[Any], url: str, unfinished: str, name: str) -> None:
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    told = {
        **os.environ,
        "DATABASE_URL": other_database(url, unfinished),
        "DJANGO_SETTINGS_MODULE": "techforce.settings.test",
    }
    words = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(words, cwd=ROOT, env=told, check=True)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))


def _made_of() -> str:
    files = [
        *ROOT.glob("requirements/*.txt"),
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("techforce/*/migrations/*.py"),
    ]
    digest = sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
