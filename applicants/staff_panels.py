"""What other apps show staff on the page of an application, for example from which agencies a person is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from techforce.accounts.models import User

from .models import Application


@dataclass(frozen=True)
class StaffPanel:
    """A title, a sentence, and where to go; `link_label` says what happens there."""

    title: str
    text: str
    link: str
    link_label: str


Source = Callable[[User, Application], StaffPanel | None]
_sources: list[Source] = []


def register_panel(source: Source) -> Source:
    """Add a function that says what this person sees on this application, or None. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def panels_for(user: User, application: Application) -> list[StaffPanel]:
    """Every panel for this person, in the order in which the apps were loaded."""
    found = (source(user, application) for source in _sources)
    return [panel for panel in found if panel is not None]
