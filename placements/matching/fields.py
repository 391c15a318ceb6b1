"""Reads typed fields out of untrusted JSON objects and notes every offence instead of stopping at the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from .errors import Offence

TEXT_LIMIT = 200


class Fields:
    """One JSON object being read: each getter returns a usable value and records what was wrong with the real one."""

    __slots__ = ("data", "offences", "where")

    def __init__(self, data: Any, where: str, offences: list[Offence], allowed: frozenset[str]) -> None:
        self.where = where
        self.offences = offences
        self.data: dict[str, Any] = {}
        if not isinstance(data, dict):
            self.note("", f"must be an object, not {kind_of(data)}")
            return
        self.data = data
        unknown = data.keys() - allowed
        for name in sorted(map(str, unknown)):
            self.note(name, "is not a field of the format")

    def note(self, name: str, message: str, kind: str = "Malformed", ids: tuple[str, ...] = ()) -> None:
        where = f"{self.where}.{name}" if name else self.where
        self.offences.append(Offence(kind, where, ids, message))

    def text(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        problem = text_problem(value)
        if problem:
            self.note(name, problem)
            return ""
        return str(value)

    def maybe_text(self, name: str) -> str | None:
        return None if self.data.get(name) is None else self.text(name)

    def reason(self) -> str:
        return self.text("reason") if self.data.get("reason") else ""

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.data.get(name, default)
        if type(value) is int and low <= value <= high:
            return value
        self.note(name, f"must be a whole number from {low} to {high}, not {show(value)}")
        return low

    def flag(self, name: str, default: bool) -> bool:
        value = self.data.get(name, default)
        if type(value) is bool:
            return value
        self.note(name, f"must be true or false, not {show(value)}")
        return default

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.data.get(name, default)
        if type(value) is str and value in choices:
            return value
        self.note(name, f"must be one of {', '.join(choices)}, not {show(value)}")
        return default

    def rows(self, name: str) -> list[Any]:
        value = self.data.get(name, [])
        if type(value) is list:
            return value
        self.note(name, f"must be a list, not {kind_of(value)}")
        return []

    def texts(self, name: str, duplicate_kind: str = "DuplicateRank") -> tuple[str, ...]:
        """A list of ids without repetition."""
        value = self.rows(name)
        for item in value:
            if type(item) is not str or not 0 < len(item) <= TEXT_LIMIT or not item.isprintable():
                self.note(name, text_problem(item))
                return ()
        if len(set(value)) != len(value):
            twice = sorted(item for item, many in Counter(value).items() if many > 1)
            self.note(name, f"names {', '.join(twice)} more than once", duplicate_kind, tuple(twice))
            return tuple(dict.fromkeys(value))
        return tuple(value)

    def levels(self, name: str, low: int, high: int) -> Mapping[str, int]:
        """An object from names to whole numbers, for example skills to levels."""
        value = self.data.get(name, {})
        if type(value) is not dict:
            self.note(name, f"must be an object of names and whole numbers, not {kind_of(value)}")
            return MappingProxyType({})
        kept = {}
        for key, level in value.items():
            problem = text_problem(key)
            if problem:
                self.note(name, problem)
            elif type(level) is not int or not low <= level <= high:
                self.note(f"{name}.{key}", f"must be a whole number from {low} to {high}, not {show(level)}")
            else:
                kept[key] = level
        return MappingProxyType(dict(sorted(kept.items())))

    def span(self, name: str, low: int, high: int) -> tuple[int, int]:
        """Two whole numbers, first not above last; absent means the whole range."""
        value = self.data.get(name)
        if value is None:
            return (low, high)
        if (
            type(value) is list
            and len(value) == 2
            and all(type(part) is int for part in value)
            and low <= value[0] <= value[1] <= high
        ):
            return (value[0], value[1])
        self.note(name, f"must be two whole numbers in order from {low} to {high}, not {show(value)}")
        return (low, high)

    def window(self, name: str) -> tuple[int, int]:
        """Two ISO dates in order, as day numbers; absent means any day."""
        value = self.data.get(name)
        if value is None:
            return (date.min.toordinal(), date.max.toordinal())
        try:
            first, last = (date.fromisoformat(part).toordinal() for part in value)
            if type(value) is list and first <= last:
                return (first, last)
        except (TypeError, ValueError):
            pass
        self.note(name, f"must be two dates in order like 2027-04-06, not {show(value)}")
        return (date.min.toordinal(), date.max.toordinal())


def text_problem(value: Any) -> str:
    """Why a value cannot be an id, or an empty string."""
    if type(value) is not str:
        return f"must be a text, not {show(value)}"
    if not 0 < len(value) <= TEXT_LIMIT:
        return f"must be a text of 1 to {TEXT_LIMIT} characters"
    if not value.isprintable():
        return f"holds characters that cannot be printed: {show(value)}"
    return ""


def kind_of(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"


def show(value: Any) -> str:
    """A short safe rendering of an untrusted value for a message."""
    if value is None:
        return "nothing"
    if type(value) is int and value.bit_length() > 200:
        return "a number of more than 60 digits"
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
