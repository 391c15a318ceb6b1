"""Where the embedded servers of one data folder answer: ports and password, chosen once and remembered."""

import fcntl
import json
import os
import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

DATABASE = "techforce"
ROLE = "techforce"
# Below the range from which systems hand out outgoing ports, so that a remembered port stays free.
PORTS = range(20_000, 30_000)


@dataclass(frozen=True)
class Book:
    """The address book of one data folder."""

    postgres_port: int
    redis_port: int
    password: str

    @property
    def database_url(self) -> str:
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.postgres_port}/{DATABASE}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.redis_port}/0"


def addresses(data_dir: Path) -> dict[str, str]:
    """Return `DATABASE_URL` and `REDIS_URL` of the servers of `data_dir`, whether they run or not.

    Settings call this, so it starts nothing; the first call chooses ports and a password and writes them down.
    """
    book = read_book(data_dir)
    return {"DATABASE_URL": book.database_url, "REDIS_URL": book.redis_url}


def read_book(data_dir: Path) -> Book:
    """Return the address book of `data_dir`, written on first use."""
    path = data_dir / "embedded.json"
    if not path.exists():
        with locked(data_dir / "embedded.lock"):
            if not path.exists():
                _write(path, Book(_free_port(), _free_port(), secrets.token_hex(16)))
    return Book(**json.loads(path.read_text(encoding="utf-8")))


def replace_taken_ports(data_dir: Path) -> Book:
    """Choose new ports where a stranger listens on ours; call only while our own servers are down."""
    book = read_book(data_dir)
    with locked(data_dir / "embedded.lock"):
        fresh = Book(
            book.postgres_port if port_is_free(book.postgres_port) else _free_port(),
            book.redis_port if port_is_free(book.redis_port) else _free_port(),
            book.password,
        )
        if fresh != book:
            _write(data_dir / "embedded.json", fresh)
    return fresh


def port_is_free(port: int) -> bool:
    """Say whether this process could listen on `port` of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block; the system frees it when a process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    for port in random.sample(PORTS, 200):
        if port_is_free(port):
            return port
    raise RuntimeError("No free port between 20000 and 30000 on 127.0.0.1.")


def _write(path: Path, book: Book) -> None:
    # Written beside and moved into place: a reader sees the old file or the new one, never half of it.
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(book)), encoding="utf-8")
    draft.replace(path)
