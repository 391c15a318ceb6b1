"""One command, one run: every goal of the engine as a ratio. python -m bench.matching [--quick]"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator

import numpy as np

from .correctness import enumerated, golden
from .measure import Row
from .pipeline_goals import couples_goal, large_goals, memory_goals, small_goal
from .plain_goals import lecturer_goal, native_goals, peer_goals

SMALL = {"matching": (120, 0), "algmatch": (80, 0)}
MIDDLE = {"matching": (350, 8_000), "algmatch": (500, 0)}


def sections(quick: bool) -> Iterator[Callable[[], list[Row]]]:
    for fill in ("loose", "tight"):
        yield lambda fill=fill: peer_goals(1_000, fill, SMALL)  # type: ignore[misc]
        if not quick:
            yield lambda fill=fill: peer_goals(10_000, fill, MIDDLE)  # type: ignore[misc]
        yield lambda fill=fill: native_goals(100_000, fill)  # type: ignore[misc]
        if not quick:
            yield lambda fill=fill: native_goals(1_000_000, fill)  # type: ignore[misc]
    yield lecturer_goal
    yield small_goal
    yield couples_goal
    if not quick:
        yield large_goals
        yield memory_goals
        yield lambda: [enumerated()]
    yield lambda: [golden()]


def main() -> int:
    """Print the table as it is measured; status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}; CPU seconds, medians\n"
    )
    print("| goal | wanted | measured | |\n|---|---|---|---|")
    missed = 0
    for section in sections(options.quick):
        for row in section():
            missed += row.holds is False
            verdict = {True: "reached", False: "**missed**", None: ""}[row.holds]
            print(f"| {row.goal} | {row.wanted} | {row.measured} | {verdict} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
