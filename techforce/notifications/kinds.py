"""Notification classes: which event, to whom, in which words."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from techforce.accounts.models import User

from .models import Channel


class Notice(ABC):
    """One kind of message. A subclass says who receives it and what its template may use.

    `template` is a text template whose first line is the subject; the HTML part is made from the same text.
    """

    key: ClassVar[str]
    template: ClassVar[str]
    channels: ClassVar[tuple[Channel, ...]] = (Channel.EMAIL, Channel.INBOX)

    def prepare(self, subjects: Sequence[Any]) -> None:  # noqa: B027 most kinds have nothing to load
        """Load what `recipients` and `context` read of these subjects, for all of them in one go."""

    @abstractmethod
    def recipients(self, subject: Any) -> Iterable[User]:
        """The people to tell."""

    def context(self, subject: Any, recipient: User) -> dict[str, Any]:
        """What the template may use, besides `subject`, `recipient` and `link`."""
        return {}

    def link(self, subject: Any) -> str:
        """Path of the page that the message is about; empty for none."""
        return ""


_kinds: dict[str, Notice] = {}


def register(kind: type[Notice]) -> type[Notice]:
    """Class decorator: makes the kind known by its key."""
    if kind.key in _kinds:
        raise ValueError(f"two notices are named {kind.key}")
    _kinds[kind.key] = kind()
    return kind


def declare(base: type[Notice], folder: str, *keys: str) -> None:
    """Make known one kind for each key that differs from `base` in nothing but its key and its words."""
    for key in keys:
        register(type(key, (base,), {"key": key, "template": f"{folder}/{key}.txt"}))


def notice(key: str) -> Notice:
    """The kind of this key. Raises KeyError."""
    return _kinds[key]


def keys() -> list[str]:
    """All registered keys."""
    return sorted(_kinds)
