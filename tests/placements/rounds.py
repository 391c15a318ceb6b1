"""Steps of a round that several tests take."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.ranking_round import announce_round
from placements.models import MatchRun, RankingRound
from techforce.accounts.models import User
from techforce.programme.models import Cohort
from tests.support.runs import carried_out
from tests.support.states import field_values


def publish(cohort: Cohort, pat: User, sam: User, **which: Any) -> MatchRun:
    """A real run from start to its minute."""
    run = carried_out(create_match_run(cohort, by=pat, **which))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    run.refresh_from_db()
    return run


def announce(
    cohort: Cohort, pat: User, opens: timedelta = timedelta(), days: int = 7, **more: Any
) -> RankingRound:
    """A round of some days; without `opens` it is open at once."""
    first: datetime = timezone.now() + opens
    return announce_round(
        cohort,
        by=pat,
        opens_at=first,
        closes_at=first + timedelta(days=days),
        reason="Seats are open again.",
        **more,
    )


def end_ranking(cohort: Cohort, row: RankingRound) -> None:
    """Move the round and its window into the past."""
    closes = timezone.now() - timedelta(seconds=1)
    opens = closes - timedelta(days=7)
    RankingRound.objects.filter(pk=row.pk).update(opens_at=opens, closes_at=closes)
    Cohort.objects.filter(pk=cohort.pk).update(ranking_opens_at=opens, ranking_closes_at=closes)
    cohort.refresh_from_db()


def state(row: Any) -> str:
    """The state as the database has it now."""
    return str(field_values(row, "state")["state"])
