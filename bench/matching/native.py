"""Compiles and calls the C++ program, where a compiler is there."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from placements.matching.engine.board import Board

Solve = Callable[[Board], npt.NDArray[np.int64]]


def build() -> Solve | None:
    """A function that solves a plain board in C++, or None without g++."""
    compiler = shutil.which("g++")
    if compiler is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="da-"))
    library = folder / "da.so"
    source = Path(__file__).with_name("da.cpp")
    subprocess.run(
        [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)], check=True
    )
    call = ctypes.CDLL(str(library)).deferred_acceptance
    call.restype = None

    def solve(board: Board) -> npt.NDArray[np.int64]:
        held = np.empty(board.n, np.int64)
        arrays = (board.indptr, board.choice, board.key, board.seats, board.rank_owner, held)
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]
        call(ctypes.c_int64(board.n), ctypes.c_int64(board.m), *pointers)
        return held

    return solve
