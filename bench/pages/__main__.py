"""CPU and statements of the main pages, as ratios to a floor of the same run. python -m bench.pages [--people 1000 10000]"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.system.processes import load
from bench.system.throwaway import own_database

REQUESTS = 2000


def main() -> int:
    """Print the tables; status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 10_000])
    missed = 0
    for people in parser.parse_args().people:
        print(f"\n{people:,} submitted applications ({load()})", flush=True)
        with own_database("pages"):
            missed += bench(people)
    return 1 if missed else 0


def bench(people: int) -> int:
    """One table; returns how many goals were missed."""
    from django.db import connection

    from .pages import make_programme, measured

    began = time.process_time()
    programme = make_programme(people)
    print(f"rows made in {time.process_time() - began:.0f} s CPU\n", flush=True)
    print("| page | answer | CPU ms | times the floor | statements | goal | |\n|---|---|---|---|---|---|---|")
    missed = 0
    for row in measured(programme):
        missed += not row.holds
        verdict = "" if not row.goal else "reached" if row.holds else "**missed**"
        print(
            f"| {row.name} | {row.status} | {row.milliseconds:.1f} | {row.ratio:.1f} | {row.statements} "
            f"| {row.goal} | {verdict} |",
            flush=True,
        )
    before, after = memory(lambda: programme.staff.get("/applications/"))
    print(f"\nmemory after {REQUESTS:,} requests of the list: {before:.0f} → {after:.0f} MiB ({load()})")
    connection.close()
    return missed


def memory(ask: Callable[[], Any]) -> tuple[float, float]:
    """What this process holds before and after many requests, in MiB."""
    before = resident()
    for _ in range(REQUESTS):
        ask()
    return before, resident()


def resident() -> float:
    """MiB that this process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main())
