"""Match runs from start to completed, and everything that is refused on the way."""

import pytest

from agencies.models import Agency
from placements.actions.match_run import (
    create_match_run,
)
from placements.jobs import run_match
from placements.models import MatchResult, MatchRun
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import placements as make


class Silent:
    """Progress that nobody watches."""

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say nothing."""

    def check(self) -> None:
        """Go on."""


@pytest.fixture
def market(
    software: Track, va: Agency, treasury: Agency, holly: User, cora: User, tess: User, cohort: Cohort
):
    """Three people, two requisitions with one seat each; both sides have certified, ranking is over."""
    certificate = make.certificate(software, holly)
    one, two, three = make.people_on(certificate, 3)
    at_va = make.requisition(va, software, cora)
    at_treasury = make.requisition(treasury, software, tess)
    for entry in (one, two, three):
        make.ranked(entry, at_va, at_treasury)
    make.agency_ranked(at_va, cora, two, one)
    make.agency_ranked(at_treasury, tess, three, one, two)
    make.close_ranking(cohort)
    return {"people": (one, two, three), "va": at_va, "treasury": at_treasury}


def carried_out(run: MatchRun) -> MatchRun:
    run_match(run_id=str(run.pk), progress=Silent())
    run.refresh_from_db()
    return run


def placed(run: MatchRun) -> dict[str, str | None]:
    rows = MatchResult.objects.filter(run=run).select_related("application", "requisition")
    return {row.application.code: row.requisition.number if row.requisition else None for row in rows}


def test_a_run_places_people_by_both_lists(market, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    one, two, three = market["people"]
    assert (run.state, run.cause) == ("completed", "")
    assert placed(run) == {
        one.application.code: None,
        two.application.code: market["va"].number,
        three.application.code: market["treasury"].number,
    }
