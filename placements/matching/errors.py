"""What can be wrong with a snapshot, a market or a result: every offence at once, with the ids it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offence:
    """One thing that is wrong: its kind, the place in the document, the ids concerned, and a sentence.

    `broken`: the hard rules, where that is what is wrong.
    """

    kind: str
    where: str
    ids: tuple[str, ...]
    message: str
    broken: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}: {self.message}"


class MatchingError(ValueError):
    """Base of every refusal; `offences` lists all of them, the message shows the first ten."""

    kind = "Invalid"

    def __init__(self, offences: Iterable[Offence]) -> None:
        self.offences = tuple(offences)
        lines = [str(offence) for offence in self.offences[:10]]
        if len(self.offences) > 10:
            lines.append(f"and {len(self.offences) - 10} more")
        super().__init__("\n".join(lines))


class InvalidSnapshot(MatchingError):
    """The snapshot breaks the format or contradicts itself in more than one way."""


class Malformed(InvalidSnapshot):
    """Not JSON, a missing or unknown field, a value of the wrong type or out of range."""

    kind = "Malformed"


class UnknownId(InvalidSnapshot):
    """A reference to a candidate, requisition, unit or role that the snapshot does not hold."""

    kind = "UnknownId"


class DuplicateId(InvalidSnapshot):
    """Two rows of one kind carry the same id."""

    kind = "DuplicateId"


class DuplicateRank(InvalidSnapshot):
    """A rank list names the same id twice."""

    kind = "DuplicateRank"


class OverlappingCaps(InvalidSnapshot):
    """Two caps share some requisitions and neither contains the other: no stable rule exists for that."""

    kind = "OverlappingCaps"


class IncomparableOrders(InvalidSnapshot):
    """A cap that can bind has to compare people of different agency lists, and no common scale was agreed."""

    kind = "IncomparableOrders"


class KeyOverflow(InvalidSnapshot):
    """More candidates or longer agency lists than one 64-bit key can tell apart."""

    kind = "KeyOverflow"


class PinConflict(InvalidSnapshot):
    """Pins that cannot all hold: too many for the seats or a cap, or against a hard constraint."""

    kind = "PinConflict"


class Infeasible(MatchingError):
    """A result places somebody where the market does not allow it."""

    kind = "Infeasible"


class EngineMissing(RuntimeError):
    """The compiled engine was asked for and numba is not installed."""


_KINDS = {
    cls.kind: cls
    for cls in (
        Malformed,
        UnknownId,
        DuplicateId,
        DuplicateRank,
        OverlappingCaps,
        IncomparableOrders,
        KeyOverflow,
        PinConflict,
    )
}


def refuse(offences: list[Offence]) -> None:
    """Raise the one class that fits if all offences are of a kind, `InvalidSnapshot` if they differ, nothing if there is none."""
    if not offences:
        return
    kinds = {offence.kind for offence in offences}
    cls = _KINDS[kinds.pop()] if len(kinds) == 1 else InvalidSnapshot
    raise cls(offences)
