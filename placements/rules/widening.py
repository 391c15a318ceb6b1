"""One change at a time to a requisition, by which it could reach more people. Pure, on the engine's own rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

Row = dict[str, Any]
LATER = timedelta(days=30)
# The engine writes an open end as the last day there is.
NEVER = date.max - LATER


class Change(NamedTuple):
    """What would change: the kind, and the skill it concerns if it concerns one."""

    kind: str
    skill: str = ""


def changes_of(row: Row) -> list[tuple[Change, Row]]:
    """Every single change that loosens a rule of this requisition, with the requisition as it would be then.

    The lowest grade is left out on purpose: agencies never learn how low somebody would go.
    """
    found: list[tuple[Change, Row]] = []
    skills: Mapping[str, int] = row.get("skills", {})
    for key, level in skills.items():
        found.append((Change("drop", key), {**row, "skills": {k: v for k, v in skills.items() if k != key}}))
        if level > 1:
            found.append((Change("level", key), {**row, "skills": {**skills, key: level - 1}}))
    if "start" in row:
        first, last = row["start"]
        if date.fromisoformat(last) < NEVER:
            later = (date.fromisoformat(last) + LATER).isoformat()
            found.append((Change("later"), {**row, "start": [first, later]}))
    if not row.get("remote"):
        found.append((Change("remote"), {**row, "remote": True, "on_site": 0}))
    if row.get("travel"):
        found.append((Change("travel"), {**row, "travel": 0}))
    if row.get("clearance"):
        found.append((Change("clearance"), {**row, "clearance": row["clearance"] - 1}))
    return found


def variants(row: Row) -> tuple[list[Change], list[Row]]:
    """The changes, and rows to judge people by: first the requisition as it is, then one row for each change."""
    found = changes_of(row)
    rows = [row, *(changed for _, changed in found)]
    numbered = [{**variant, "id": f"{at:04d}"} for at, variant in enumerate(rows)]
    return [change for change, _ in found], numbered
