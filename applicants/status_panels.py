"""What apps above this one add to the status page: panels with what else there is to do, and the stage they know of."""

from dataclasses import dataclass, field
from typing import Any

from techforce.contributions import Contributions
from techforce.workflow.table import State

from .models import Application


@dataclass(frozen=True)
class Panel:
    """One thing to do or to know. `template` is drawn with `context`; lower `order` stands higher."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


status_panels: Contributions[[Any, Application], Panel] = Contributions()
# Where somebody stands when the application's own state does not say it any more.
stages: Contributions[[Application], State] = Contributions()
# Whether somebody has gone too far to withdraw; they leave in another way.
commitments: Contributions[[Application], bool] = Contributions()


def panels_for(user: Any, application: Application) -> list[Panel]:
    """The panels of this application in the order of the page."""
    return sorted(status_panels.of(user, application), key=lambda panel: panel.order)


def is_committed(application: Application) -> bool:
    """Whether an app above this one says that this application cannot be withdrawn any more."""
    return any(commitments.of(application))


def stage_of(application: Application) -> State:
    """Where this application stands, in the words of the app that knows best."""
    return next(iter(stages.of(application)), application.state_info)
