"""`make run`: prepare, then run web, worker and beat until Ctrl-C."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from techforce import embedded
from techforce.launch.crew import Crew, Recorder
from techforce.launch.port import complaint_about

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
BIN = Path(sys.executable).parent
BANNER = """
  ────────────────────────────────────────────────────────────────
   Tech Force is running           {site}
   Sign in as one of the cast      {site}/demo/
   E-mail that was sent            {site}/demo/mail/
   Stop                            Ctrl-C   (data stay in var/)
  ────────────────────────────────────────────────────────────────
"""


class Refused(Exception):
    """Why `make run` cannot go on, in words for the person at the keyboard."""


def main() -> int:
    """Run until stopped; returns the exit code."""
    try:
        port = wanted_port()
        with only_one(port), servers() as addresses:
            environment = {**os.environ, **addresses, "PYTHONPATH": str(ROOT), "PORT": str(port)}
            environment.setdefault("DJANGO_SETTINGS_MODULE", "techforce.settings.local")
            if os.geteuid() == 0:  # Celery warns root at each start; here root is somebody's container
                environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
            prepare(environment)
            return crew(port, environment).run()
    except Refused as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped before everything was up; the next `make run` goes on from here.", file=sys.stderr)
        return 130


def wanted_port() -> int:
    """Return the port to serve on; raises `Refused` if it cannot be had."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal():
        raise Refused(f"PORT={text} is not a number.")
    return int(text)


@contextmanager
def only_one(port: int) -> Iterator[None]:
    """Make sure that this folder runs once and that `port` is free; raises `Refused`."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a+", encoding="utf-8") as alone:
        try:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            alone.seek(0)
            raise Refused(f"Tech Force already runs from this folder: {alone.read().strip()}") from None
        complaint = complaint_about(port)
        if complaint:
            raise Refused(complaint)
        alone.truncate(0)
        alone.write(f"http://localhost:{port} (process {os.getpid()})\n")
        alone.flush()
        yield


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Yield the addresses of PostgreSQL and Redis: those in the environment, or embedded ones started for us."""
    if {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        yield {}
        return
    print("  PostgreSQL and Redis …", end=" ", flush=True)
    began = time.monotonic()
    with embedded.running(VAR) as found:
        print(f"{time.monotonic() - began:.1f} s", flush=True)
        yield {name: os.environ.get(name, address) for name, address in found.items()}


def prepare(environment: dict[str, str]) -> None:
    """Bring data and files up to date; raises `Refused` when that fails, the cause already shown."""
    child = subprocess.Popen([sys.executable, "-m", "techforce.launch.prepare"], env=environment, cwd=ROOT)
    try:
        code = child.wait()
    except BaseException:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
        raise
    if code:
        raise Refused(
            "The preparation failed; the cause is above. Correct it and run the same command again."
        )


def crew(port: int, environment: dict[str, str]) -> Crew:
    """Return web, worker and beat, ready to run."""
    site = f"http://localhost:{port}"
    together = Crew(Recorder(VAR / "log", BANNER.format(site=site)))
    celery = [str(BIN / "celery"), "--quiet", "--app", "techforce"]
    # Threads, because a browser opens connections ahead of need and each would hold a whole process.
    web = [str(BIN / "gunicorn"), "techforce.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += ["--threads", "4", "--no-control-socket"]
    # Reloading on changes and loading before the fork exclude each other.
    web.append("--reload" if os.environ.get("RELOAD") else "--preload")
    beat = ["beat", "--schedule", str(VAR / "beat"), "--pidfile", "", "--loglevel", "WARNING"]
    together.add("web", web, environment, ROOT)
    together.add("worker", [*celery, *worker_words()], environment, ROOT)
    together.add("beat", [*celery, *beat], environment, ROOT)
    return together


def worker_words() -> list[str]:
    """Return the arguments of the Celery worker that serves every queue."""
    return [
        "worker",
        "--queues",
        "default,long",
        "--concurrency",
        "2",
        "--loglevel",
        "INFO",
        "--without-mingle",
    ]


if __name__ == "__main__":
    sys.exit(main())
