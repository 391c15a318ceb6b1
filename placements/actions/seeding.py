"""Commit and reveal: the seed of a round's lottery is drawn once, and its SHA-256 is public while lists can change."""

from placements.models import MatchSeed, current_round
from techforce.audit.actions import record
from techforce.programme.models import Cohort


def draw_seed(cohort: Cohort) -> MatchSeed:
    """The seed of the cohort's current round, drawn and put on the ledger by its SHA-256 if there is none, by the system.

    Only for acts that hold the cohort. Nobody gets a second one: not after a result, and not for the same lists.
    """
    row, new = MatchSeed.objects.get_or_create(cohort=cohort, round_number=current_round(cohort))
    if new:
        record(
            "commit_seed",
            cohort,
            by=None,
            role="system",
            round=row.round_number,
            seed_commitment=row.commitment,
        )
    return row
