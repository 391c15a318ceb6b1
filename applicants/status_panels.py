"""What else a candidate has to do: apps above this one add panels to the status page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .models import Application


@dataclass(frozen=True)
class Panel:
    """One thing to do or to know. `template` is drawn with `context`; lower `order` stands higher."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


PanelMaker = Callable[[Any, Application], Panel | None]
_makers: list[PanelMaker] = []


def register_panel(maker: PanelMaker) -> PanelMaker:
    """Add a function from (user, application) to a panel, or to None where it has nothing to say."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def panels_for(user: Any, application: Application) -> list[Panel]:
    """The panels of this application in the order of the page."""
    made = [panel for maker in _makers if (panel := maker(user, application)) is not None]
    return sorted(made, key=lambda panel: panel.order)
