"""The process that keeps the servers of one data folder: starts them, restarts what dies, stops with the last user.

Users hold a shared lock on `users.lock`. The system frees a lock when its holder dies, however it dies, so servers
never outlive their last user: when the keeper gets that lock for itself, nobody is left.
"""

import fcntl
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from techforce.embedded.book import read_book, replace_taken_ports
from techforce.embedded.postgres import Postgres
from techforce.embedded.redis import Redis

LOOK_EVERY = 0.3
MOST_RESTARTS = 20


class Keeper:
    """Keeps PostgreSQL and Redis of `data_dir` up while somebody uses them."""

    def __init__(self, data_dir: Path, *, durable: bool) -> None:
        book = read_book(data_dir)
        Postgres(data_dir, book, durable=durable).stop_leftover()
        Redis(data_dir, book, durable=durable).stop_leftover()
        book = replace_taken_ports(data_dir)
        self.data_dir = data_dir
        self.servers = (Postgres(data_dir, book, durable=durable), Redis(data_dir, book, durable=durable))
        self.told_to_stop = False
        self.restarts = 0

    def start(self) -> None:
        """Start both servers, or neither."""
        try:
            for server in self.servers:
                server.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both servers."""
        for server in self.servers:
            server.stop()

    def watch(self, users: int) -> None:
        """Return when the last user has gone or somebody told us to stop."""
        while not self.told_to_stop and not self._deserted(users):
            for server in self.servers:
                if not server.alive():
                    self._restart(server)
            time.sleep(LOOK_EVERY)

    def tell_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle SIGTERM."""
        self.told_to_stop = True

    def _deserted(self, users: int) -> bool:
        return not (self.data_dir / "pinned").exists() and _try_lock(users)

    def _restart(self, server: Postgres | Redis) -> None:
        self.restarts += 1
        if self.restarts > MOST_RESTARTS:
            raise RuntimeError(f"{type(server).__name__} died {MOST_RESTARTS} times; see {server.log}.")
        print(f"{type(server).__name__} died; starting it again.", file=sys.stderr, flush=True)
        with suppress(
            RuntimeError
        ):  # what is left of the dead server may still hold the port: the next round tries again
            server.start()


def keep(data_dir: Path, *, durable: bool) -> None:
    """Run until the last user has gone; prints "ready" once both servers answer."""
    # Plain descriptors, which the system closes (and unlocks) when this process has really ended, not before.
    alone = os.open(data_dir / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o644)
    users = os.open(data_dir / "users.lock", os.O_RDWR | os.O_CREAT, 0o644)
    if not _try_lock(alone, patience=5):  # somebody who only asks whether we run holds it for an instant
        raise RuntimeError(f"Another keeper looks after {data_dir}.")
    os.truncate(alone, 0)
    keeper = Keeper(data_dir, durable=durable)
    signal.signal(signal.SIGTERM, keeper.tell_to_stop)
    keeper.start()
    os.write(alone, str(os.getpid()).encode())
    print("ready", flush=True)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever started us stops listening now
    try:
        keeper.watch(users)
    finally:
        os.truncate(alone, 0)  # locked but without a number: closing down
        keeper.stop()


def _try_lock(descriptor: int, patience: float = 0) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        else:
            return True


if __name__ == "__main__":
    if os.fork() == 0:  # our parent need not wait for us to end
        keep(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
