"""Refusals of candidates' acts that carry more than words."""

from techforce.workflow.errors import Refused, WrongState

from .completeness import Gap


class StalePage(WrongState):
    """Another page saved later: what this one wanted to store would undo that."""

    def __init__(self) -> None:
        super().__init__(
            "This application was changed somewhere else after you opened this page: in another tab, or on another "
            "device. What you typed is still here and is not saved yet. Save again to keep your version."
        )


class Incomplete(Refused):
    """Sent before every step was complete. `gaps` says what is missing, and where."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__("Your application is not complete yet. Nothing was sent.")
        self.gaps = gaps
