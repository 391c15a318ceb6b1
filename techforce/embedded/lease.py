"""Use the servers of a data folder together with whoever else uses them."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
            while keeper_runs(data_dir) and not keeper_pid(data_dir):
                time.sleep(0.05)  # closing down
            if not keeper_runs(data_dir):
                _start_keeper(data_dir, durable=durable)
        try:
            yield addresses(data_dir)
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            wait_for_the_end(data_dir)


def keeper_runs(data_dir: Path) -> bool:
    """Say whether `data_dir` has a keeper: starting, at work, or closing down."""
    path = data_dir / "keeper.lock"
    return path.exists() and not _lockable(path)


def keeper_pid(data_dir: Path) -> int | None:
    """Return the process id of the keeper of `data_dir` if both servers answer, else `None`."""
    if not keeper_runs(data_dir):
        return None
    return int((data_dir / "keeper.lock").read_text(encoding="ascii") or 0) or None


def wait_for_the_end(data_dir: Path, patience: float = 30.0) -> bool:
    """Wait while the keeper closes down; returns whether it has gone. Somebody else's use ends the wait early."""
    began = time.monotonic()
    while keeper_runs(data_dir):
        if (data_dir / "pinned").exists() or time.monotonic() - began > patience:
            return False
        if (
            keeper_pid(data_dir) and time.monotonic() - began > 2
        ):  # it looks several times a second: others are here
            return False
        time.sleep(0.1)
    return True


def _lockable(path: Path) -> bool:
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
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
        ready = answer.readline().strip() == "ready"
    keeper.wait()  # it has gone to the background
    if ready:
        return
    raise RuntimeError((data_dir / "keeper.log").read_text(errors="replace")[-3000:])
