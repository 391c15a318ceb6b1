"""Carry out a match run in the test's own process, the way a worker does."""

from placements.jobs import run_match
from placements.models import MatchResult, MatchRun


class Silent:
    """Progress that nobody watches; `stop_at` names the step at which somebody cancels."""

    def __init__(self, stop_at: str = "") -> None:
        self.stop_at = stop_at
        self.seen: list[str] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        """Remember the step; raise Cancelled where asked to."""
        from techforce.jobs.actions import Cancelled

        self.seen.append(message)
        if message == self.stop_at:
            raise Cancelled

    def check(self) -> None:
        """Go on."""


def carried_out(run: MatchRun, progress: Silent | None = None) -> MatchRun:
    """The run after its job."""
    run_match(run_id=str(run.pk), progress=progress or Silent())
    run.refresh_from_db()
    return run


def placed(run: MatchRun) -> dict[str, str | None]:
    """Where each person was placed: code to requisition number."""
    rows = MatchResult.objects.filter(run=run).select_related("application", "requisition")
    return {row.application.code: row.requisition.number if row.requisition else None for row in rows}
