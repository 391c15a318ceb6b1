"""Old outcome against new: who gains, who loses, which requisitions and teams change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .figures import Figures, figures
from .market import Market

if TYPE_CHECKING:
    from .result import Result


@dataclass(frozen=True, slots=True)
class Move:
    """One candidate whose outcome changed.

    `kind` is better or worse (by the candidate's own list in the new snapshot; being placed beats not being placed),
    sideways (their list cannot tell), role (same requisition, other role), joined or left (in one snapshot only).
    """

    candidate: str
    kind: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A requisition whose number of people changed."""

    requisition: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed between two outcomes, by id, and the figures of both."""

    moves: tuple[Move, ...]
    filled: tuple[Filled, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    before: Figures
    after: Figures


def places(market: Market, result: Result) -> dict[str, tuple[str, str] | None]:
    """Requisition and role of every candidate by id, None = not placed."""
    ids, roles = market.columns.requisition_ids, market.columns.role_ids
    return {
        name: (ids[request], roles[request][role]) if request >= 0 else None
        for name, request, role in zip(
            market.columns.candidate_ids, result.assign.tolist(), result.role.tolist(), strict=True
        )
    }


def kind_of_move(market: Market, person: int, before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "better" if before is None else "worse"
    columns = market.columns
    part = slice(columns.indptr[person], columns.indptr[person + 1])
    ranked = [columns.requisition_ids[request] for request in columns.choice[part].tolist()]
    if before not in ranked or after not in ranked:
        return "sideways"
    return "better" if ranked.index(after) < ranked.index(before) else "worse"


def diff(old_market: Market, old: Result, new_market: Market, new: Result) -> Difference:
    """What changed from one outcome to another; the snapshots may differ too."""
    before, after = places(old_market, old), places(new_market, new)
    index = {name: at for at, name in enumerate(new_market.columns.candidate_ids)}
    moves = []
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        first, second = was[0] if was else None, now[0] if now else None
        if name not in after:
            moves.append(Move(name, "left", first, None))
        elif name not in before:
            moves.append(Move(name, "joined", None, second))
        elif first != second:
            moves.append(Move(name, kind_of_move(new_market, index[name], first, second), first, second))
        elif was != now:
            moves.append(Move(name, "role", first, second))
    many, more = counts(old_market, old), counts(new_market, new)
    filled = tuple(
        Filled(name, many.get(name, 0), more.get(name, 0))
        for name in sorted(many.keys() | more.keys())
        if many.get(name, 0) != more.get(name, 0)
    )
    opened, shut = open_ids(old_market, old), open_ids(new_market, new)
    return Difference(
        tuple(moves),
        filled,
        tuple(sorted(shut - opened)),
        tuple(sorted(opened - shut)),
        figures(old_market, old),
        figures(new_market, new),
    )


def counts(market: Market, result: Result) -> dict[str, int]:
    filled = np.bincount(result.assign[result.assign >= 0], minlength=market.m).tolist()
    return dict(zip(market.columns.requisition_ids, filled, strict=True))


def open_ids(market: Market, result: Result) -> set[str]:
    return {market.columns.requisition_ids[request] for request in result.open_teams}
