"""Command line: `python -m techforce.embedded [--test] start|stop|status|env|exec -- command …`."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from techforce.embedded.book import addresses
from techforce.embedded.lease import REPOSITORY, keeper_pid, running, wait_for_the_end


def main(argv: list[str]) -> int:
    """Do one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m techforce.embedded", description=__doc__)
    parser.add_argument("--test", action="store_true", help="the servers of the test suite, in var/test")
    parser.add_argument("--data-dir", type=Path, help="another data folder than var/")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start", help="start PostgreSQL and Redis and leave them running")
    stop = commands.add_parser("stop", help="stop them, unless somebody still uses them")
    stop.add_argument("--force", action="store_true", help="stop them whoever uses them")
    commands.add_parser("status", help="say whether they run")
    commands.add_parser("env", help="print their addresses as shell exports")
    execute = commands.add_parser("exec", help="run a command while they are up")
    execute.add_argument("words", nargs=argparse.REMAINDER, metavar="command")
    chosen = parser.parse_args(argv)
    data_dir = (chosen.data_dir or REPOSITORY / "var" / ("test" if chosen.test else "")).absolute()
    match chosen.command:
        case "start":
            return _start(data_dir, durable=not chosen.test)
        case "stop":
            return _stop(data_dir, force=chosen.force)
        case "status":
            return _status(data_dir)
        case "exec":
            return _execute(
                data_dir, [word for word in chosen.words if word != "--"], durable=not chosen.test
            )
    for name, value in addresses(data_dir).items():
        print(f"export {name}={value}")
    return 0


def _start(data_dir: Path, *, durable: bool) -> int:
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "pinned").touch()
    try:
        with running(data_dir, durable=durable):
            return _status(data_dir)
    except RuntimeError:
        (data_dir / "pinned").unlink(missing_ok=True)
        raise


def _stop(data_dir: Path, *, force: bool) -> int:
    (data_dir / "pinned").unlink(missing_ok=True)
    keeper = keeper_pid(data_dir)
    if keeper and force:
        os.kill(keeper, signal.SIGTERM)
    if wait_for_the_end(data_dir):
        print("PostgreSQL and Redis are stopped.")
        return 0
    print("Somebody still uses PostgreSQL and Redis; they stop with the last user, or now with: stop --force")
    return 1


def _status(data_dir: Path) -> int:
    keeper = keeper_pid(data_dir)
    print(
        f"PostgreSQL and Redis run (keeper: process {keeper})."
        if keeper
        else "PostgreSQL and Redis are stopped."
    )
    return 0 if keeper else 3


def _execute(data_dir: Path, words: list[str], *, durable: bool) -> int:
    if not words:
        print("exec needs a command.", file=sys.stderr)
        return 2
    with running(data_dir, durable=durable) as found:
        child = subprocess.Popen(words, env={**found, **os.environ})
        # Ctrl-C reaches the child too (same terminal): it decides how to end, and we end the servers after it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        code = child.wait()
        return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
