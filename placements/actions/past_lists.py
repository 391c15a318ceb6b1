"""Put the lists of a round aside when the next one opens: they are kept, and they no longer count."""

from datetime import datetime

from django.db.models import F, Q

from placements.models import PastRankList, RankList
from techforce.programme.models import Cohort

BATCH = 1000


def put_lists_aside(cohort: Cohort, round_number: int) -> int:
    """Keep what was certified in this round and empty every list of the cohort; returns how many were kept.

    Somebody who still has the old page open is refused when they save. The caller holds the cohort.
    """
    mine = RankList.objects.filter(Q(application__cohort=cohort) | Q(requisition__track__cohort=cohort))
    held = RankList.objects.filter(pk__in=mine.values("pk")).select_for_update(no_key=True).order_by("pk")
    rows = list(held)
    kept = [
        _as_it_was(row, round_number, row.certified_at, row.certified_by_id)
        for row in rows
        if row.certified_at is not None and row.certified_by_id is not None
    ]
    PastRankList.objects.bulk_create(kept, batch_size=BATCH)
    RankList.objects.filter(pk__in=[row.pk for row in rows]).update(
        draft=[],
        certified=[],
        certified_at=None,
        certified_by=None,
        saved_at=None,
        lock_version=F("lock_version") + 1,
    )
    return len(kept)


def _as_it_was(row: RankList, round_number: int, at: datetime, by: int) -> PastRankList:
    return PastRankList(
        application_id=row.application_id,
        requisition_id=row.requisition_id,
        round_number=round_number,
        certified=row.certified,
        certified_at=at,
        certified_by_id=by,
    )
