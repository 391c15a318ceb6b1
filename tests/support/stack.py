"""A whole running system: web, worker and beat as processes, on a database and a Redis of their own."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from techforce.embedded.book import Book, read_book
from techforce.embedded.redis import Redis
from techforce.launch.__main__ import worker_words
from tests.support.template import migrated_template, other_database, server

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 90.0


class Stack:
    """Starts with `start`; every process can be stopped, killed and started again by its name."""

    def __init__(self, folder: Path, server_url: str) -> None:
        self.folder = folder
        self.book: Book = read_book(folder)
        self.redis = Redis(folder, self.book)
        self.server_url = server_url
        self.database = f"stack_{secrets.token_hex(6)}"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def database_url(self) -> str:
        """Where this system's own database is."""
        return other_database(self.server_url, self.database)

    @property
    def environment(self) -> dict[str, str]:
        """What each process is told."""
        told = {
            "DJANGO_SETTINGS_MODULE": "tests.support.stack_settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.book.redis_url,
            "SITE_URL": self.url,
            "STACK_FOLDER": str(self.folder),
            "DEMO_SIGN_IN": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }
        return {**os.environ, **told}

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a Python program in this system's environment to its end; its words are in the failure."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, (
            f"{words} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
        return done

    def start(self, *prepare: str) -> None:
        """Make the database, run the program `prepare` once on the migrated system, start everything, wait for it."""
        self.redis.start()
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        names = sql.Identifier(self.database), sql.Identifier(migrated_template(self.server_url))
        with server(self.server_url) as connection:
            connection.execute(copied.format(*names))
        self.command(*prepare)
        for name in ("web", "worker", "beat"):
            self.launch(name)
        self.wait_until_ready()

    def launch(self, name: str) -> None:
        """Start one of web, worker and beat."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self._words(name),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End one process and its children as a power cut would."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one process and its children."""
        os.killpg(self.processes[name].pid, number)

    def stop(self) -> None:
        """End everything and take the database away."""
        for name in list(self.processes):
            self.kill(name)  # nobody needs what they would still write
        self.redis.stop()
        with server(self.server_url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.database)))

    def wait_until_ready(self) -> None:
        """Return when the web server says that it is ready."""

        def answers() -> bool:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=4) as response:
                return bool(response.status == 200)
            return False

        until(answers, f"{self.url} to be ready; see {self.folder}/web.log")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives, for what no page shows."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def log(self, name: str) -> str:
        """What a process has written."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _words(self, name: str) -> list[str]:
        celery = [str(BIN / "celery"), "--quiet", "--app", "techforce"]
        beat = ["--schedule", str(self.folder / "beat"), "--pidfile", "", "--loglevel", "WARNING"]
        web = [str(BIN / "gunicorn"), "techforce.wsgi", "--bind", f"127.0.0.1:{self.port}", "--preload"]
        return {
            "web": [
                *web,
                "--workers",
                "2",
                "--threads",
                "4",
                "--no-control-socket",
                "--graceful-timeout",
                "2",
            ],
            "worker": [*celery, *worker_words()],
            "beat": [*celery, "beat", *beat],
        }[name]


def until(holds: Any, what: str, patience: float = PATIENCE) -> Any:
    """Ask twice a second until `holds()` gives something true, and return that; fails naming what was waited for."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.5)
    raise AssertionError(f"Waited {patience:.0f} s in vain for {what}.")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
