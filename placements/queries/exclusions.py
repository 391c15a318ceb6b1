"""Pairs of candidate and agency that must never meet, as the engine reads them. Nothing here says why."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, Subquery

from agencies.models import Agency, Requisition
from applicants.models import Application
from placements.models import Exclusion

Row = dict[str, Any]


def exclusion_rows(people: Collection[uuid.UUID]) -> list[Row]:
    """For these applications the agencies ruled out, each with everything under it. Three queries, one without any."""
    ruled_out = _agencies_of(people, None)
    if not ruled_out:
        return []
    names = dict(Agency.objects.values_list("pk", "acronym"))
    return [
        {"candidate": str(person), "unit": names[agency]}
        for person, agencies in ruled_out.items()
        for agency in sorted(agencies)
    ]


def excluded_pairs(
    people: Collection[uuid.UUID], requisitions: Iterable[Requisition], at: datetime | None = None
) -> list[Row]:
    """The pairs of these applications and requisitions that are ruled out, now or at a moment that is past.

    Three queries, one where nobody is excluded from anything.
    """
    ruled_out = _agencies_of(people, at)
    if not ruled_out:
        return []
    parents: dict[int, int | None] = dict(Agency.objects.values_list("pk", "parent_id"))
    above = {row.pk: _with_parents(row.agency_id, parents) for row in requisitions}
    return [
        {"candidate": str(person), "requisition": str(requisition)}
        for person, agencies in ruled_out.items()
        for requisition, over in above.items()
        if agencies & over
    ]


def newest_change() -> Subquery:
    """Changes whenever an exclusion is added or lifted."""
    return Subquery(Exclusion.objects.order_by("-ledger_entry").values("ledger_entry")[:1])


def _agencies_of(people: Collection[uuid.UUID], at: datetime | None) -> dict[uuid.UUID, set[int]]:
    rows = Exclusion.objects.filter(state="standing")
    if at is not None:
        standing = Q(state="standing") | Q(state_since__gt=at)
        rows = Exclusion.objects.filter(standing, added_at__lte=at)
    agencies: dict[int, set[int]] = defaultdict(set)
    for candidate, agency in rows.values_list("candidate_id", "agency_id"):
        agencies[candidate].add(agency)
    if not agencies:
        return {}
    mine = Q(pk__in=people) | Q(
        merged_into__in=people
    )  # what was known of the account that was joined counts on
    rows_of = Application.objects.filter(mine, candidate__in=agencies).order_by("pk")
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for pk, kept, candidate in rows_of.values_list("pk", "merged_into_id", "candidate_id"):
        found[kept or pk] |= agencies[candidate]
    return found


def _with_parents(agency: int, parents: dict[int, int | None]) -> set[int]:
    found: set[int] = set()
    at: int | None = agency
    while at is not None:
        found.add(at)
        at = parents[at]
    return found
