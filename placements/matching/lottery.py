"""One lottery number a candidate: SHA-256 of the published seed and the public id; anybody can recompute it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import numpy.typing as npt


def draw(seed: str, name: str) -> bytes:
    """The 32-byte draw of one id; a smaller draw is better."""
    return sha256(f"{seed}:{name}".encode()).digest()


def lottery(seed: str, ids: Sequence[str]) -> npt.NDArray[np.int64]:
    """Ranks 1..n of the draws, n = best draw, shape (n,). Nobody's draw depends on who else takes part."""
    start = sha256(f"{seed}:".encode())

    def one(name: str) -> bytes:
        state = start.copy()
        state.update(name.encode())
        return state.digest()

    draws = [one(name) for name in ids]
    order = sorted(range(len(ids)), key=lambda at: (draws[at], ids[at]))
    ranks = np.empty(len(ids), np.int64)
    ranks[order] = np.arange(len(ids), 0, -1)
    return ranks
