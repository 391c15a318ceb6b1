"""What apps above this one add to the status page: panels with what else there is to do, and the stage they know of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from techforce.workflow.table import State

from .models import Application


@dataclass(frozen=True)
class Panel:
    """One thing to do or to know. `template` is drawn with `context`; lower `order` stands higher."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


PanelMaker = Callable[[Any, Application], Panel | None]
StageMaker = Callable[[Application], State | None]
Commitment = Callable[[Application], bool]
_commitments: list[Commitment] = []
_makers: list[PanelMaker] = []
_stage_makers: list[StageMaker] = []


def register_panel(maker: PanelMaker) -> PanelMaker:
    """Add a function from (user, application) to a panel, or to None where it has nothing to say."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def panels_for(user: Any, application: Application) -> list[Panel]:
    """The panels of this application in the order of the page."""
    made = [panel for maker in _makers if (panel := maker(user, application)) is not None]
    return sorted(made, key=lambda panel: panel.order)


def register_stage(maker: StageMaker) -> StageMaker:
    """Add a function that says where somebody stands when the application's own state does not say it any more."""
    if maker not in _stage_makers:
        _stage_makers.append(maker)
    return maker


def register_commitment(check: Commitment) -> Commitment:
    """Add a function that says whether somebody has gone too far to withdraw; they leave in another way."""
    if check not in _commitments:
        _commitments.append(check)
    return check


def is_committed(application: Application) -> bool:
    """Whether an app above this one says that this application cannot be withdrawn any more."""
    return any(check(application) for check in _commitments)


def stage_of(application: Application) -> State:
    """Where this application stands, in the words of the app that knows best."""
    told = (maker(application) for maker in _stage_makers)
    return next((state for state in told if state is not None), application.state_info)
