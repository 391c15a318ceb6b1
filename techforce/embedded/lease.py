"""Use the servers of a data folder together with whoever else uses them."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from techforce.embedded.book import addresses, locked

REPOSITORY = Path(__file__).resolve().parents[2]


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Have both servers of `data_dir` up for the length of the block; yields their addresses.

    Starts them if nobody has; the last user to leave waits until they have stopped. `durable=False` is for tests:
    nothing waits for the disk. Raises `RuntimeError` with the log's end if a server does not start.
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits here while a keeper is closing down
        with locked(data_dir / "start.lock"):
            if not keeper_pid(data_dir):
                _start_keeper(data_dir, durable=durable)
        try:
            yield addresses(data_dir)
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            wait_for_the_end(data_dir)


def keeper_pid(data_dir: Path) -> int | None:
    """Return the process id of the keeper of `data_dir`, `None` if there is none."""
    path = data_dir / "keeper.lock"
    if not path.exists() or _lockable(path, fcntl.LOCK_SH):
        return None
    return int(path.read_text(encoding="ascii") or 0) or None


def wait_for_the_end(data_dir: Path, patience: float = 30.0) -> bool:
    """Wait while the keeper closes down; returns whether it has gone. Somebody else's use ends the wait early."""
    began = time.monotonic()
    while keeper_pid(data_dir):
        if (data_dir / "pinned").exists() or time.monotonic() - began > patience:
            return False
        closing = not _lockable(data_dir / "users.lock", fcntl.LOCK_SH)
        if not closing and time.monotonic() - began > 2:  # it looks several times a second: others are still here
            return False
        time.sleep(0.1)
    return True


def _lockable(path: Path, kind: int) -> bool:
    handle: IO[str]
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _start_keeper(data_dir: Path, *, durable: bool) -> None:
    with (data_dir / "keeper.log").open("w", encoding="utf-8") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "techforce.embedded.keeper", str(data_dir), "durable" if durable else "forgetful"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            cwd=REPOSITORY, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )  # fmt: skip
    with keeper.stdout as answer:  # type: ignore[union-attr]
        if answer.readline().strip() == "ready":
            return
    keeper.wait()
    raise RuntimeError((data_dir / "keeper.log").read_text(errors="replace")[-3000:])
