"""CPU seconds of single-threaded work, and memory a run adds in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One goal with what was measured: `holds` is None where a part is missing on this machine."""

    goal: str
    wanted: str
    measured: str
    holds: bool | None


def cpu(run: Callable[[], Any], most: int = 7, budget: float = 20.0) -> tuple[float, Any]:
    """Median CPU seconds over several runs (fewer when they are long) and the last answer."""
    times: list[float] = []
    answer = None
    while len(times) < most and (sum(times) < budget or not times):
        began = time.process_time()
        answer = run()
        times.append(time.process_time() - began)
    return statistics.median(times), answer


def cpu_within(run: Callable[[], Any], limit: int) -> tuple[float, bool]:
    """CPU seconds that `run` used in a forked process, and whether it finished within `limit` of them."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        run()
        os._exit(0)
    _, ended, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, ended == 0


def status(name: str) -> float:
    """A line of /proc/self/status in MiB: VmRSS what is held now, VmHWM the most since the last reset."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def _child(
    prepare: Callable[..., Any], run: Callable[[Any], Any], arguments: tuple[Any, ...], pipe: Any
) -> None:
    subject = prepare(*arguments)
    gc.collect()
    # Loading the input may have needed more than the run will: start the peak again from what is held now.
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    run(subject)
    pipe.send(status("VmHWM") - before)


def added_memory(prepare: Callable[..., Any], run: Callable[[Any], Any], *arguments: Any) -> float:
    """MiB that `run` adds to the peak of a fresh process in which `prepare` loaded the input."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(prepare, run, arguments, there))
    child.start()
    found = here.recv()
    child.join()
    return float(found)
