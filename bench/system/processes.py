"""Processor seconds and peak memory of other processes, from /proc."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .throwaway import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


def used(pid: int) -> float:
    """Processor seconds that a process has used up to now; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak(pid: int) -> float:
    """The most memory that a process has held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def children(pid: int) -> list[int]:
    """Ids of a process's children."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def backends() -> dict[int, float]:
    """Processor seconds of each database process that serves our database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where datname = current_database()")
        return {pid: used(pid) for (pid,) in cursor.fetchall()}


@contextmanager
def worker() -> Iterator[int]:
    """A real Celery worker with one child on both queues; yields the id of that child."""
    words = ["--queues", "default,long", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "celery",
        "--quiet",
        "--app",
        "techforce",
        "worker",
        *words,
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while not children(process.pid):
            if process.poll() is not None:
                raise RuntimeError("the worker ended before it began")
            time.sleep(0.1)
        yield children(process.pid)[0]
    finally:
        process.terminate()
        process.wait(60)


def load() -> str:
    """The machine's load now: every number is worth what this says."""
    return "load " + ", ".join(f"{value:.1f}" for value in os.getloadavg())
