"""The Redis server of one data folder: start, stop, kill."""

import signal
import subprocess
import time
from pathlib import Path

import redis

from techforce.embedded.book import Book
from techforce.embedded.orphans import stop_with_parent
from techforce.embedded.packages import redis_server

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
daemonize no
save ""
appendonly {durable}
appendfsync everysec
maxmemory-policy noeviction
"""


class Redis:
    """A Redis server in `data_dir`/redis that answers on the address book's port."""

    def __init__(self, data_dir: Path, book: Book, *, durable: bool = True) -> None:
        self.book = book
        self.durable = durable
        self.home = data_dir.resolve() / "redis"
        self.log = self.home / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it has read its file; raises `RuntimeError` with the log."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.stop_leftover()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(redis_server()), "-"],
                stdin=subprocess.PIPE, stdout=log, stderr=log, cwd="/", start_new_session=True,
                preexec_fn=stop_with_parent(signal.SIGTERM),
            )  # fmt: skip
        # By standard input, because other users of the machine can read a command line.
        with self.process.stdin as configuration:  # type: ignore[union-attr]
            configuration.write(self._configuration().encode())
        self._wait_until_ready()

    def alive(self) -> bool:
        """Say whether the server process we started is still there."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Shut down after writing what is pending."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill the server as a power cut would; for tests."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def client(self) -> redis.Redis:
        """Return a client that gives up after two seconds."""
        return redis.Redis.from_url(self.book.redis_url, socket_timeout=2, socket_connect_timeout=2)

    def stop_leftover(self) -> None:
        """Stop a server on our port that knows our password: its keeper was killed."""
        try:
            self.client().shutdown()
        except redis.RedisError:
            return

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            port=self.book.redis_port,
            password=self.book.password,
            folder=f'"{self.home}"',
            durable="yes" if self.durable else "no",
        )

    def _wait_until_ready(self) -> None:
        client = self.client()
        for _ in range(600):
            if not self.alive():
                raise RuntimeError(f"Redis ended at once:\n{self.log.read_text(errors='replace')[-2000:]}")
            try:
                client.ping()
            except redis.RedisError:  # not listening yet, or still loading its file
                time.sleep(0.05)
            else:
                client.close()
                return
        raise RuntimeError(f"Redis did not answer within half a minute; see {self.log}.")
