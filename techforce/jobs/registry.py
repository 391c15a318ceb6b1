"""Which functions may run in the background, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class JobKind:
    """`atomic`: the effect and the done-mark commit together. `long`: runs on the queue for long work."""

    name: str
    run: Callable[..., Any]
    atomic: bool
    long: bool
    label: str


_kinds: dict[str, JobKind] = {}


def job(
    name: str, *, label: str, atomic: bool = True, long: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a job. It receives its ids as keywords and must be safe to run twice.

    A job that is not atomic also receives `progress`, a `Progress`, and manages its own transactions.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in _kinds and _kinds[name].run.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are named {name}")
        _kinds[name] = JobKind(name, function, atomic, long, label)
        return function

    return register


def kind(name: str) -> JobKind:
    """The job of this name. Raises KeyError when no app registered it."""
    return _kinds[name]


def label(name: str) -> str:
    """What people call the job; the name itself when it is no longer registered."""
    return _kinds[name].label if name in _kinds else name
