"""From a `Snapshot` back to plain JSON data, defaults written out, so that equal snapshots have equal bytes."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Any

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


def snapshot_data(snapshot: Snapshot) -> dict[str, Any]:
    """The whole snapshot in the documented format."""
    return {
        "format": FORMAT,
        "seed": snapshot.seed,
        "policy": asdict(snapshot.policy),
        "candidates": [candidate_data(row) for row in snapshot.candidates],
        "requisitions": [requisition_data(row) for row in snapshot.requisitions],
        "units": [plain(row) for row in snapshot.units],
        "caps": [plain(row) for row in snapshot.caps],
        "exclusions": [plain(row) for row in snapshot.exclusions],
        "pins": [plain(row) for row in snapshot.pins],
        "couples": [couple_data(row) for row in snapshot.couples],
    }
