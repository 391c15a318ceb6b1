"""Goals on plain markets: the engines beside matching, algmatch, C++ and a bare compiled kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from placements.matching import Market, assemble, solve
from placements.matching.engine import start
from placements.matching.engine.board import Board, make_board

from . import native
from .instances import plain, plain_columns
from .measure import Row, cpu
from .plain_kernel import plain_kernel

FILLS = {"loose": 0.95, "tight": 0.40}


def engine_run(board: Board, engine: str) -> Any:
    """Arrays in, arrays out: one engine on a ready board."""
    state = start(board, engine)
    state.propose(np.arange(board.n))
    return state.assignment()


def market_of(n: int, fill: float) -> Market:
    return assemble(plain_columns(plain(n, fill)))


def peer_goals(n: int, fill: str, bounds: dict[str, tuple[int, int]]) -> list[Row]:
    """Heap and compiled engine against matching and algmatch, build and solve from ready dictionaries."""
    from tests.placements.matching import peers

    market = market_of(n, FILLS[fill])
    board, pair = make_board(market)
    heap, held = cpu(lambda: engine_run(board, "heap"))
    engine_run(board, "numba")
    compiled, again = cpu(lambda: engine_run(board, "numba"), most=15)
    whole, _ = cpu(lambda: solve(market, engine="heap"))
    assert (held == again).all()
    ours = {who: int(market.choice[pair[at]]) for who, at in enumerate(held) if at >= 0}
    rows = []
    for name, solver in (("matching", peers.matching_times), ("algmatch", peers.algmatch_times)):
        seconds, theirs = solver(market)
        assert theirs == ours, f"{name} differs at {n} {fill}"
        for engine, took, wanted in (("heap", heap, bounds[name][0]), ("numba", compiled, bounds[name][1])):
            if wanted:
                label = f"{'1' if engine == 'heap' else '2'}  {engine} against {name}, {n:,} {fill}"
                rows.append(
                    Row(
                        label,
                        f"{wanted:,}x",
                        f"{seconds / took:,.0f}x ({took * 1e3:.2f} ms, {seconds:.2f} s)",
                        seconds / took >= wanted,
                    )
                )
    rows.append(Row(f"1  whole solve() with heap, {n:,} {fill}", "", f"{whole * 1e3:.1f} ms", None))
    return rows


def native_goals(n: int, fill: str) -> list[Row]:
    """Against C++ on the same arrays, and against a kernel that knows nothing of caps and roles."""
    board, _ = make_board(market_of(n, FILLS[fill]))
    engine_run(board, "numba")
    compiled, held = cpu(lambda: engine_run(board, "numba"))
    plain_kernel(board)
    bare, same = cpu(lambda: plain_kernel(board))
    assert (held == same).all()
    rows = [
        Row(
            f"5  general kernel against a plain one, {n:,} {fill}",
            "at most 2.5x",
            f"{compiled / bare:.2f}x",
            compiled <= 2.5 * bare,
        )
    ]
    program = native.build()
    if program is None:
        return [*rows, Row(f"2, 3  against C++, {n:,} {fill}", "", "no g++ here", None)]
    limit, answer = cpu(lambda: program(board))
    assert (held == answer).all()
    rows.append(
        Row(
            f"2  numba against C++, {n:,} {fill}",
            "at most 3x",
            f"{compiled / limit:.2f}x ({compiled * 1e3:.1f} ms)",
            compiled <= 3 * limit,
        )
    )
    if n <= 100_000:
        heap, answer = cpu(lambda: engine_run(board, "heap"))
        assert (held == answer).all()
        rows.append(
            Row(
                f"3  heap against C++, {n:,} {fill}",
                "at most 40x",
                f"{heap / limit:.1f}x",
                heap <= 40 * limit,
            )
        )
        rows.append(Row(f"4  heap, {n:,} {fill}", "under 1 s", f"{heap:.3f} s", heap < 1))
        rows.append(Row(f"4  numba, {n:,} {fill}", "under 0.05 s", f"{compiled:.4f} s", compiled < 0.05))
    return rows


def lecturer_goal() -> list[Row]:
    """One level of caps against algmatch's student-project allocation."""
    from tests.placements.matching import peers

    market = assemble(lecturers(1000, 150, 20))
    board, pair = make_board(market)
    heap, held = cpu(lambda: engine_run(board, "heap"))
    seconds, theirs = peers.lecturer_times(market)
    assert theirs == {who: int(market.choice[pair[at]]) for who, at in enumerate(held) if at >= 0}
    return [
        Row(
            "5b  heap against algmatch's SPA, 1,000 x 150 x 20",
            "150x",
            f"{seconds / heap:,.0f}x",
            seconds >= 150 * heap,
        )
    ]


def lecturers(n: int, m: int, many: int) -> Any:
    """A market with one level of caps in which everybody has one score, as a lecturer's single order asks for."""
    from dataclasses import replace

    from placements.matching.forest import Forest

    from .instances import Plain, csr, draw_lists

    rng = np.random.default_rng(7)
    row, pick = draw_lists(
        rng, iter([(np.arange(n), np.arange(m), rng.lognormal(0, 1, m))]), rng.integers(3, 11, n)
    )
    seats = 1 + rng.multinomial(int(1.2 * n) - m, np.full(m, 1 / m)).astype(np.int32)
    columns = plain_columns(Plain(csr(row, n), pick.astype(np.int32), np.zeros(0, np.int64), seats))
    edges = np.linspace(0, m, many + 1).astype(np.int32)
    total = np.add.reduceat(seats, edges[:-1])
    most = np.maximum.reduceat(seats, edges[:-1])
    node = np.repeat(np.arange(many, dtype=np.int32), np.diff(edges))
    cap = np.maximum(most, (total * 0.7).astype(np.int32)).astype(np.int32)
    forest = Forest(
        tuple(map(str, range(many))), np.full(many, -1, np.int32), cap, edges[:-1], edges[1:], node
    )
    return replace(columns, forest=forest)
