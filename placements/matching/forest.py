"""Caps as a forest: refuses caps that overlap without nesting, and numbers requisitions so that each cap is one range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .errors import Offence, refuse
from .model import Cap, Requisition, Snapshot

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Forest:
    """The caps that can bind: `lo` to `hi` is the range of requisitions under each, `node_of` the innermost cap of each."""

    ids: tuple[str, ...]
    parent: Ints
    seats: Ints
    lo: Ints
    hi: Ints
    node_of: Ints


def unit_members(snapshot: Snapshot, index: dict[str, int]) -> dict[str, list[int]]:
    """For each unit the requisitions at it and anywhere below it."""
    parent = {unit.id: unit.parent for unit in snapshot.units}
    members: dict[str, list[int]] = {unit.id: [] for unit in snapshot.units}
    for row in snapshot.requisitions:
        at = row.unit
        while at is not None:
            members[at].append(index[row.id])
            at = parent[at]
    return members


def cap_members(snapshot: Snapshot) -> list[tuple[Cap, frozenset[int]]]:
    """Each cap with the requisitions it is over, widest first; caps over nothing are left out."""
    index = {row.id: at for at, row in enumerate(snapshot.requisitions)}
    under = unit_members(snapshot, index)
    found = []
    for cap in snapshot.caps:
        members = {index[name] for name in cap.requisitions}
        for unit in cap.units:
            members.update(under[unit])
        if members:
            found.append((cap, frozenset(members)))
    return sorted(found, key=lambda item: (-len(item[1]), -item[0].seats, item[0].id))


def nest(
    caps: Sequence[tuple[Cap, frozenset[int]]], requests: Sequence[Requisition]
) -> tuple[list[int], list[int]]:
    """Parent of each cap and innermost cap of each requisition. Raises `OverlappingCaps` naming both caps and what they share."""
    owner = [-1] * len(requests)
    parent: list[int] = []
    offences = []
    for at, (cap, members) in enumerate(caps):
        owners = {owner[request] for request in members}
        for other in sorted(owners - {-1}):
            wider, theirs = caps[other]
            if not members <= theirs:
                shared = sorted(requests[request].id for request in members & theirs)
                message = f"caps {cap.id} and {wider.id} share {', '.join(shared[:5])} and neither lies inside the other"
                offences.append(
                    Offence("OverlappingCaps", f"cap {cap.id}", (cap.id, wider.id, *shared), message)
                )
        parent.append(owners.pop() if len(owners) == 1 else -1)
        for request in members:
            owner[request] = at
    refuse(offences)
    return parent, owner


def renumber(parent: list[int], owner: list[int]) -> list[int]:
    """Order of requisitions in which everything under one cap stands together."""
    paths: list[tuple[int, ...]] = []
    for at, above in enumerate(parent):
        paths.append((*(paths[above] if above >= 0 else ()), at))
    return sorted(
        range(len(owner)), key=lambda request: (paths[owner[request]] if owner[request] >= 0 else (), request)
    )


def binding(
    caps: Sequence[tuple[Cap, frozenset[int]]], parent: list[int], owner: list[int], seats: Sequence[int]
) -> list[bool]:
    """Which caps are below what the seats and caps beneath them could take."""
    room = [0] * len(caps)
    for request, at in enumerate(owner):
        if at >= 0:
            room[at] += seats[request]
    binds = [False] * len(caps)
    for at in reversed(range(len(caps))):
        binds[at] = caps[at][0].seats < room[at]
        if parent[at] >= 0:
            room[parent[at]] += min(room[at], caps[at][0].seats)
    return binds


def refuse_incomparable(
    caps: Sequence[tuple[Cap, frozenset[int]]], binds: list[bool], requests: Sequence[Requisition]
) -> None:
    """A binding cap over several requisitions, one of them ordered by a list, needs the agreed scale `by_place`."""
    offences = []
    for (cap, members), bites in zip(caps, binds, strict=True):
        listed = sorted(requests[at].id for at in members if requests[at].order.by == "list")
        if bites and len(members) > 1 and listed and cap.lists != "by_place":
            named = ", ".join(listed[:5])
            message = f"cap {cap.id} must compare people across agency lists ({named}); set its lists to by_place or raise its seats"
            offences.append(Offence("IncomparableOrders", f"cap {cap.id}", (cap.id, *listed), message))
    refuse(offences)


def build_forest(snapshot: Snapshot) -> tuple[list[int], Forest]:
    """The order of requisitions and the caps that can bind, over that order."""
    requests = snapshot.requisitions
    caps = cap_members(snapshot)
    parent, owner = nest(caps, requests)
    binds = binding(caps, parent, owner, [sum(role.seats for role in row.roles) for row in requests])
    refuse_incomparable(caps, binds, requests)
    order = renumber(parent, owner)
    place = {request: at for at, request in enumerate(order)}

    def innermost(at: int) -> int:
        while at >= 0 and not binds[at]:
            at = parent[at]
        return number.get(at, -1)

    number = {at: new for new, at in enumerate(at for at in range(len(caps)) if binds[at])}
    ranges = [sorted(place[request] for request in caps[at][1]) for at in number]
    return order, Forest(
        ids=tuple(caps[at][0].id for at in number),
        parent=np.array([innermost(parent[at]) for at in number], np.int32),
        seats=np.array([caps[at][0].seats for at in number], np.int32),
        lo=np.array([places[0] for places in ranges], np.int32),
        hi=np.array([places[-1] + 1 for places in ranges], np.int32),
        node_of=np.array([innermost(owner[request]) for request in order], np.int32),
    )
