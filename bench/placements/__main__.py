"""Press the button, wait for every explanation, publish. python -m bench.placements [--large] [--people N --requisitions M]"""

import argparse
import os
import sys
import time
from dataclasses import dataclass

from bench.system.processes import backends, load, peak, used, worker
from bench.system.throwaway import own_database

NORMAL, LARGE = (1_500, 190), (100_000, 5_000)
GOAL_SECONDS = {NORMAL: 5.0, LARGE: 60.0}
GOAL_MEMORY = 1536.0
GOAL_PUBLISHING = 10.0  # CPU seconds for a thousand people


@dataclass
class Measured:
    """One run: wall seconds, processor seconds of worker and database, the worker's peak memory in MiB."""

    seconds: float
    worker_cpu: float
    database_cpu: float
    memory: float
    steps: list[tuple[float, str]]


def main() -> int:
    """Print what was measured; status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.placements", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 100,000 people and 5,000 requisitions")
    parser.add_argument("--people", type=int)
    parser.add_argument("--requisitions", type=int)
    options = parser.parse_args()
    sizes = [(options.people, options.requisitions)] if options.people else [NORMAL]
    return sum(bench(*size) for size in [*sizes, *([LARGE] if options.large else [])]) and 1


def bench(people: int, requisitions: int) -> int:
    """One size in a database of its own; returns how many goals were missed."""
    print(f"\n{people:,} people, {requisitions:,} requisitions ({load()})", flush=True)
    with own_database("placements"):
        from .market import make_market

        began = time.process_time()
        market = make_market(people, requisitions)
        print(f"  rows made in {time.process_time() - began:.1f} s CPU", flush=True)
        run, measured = press_the_button(market)
        report(run, measured)
        missed = judge(people, requisitions, measured)
        from .afterwards import publish, read_pages

        if people <= NORMAL[0]:
            missed += publish(run, GOAL_PUBLISHING)
        read_pages(run)
        from django.db import connection

        connection.close()
    return missed


def press_the_button(market: object) -> tuple[object, Measured]:
    """Create the run as the page does; a worker that was ready takes it from the broker."""
    from placements.actions.match_run import create_match_run
    from placements.models import MatchRun

    world = market.world  # type: ignore[attr-defined]
    with worker() as child:
        time.sleep(3)  # the child has loaded, the consumer listens
        before, theirs = used(child), backends()
        began = time.perf_counter()
        run = create_match_run(world.cohort, by=world.cast["pat"])
        steps = watch(run, began)
        seconds = time.perf_counter() - began
        after = backends()
        database = sum(value - theirs.get(pid, 0.0) for pid, value in after.items())
        measured = Measured(seconds, used(child) - before, database, peak(child), steps)
    return MatchRun.objects.defer("snapshot", "result").get(pk=run.pk), measured


def watch(run: object, began: float) -> list[tuple[float, str]]:
    """When each step began, until the run has ended."""
    from placements.actions.match_run import ACTIVE
    from placements.models import MatchRun
    from techforce.jobs.models import Job

    seen: list[tuple[float, str]] = []
    rows = MatchRun.objects.filter(pk=run.pk)  # type: ignore[attr-defined]
    while rows.values_list("state", flat=True).get() in ACTIVE:
        message = Job.objects.values_list("message", flat=True).get(pk=run.job_id)  # type: ignore[attr-defined]
        if message and (not seen or seen[-1][1] != message):
            seen.append((time.perf_counter() - began, message))
        time.sleep(0.02)
    return seen


def report(run: object, measured: Measured) -> None:
    """What came out, in numbers; raises AssertionError when the run did not complete with all of its results."""
    from placements.models import MatchResult

    for at, message in measured.steps:
        print(f"    {at:7.2f} s  {message}", flush=True)
    assert run.state == "completed", run.cause  # type: ignore[attr-defined]
    found = run.certificate["report"]  # type: ignore[attr-defined]
    stored = MatchResult.objects.filter(run=run.pk).count()  # type: ignore[attr-defined]
    assert stored == found["people"], "somebody has no result"
    assert set(run.job.arguments) == {"run_id"}, "the broker carries ids and nothing else"  # type: ignore[attr-defined]
    print(
        f"  {found['people']:,} people, {found['ranked_pairs']:,} ranked pairs, {found['seats']:,} seats, "
        f"{found['placed']:,} placed, {stored:,} results stored"
    )


def judge(people: int, requisitions: int, measured: Measured) -> int:
    """Print the run against its goals."""
    goal = GOAL_SECONDS.get((people, requisitions), 0.0)
    cpu = measured.worker_cpu + measured.database_cpu
    print(
        f"  button to explanations: {measured.seconds:.2f} s, CPU {measured.worker_cpu:.2f} s worker + "
        f"{measured.database_cpu:.2f} s database, worker at most {measured.memory:.0f} MiB ({load()})"
    )
    if not goal:
        return 0
    slow, big = measured.seconds > goal, measured.memory > GOAL_MEMORY
    print(
        f"  goal {goal:.0f} s: {measured.seconds / goal:.2f} of it by the clock{' MISSED' if slow else ''}, "
        f"{cpu / goal:.2f} by CPU; memory {measured.memory / GOAL_MEMORY:.2f} of {GOAL_MEMORY:.0f} MiB"
        f"{' MISSED' if big else ''}"
    )
    return slow + big


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
