"""What other apps show on the page of a requisition, for example the way to its ranked list."""

from collections.abc import Callable
from dataclasses import dataclass

from agencies.models import Requisition
from techforce.accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A title, one or two sentences, and where to go; `link_label` says what happens there."""

    title: str
    text: str
    link: str = ""
    link_label: str = ""


Source = Callable[[User, Requisition], Panel | None]
_sources: list[Source] = []


def register_panel(source: Source) -> Source:
    """Add a function that says what this person sees on this requisition, or None. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def panels_for(user: User, requisition: Requisition) -> list[Panel]:
    """Every panel for this person, in the order in which the apps were loaded."""
    found = (source(user, requisition) for source in _sources)
    return [panel for panel in found if panel is not None]
