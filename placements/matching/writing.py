"""From a `Snapshot` back to plain JSON data, defaults written out, so that equal snapshots have equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from .canonical import spell
from .model import FORMAT, Candidate, Couple, Requisition, Snapshot


def window(days: tuple[int, int]) -> list[str]:
    return [date.fromordinal(day).isoformat() for day in days]


def plain(row: Any) -> dict[str, Any]:
    """A flat row as a dictionary of JSON values."""
    values = ((field.name, getattr(row, field.name)) for field in fields(row))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def candidate_data(row: Candidate) -> dict[str, Any]:
    return plain(row) | {"tracks": dict(row.tracks), "skills": dict(row.skills), "start": window(row.start)}


def requisition_data(row: Requisition) -> dict[str, Any]:
    order: dict[str, Any] = {"by": row.order.by}
    if row.order.by == "list":
        order |= {"ranked": list(row.order.ranked), "unranked": row.order.unranked}
    return plain(row) | {
        "roles": [plain(role) | {"skills": dict(role.skills)} for role in row.roles],
        "skills": dict(row.skills),
        "useful": dict(row.useful),
        "start": window(row.start),
        "order": order,
    }


def couple_data(row: Couple) -> dict[str, Any]:
    return plain(row) | {"options": None if row.options is None else [list(pair) for pair in row.options]}


ROWS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "candidates": candidate_data,
    "requisitions": requisition_data,
    "units": plain,
    "caps": plain,
    "exclusions": plain,
    "pins": plain,
    "couples": couple_data,
}


def head(snapshot: Snapshot) -> dict[str, Any]:
    return {"format": FORMAT, "seed": snapshot.seed, "policy": asdict(snapshot.policy)}


def snapshot_data(snapshot: Snapshot) -> dict[str, Any]:
    """The whole snapshot in the documented format."""
    return head(snapshot) | {
        name: [write(row) for row in getattr(snapshot, name)] for name, write in ROWS.items()
    }


def spelled_snapshot(snapshot: Snapshot) -> Iterator[bytes]:
    """The canonical bytes of `snapshot_data`, a row at a time."""
    first = head(snapshot)
    mark = b"{"
    for name in sorted([*first, *ROWS]):
        yield mark + spell(name) + b":"
        mark = b","
        if name in first:
            yield spell(first[name])
            continue
        yield b"["
        for at, row in enumerate(getattr(snapshot, name)):
            yield (b"," if at else b"") + spell(ROWS[name](row))
        yield b"]"
    yield b"}"
