"""The engines: the same deferred acceptance twice, in plain Python with heaps and compiled; results are identical."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..errors import EngineMissing
from .board import Board

ENGINES = ("auto", "heap", "numba")
# Below this many proposals loading the compiler costs more than it saves.
WORTH_COMPILING = 100_000


class State(Protocol):
    """Who is held where; `propose` lets rows of the board propose until everybody is held or out of choices."""

    def copy(self) -> State: ...
    def close(self, requests: list[int]) -> None: ...
    def propose(self, rows: npt.NDArray[np.intp]) -> None: ...
    def holds(self, rows: list[int]) -> list[bool]: ...
    def assignment(self) -> npt.NDArray[np.int64]: ...


def compiled_here() -> bool:
    """Whether the compiled engine can be used on this machine."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def start(board: Board, engine: str = "auto") -> State:
    """An empty state of the engine asked for; `auto` is the compiled one where it pays. Raises `EngineMissing`."""
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}")
    if engine == "heap" or (
        engine == "auto" and (len(board.choice) < WORTH_COMPILING or not compiled_here())
    ):
        from .heap import HeapState

        return HeapState.empty(board)
    if not compiled_here():
        raise EngineMissing("the compiled engine needs numba: install the project with its `compiled` extra")
    from .compiled import CompiledState

    return CompiledState.empty(board)
