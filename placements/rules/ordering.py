"""Moves within a ranked list. Pure; what is not there is left alone."""

import uuid
from collections.abc import Mapping, Sequence

Order = list[uuid.UUID]


def moved(order: Sequence[uuid.UUID], item: uuid.UUID, by: int) -> Order:
    """The order with one line moved up (negative) or down, as far as the list goes."""
    rows = list(order)
    if item not in rows:
        return rows
    at = rows.index(item)
    rows.insert(max(0, min(len(rows) - 1, at + by)), rows.pop(at))
    return rows


def added(order: Sequence[uuid.UUID], item: uuid.UUID) -> Order:
    """The order with one more line at its end."""
    return [*order, item] if item not in order else list(order)


def removed(order: Sequence[uuid.UUID], item: uuid.UUID) -> Order:
    """The order without one line."""
    return [row for row in order if row != item]


def by_numbers(order: Sequence[uuid.UUID], numbers: Mapping[uuid.UUID, int | None]) -> Order:
    """The order by typed numbers. A line without a number is taken off; of equal numbers the earlier line stays first."""
    kept = [row for row in order if numbers.get(row) is not None]
    return sorted(kept, key=lambda row: numbers[row] or 0)
