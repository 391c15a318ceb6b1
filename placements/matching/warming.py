"""Compiles the optional engine ahead of time, once a machine."""

from __future__ import annotations

import time

from .market import build_market
from .model import Candidate, Cap, Couple, Requisition, Role, Snapshot
from .solving import solve


def warm() -> float:
    """Seconds it took to compile (or load) every function of the compiled engine. Raises `EngineMissing` without numba."""
    began = time.monotonic()
    people = tuple(Candidate(name, {"t": 500}, ("r1", "r2"), remote=True) for name in "abcd")
    roles = (Role("lead", 1, 1), Role("engineer", 1, 1))
    requests = tuple(Requisition(name, roles, ("t",), remote=True) for name in ("r1", "r2"))
    caps = (Cap("cap", 2, requisitions=("r1", "r2")),)
    couples = (Couple("k", ("a", "b")),)
    for chosen in (people, people[:3]):
        solve(build_market(Snapshot("seed", chosen, requests, caps=caps, couples=couples)), engine="numba")
    return time.monotonic() - began
