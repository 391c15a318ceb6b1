"""Lists by key: each page starts where the last one ended, so that page 400 costs what page 1 costs."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
NEXT, PREVIOUS = "n", "p"
DECODERS: Mapping[str, Callable[[str], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "uuid": uuid.UUID,
    "decimal": decimal.Decimal,
}


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a list; a token is None where there is nothing further that way."""

    items: list[M]
    next_token: str | None
    previous_token: str | None

    def __iter__(self) -> Iterator[M]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class CappedCount(str):
    """A count that stops counting: "837", or "1,000+" when there are more than the cap."""

    value: int
    capped: bool

    def __new__(cls, value: int, *, capped: bool) -> CappedCount:
        """Read as the words, with the number beside it."""
        made = super().__new__(cls, f"{value:,}+" if capped else f"{value:,}")
        made.value, made.capped = value, capped
        return made


def capped_count(queryset: QuerySet[M], cap: int = 1000) -> CappedCount:
    """Count at most ``cap`` rows and say so if there are more; reads ``cap`` + 1 rows at worst."""
    found = queryset.order_by()[: cap + 1].count()
    return CappedCount(min(found, cap), capped=found > cap)


def page_by_key(
    queryset: QuerySet[M],
    order: Sequence[str] = ("-submitted_at", "-id"),
    after: str | None = None,
    size: int = 50,
) -> Page[M]:
    """One page of ``queryset`` in ``order``, beginning behind the row that the token ``after`` names.

    The last field of ``order`` must be unique, so that no row is skipped or shown twice, and none may be null. A token
    that is unknown, altered or of another list gives the first page. One query, or two when a step back arrives at the
    beginning and finds less than a page.
    """
    salt = _salt(queryset, order)
    direction, key = _read(after, salt, len(order))
    if key is None:
        return _forward(queryset, order, None, size, salt)
    if direction == PREVIOUS:
        rows = list(_behind(queryset, _reversed(order), key)[: size + 1])
        if len(rows) <= size:
            return _forward(queryset, order, None, size, salt)
        rows = rows[:size][::-1]
        return Page(rows, _token(NEXT, rows[-1], order, salt), _token(PREVIOUS, rows[0], order, salt))
    return _forward(queryset, order, key, size, salt)


def _forward(
    queryset: QuerySet[M], order: Sequence[str], key: list[Any] | None, size: int, salt: str
) -> Page[M]:
    rows = list(_behind(queryset, order, key)[: size + 1])
    items = rows[:size]
    following = _token(NEXT, items[-1], order, salt) if len(rows) > size else None
    if key is None:
        return Page(items, following, None)
    before = _token(PREVIOUS, items[0], order, salt) if items else _sign(PREVIOUS, key, salt)
    return Page(items, following, before)


def _behind(queryset: QuerySet[M], order: Sequence[str], key: list[Any] | None) -> QuerySet[M]:
    """Rows after ``key``: the spelled-out comparison, and a bound on the first column that an index can use."""
    ordered = queryset.order_by(*order)
    if key is None:
        return ordered
    names = [field.removeprefix("-") for field in order]
    further = Q()
    for position, field in enumerate(order):
        same = {names[i]: key[i] for i in range(position)}
        further |= Q(**same, **{f"{names[position]}__{_compare(field)}": key[position]})
    if len(order) == 1:
        return ordered.filter(further)
    return ordered.filter(Q(**{f"{names[0]}__{_compare(order[0])}e": key[0]}) & further)


def _compare(field: str) -> str:
    return "lt" if field.startswith("-") else "gt"


def _reversed(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(field[1:] if field.startswith("-") else f"-{field}" for field in order)


def _salt(queryset: QuerySet[M], order: Sequence[str]) -> str:
    return f"page:{queryset.model._meta.label_lower}:{','.join(order)}"


def _token(direction: str, row: M, order: Sequence[str], salt: str) -> str:
    return _sign(direction, [_value(row, field.removeprefix("-")) for field in order], salt)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    if row is None:
        raise ValueError(f"A list can't be ordered by {path}: it is empty in one of the rows")
    return row


def _sign(direction: str, key: Sequence[Any], salt: str) -> str:
    return signing.dumps([direction, *map(_encode, key)], salt=salt)


def _read(token: str | None, salt: str, width: int) -> tuple[str, list[Any] | None]:
    if not token:
        return NEXT, None
    try:
        direction, *values = signing.loads(token, salt=salt)
        key = [_decode(value) for value in values]
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return NEXT, None
    if direction not in (NEXT, PREVIOUS) or len(key) != width:
        return NEXT, None
    return direction, key


def _encode(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, uuid.UUID):
        return {"uuid": str(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return DECODERS[kind](text)
    return value
