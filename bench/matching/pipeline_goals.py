"""Goals on whole fellowships: replay, the pipeline beside a flow and beside matching, certificate, memory, couples."""

from __future__ import annotations

from typing import Any

import numpy as np

from placements.matching import Market, assemble, digest, explain_all, solve, verify
from placements.matching.columns import Columns
from placements.matching.engine.board import make_board
from placements.matching.whatif import assignment

from .fellowship import fellowship
from .instances import plain, plain_columns
from .measure import Row, added_memory, cpu, cpu_within
from .plain_goals import engine_run, market_of

LARGE = (100_000, 5_000)
SMALL = (2_000, 300)
# HiGHS does not finish the plain assignment of this size in minutes; what it used until then bounds the ratio.
FLOW_SECONDS = 100
COUPLES = "9  900 people and 50 couples"


def pipeline(columns: Columns, engine: str) -> Any:
    """Everything from arrays to certificate and explanations."""
    market = assemble(columns)
    result = solve(market, engine=engine)
    certificate = verify(market, result)
    assert certificate.stable
    explain_all(market, result)
    return market, result


def numba_pipeline(columns: Columns) -> None:
    pipeline(columns, "numba")


def heap_pipeline(columns: Columns) -> None:
    pipeline(columns, "heap")


def stages(market: Market, size: str) -> list[Row]:
    """Certificate and explanations against one run with caps and roles."""
    result = solve(market, engine="numba")
    board, _ = make_board(market)
    one, _ = cpu(lambda: engine_run(board, "numba"))
    proof, _ = cpu(lambda: verify(market, result))
    reasons, _ = cpu(lambda: explain_all(market, result))
    return [
        Row(
            f"10  certificate against one numba run, {size}",
            "at most 4x",
            f"{proof / one:.2f}x ({proof * 1e3:.0f} ms)",
            proof <= 4 * one,
        ),
        Row(
            f"10  explanations against one numba run, {size}",
            "at most 5x",
            f"{reasons / one:.2f}x ({reasons * 1e3:.0f} ms)",
            reasons <= 5 * one,
        ),
    ]


def replay_goal(market: Market) -> list[Row]:
    quick, one = cpu(lambda: solve(market, engine="numba"), most=3)
    slow, two = cpu(lambda: solve(market, engine="numba", replay=False), most=1)
    same = digest(one.to_json(market)) == digest(two.to_json(market))
    text = f"{quick / slow:.2f}x ({quick:.2f} s, {slow:.2f} s, {one.stats['runs']} runs)"
    return [
        Row(
            "6  replay against rerunning, 100,000 x 5,000",
            "at most 0.25x, identical",
            text,
            same and quick <= slow / 4,
        )
    ]


def large_goals() -> list[Row]:
    columns = fellowship(*LARGE)
    numba, (market, result) = cpu(lambda: pipeline(columns, "numba"), most=3)
    heap, (_, again) = cpu(lambda: pipeline(columns, "heap"), most=1)
    assert digest(result.to_json(market)) == digest(again.to_json(market))
    flow_market = assemble(plain_columns(plain(100_000, 0.9, seed=20250707, shortest=3, longest=10)))
    flow, finished = cpu_within(lambda: assignment(flow_market), FLOW_SECONDS)
    bound, stopped = ("", "") if finished else ("below ", ", stopped unfinished")
    rows = [
        Row(
            "7  pipeline 100,000 x 5,000 numba against HiGHS",
            "at most 0.5x",
            f"{bound}{numba / flow:.2f}x ({numba:.2f} s, {flow:.1f} s{stopped})",
            numba <= flow / 2,
        ),
        Row(
            "7  pipeline 100,000 x 5,000 heap against HiGHS",
            "at most 4x",
            f"{bound}{heap / flow:.2f}x ({heap:.2f} s)",
            heap <= 4 * flow,
        ),
    ]
    return rows + replay_goal(market) + stages(market, "100,000 x 5,000")


def small_goal() -> list[Row]:
    from tests.placements.matching import peers

    columns = fellowship(*SMALL)
    heap, _ = cpu(lambda: pipeline(columns, "heap"))
    seconds, _ = peers.matching_times(market_of(1_000, 0.95))
    text = f"{heap / seconds:.2f}x ({heap * 1e3:.0f} ms, {seconds * 1e3:.0f} ms)"
    return [
        Row(
            "8  pipeline 2,000 x 300 heap against matching at 1,000",
            "at most 0.3x",
            text,
            heap <= 0.3 * seconds,
        )
    ]


def couples_goal() -> list[Row]:
    market = assemble(fellowship(1_000, 60, couples=0.1, teams=False))
    seconds, result = cpu(lambda: solve(market, engine="heap"))
    blocking = verify(market, result).counts["couple"]
    ours = f"{seconds * 1e3:.1f} ms, {blocking} couples block"
    theirs = scarf_seconds()
    if theirs is None:
        return [Row(COUPLES, "100x less than scarfmatch", f"{ours} (scarfmatch is not installed)", None)]
    text = f"{theirs / seconds:.0f}x ({ours}; scarfmatch {theirs:.1f} s)"
    return [Row(COUPLES, "100x less than scarfmatch", text, theirs >= 100 * seconds)]


def scarf_seconds() -> float | None:
    """CPU seconds of scarfmatch on a random market of the same size: its own generator, lists as long as ours.

    None where it is not installed; it is no dependency of ours: `pip install scarfmatch` into a venv for the bench.
    """
    try:
        import scarf
    except ImportError:
        return None
    np.random.seed(7)
    scarf.solve(scarf.gen_random_instance(20, 2, 5, single_pref_len=3, couple_pref_len=3))  # compiles
    instance = scarf.gen_random_instance(900, 50, 60, single_pref_len=10, couple_pref_len=20)
    seconds, _ = cpu(lambda: scarf.round(scarf.solve(instance), instance))
    return seconds


def memory_goals() -> list[Row]:
    rows = []
    for name, run in (("numba", numba_pipeline), ("heap", heap_pipeline)):
        added = added_memory(fellowship, run, *LARGE)
        rows.append(
            Row(
                f"11  memory added by the pipeline, {name}",
                "at most 300 MiB",
                f"{added:.0f} MiB",
                added <= 300,
            )
        )
    return rows
