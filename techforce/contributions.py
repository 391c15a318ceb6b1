"""What apps add to the pages of an app below them, which must not import them: functions, registered when they load."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Contributions(Generic[P, T]):
    """Functions of the same arguments, each of which may have something to add."""

    def __init__(self) -> None:
        self._makers: list[Callable[P, T | None]] = []

    def register(self, maker: Callable[P, T | None]) -> Callable[P, T | None]:
        """Add a function; adding it twice adds it once. Usable as a decorator."""
        if maker not in self._makers:
            self._makers.append(maker)
        return maker

    def remove(self, maker: Callable[P, T | None]) -> None:
        """Take a function out again."""
        self._makers.remove(maker)

    def of(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """What the functions add, in the order in which they were registered, without those that add nothing."""
        made = (maker(*args, **kwargs) for maker in self._makers)
        return [one for one in made if one is not None]


@dataclass(frozen=True)
class LinkPanel:
    """A panel of a page: a title, one or two sentences, and where to go; `link_label` says what happens there."""

    title: str
    text: str
    link: str = ""
    link_label: str = ""
