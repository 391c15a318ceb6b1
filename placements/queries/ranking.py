"""What each side can rank, with the facts to rank by and the hard rules that stand in the way."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import QuerySet

from agencies.models import Requisition
from applicants.models import Application
from placements.matching import Snapshot, build_market
from placements.matching.eligibility import names_of
from placements.matching.model import FORMAT
from placements.models import CertificateEntry, RankList
from placements.models.certificate import EntryQuerySet
from placements.rules.fit import Fit
from placements.snapshot import people_rows
from placements.snapshot_demand import requisition_rows, with_terms
from techforce.accounts.models import User

from .exclusions import excluded_pairs
from .pool import Pool, valid_entries

Codes = tuple[str, ...]


@dataclass(frozen=True)
class RequisitionChoice:
    """One requisition as a candidate weighs it. `broken`: codes of hard rules that rule a match out."""

    requisition: Requisition
    broken: Codes
    is_open: bool

    @property
    def pk(self) -> uuid.UUID:
        return self.requisition.pk


@dataclass(frozen=True)
class PersonChoice:
    """One person as an agency weighs them: a code, skills and terms, never a name.

    `entry` is read only for those who are shown (`with_people`), because a pool can hold thousands.
    """

    pk: uuid.UUID
    broken: Codes
    is_open: bool
    fit: Fit | None = None
    entry: CertificateEntry | None = None


def ranking_application(user: User) -> Application | None:
    """The application with which somebody takes part in ranking: certified, newest first."""
    rows = Application.objects.filter(candidate__user=user, state="certified")
    return rows.select_related("cohort", "candidate__user").order_by("-submitted_at").first()


def available_entries(application: Application) -> EntryQuerySet:
    """Entries in which the person said that they are available, on certificates that hold."""
    return valid_entries().filter(application=application, state="available")


def requisitions_to_rank(application: Application) -> QuerySet[Requisition]:
    """Published requisitions of the tracks in which the person is available."""
    tracks = available_entries(application).values("certificate__track")
    return Requisition.objects.rankable().filter(track__in=tracks)


def list_of_candidate(application: Application) -> RankList:
    """The candidate's list, unsaved when there is none yet."""
    found = RankList.objects.filter(application=application).first()
    return found or RankList(application=application)


def list_of_requisition(requisition: Requisition) -> RankList:
    """The requisition's list, unsaved when there is none yet."""
    found = RankList.objects.filter(requisition=requisition).first()
    return found or RankList(requisition=requisition)


def requisition_choices(
    application: Application, kept: Iterable[uuid.UUID]
) -> dict[uuid.UUID, RequisitionChoice]:
    """Everything the candidate can rank, and what is on their list already (`kept`) even if it closed since."""
    open_now = set(requisitions_to_rank(application).values_list("pk", flat=True))
    rows = list(
        with_terms(Requisition.objects.filter(pk__in=open_now | set(kept)))
        .prefetch_related("roles")
        .order_by("agency__name", "number")
    )
    scores = _scores(available_entries(application))
    broken = broken_rules({application.pk: scores.get(application.pk, {})}, rows)
    return {
        row.pk: RequisitionChoice(row, broken[application.pk, row.pk], row.pk in open_now) for row in rows
    }


def person_choices(pool: Pool, kept: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonChoice]:
    """Everybody the agency can rank, and who is on its list already (`kept`) even if they left since.

    In certificate order, without the people themselves: see `with_people`.
    """
    found = {
        pk: PersonChoice(pk, standing.broken, True, pool.fit(pk)) for pk, standing in pool.people.items()
    }
    for pk in kept:
        found.setdefault(pk, PersonChoice(pk, (), False))
    return found


def with_people(choices: Iterable[PersonChoice]) -> list[PersonChoice]:
    """The same choices with their people. Four queries, for as many as are shown; who is unknown is left out."""
    rows = list(choices)
    entries = with_evidence(CertificateEntry.objects.filter(pk__in=[row.pk for row in rows]))
    found = {entry.pk: entry for entry in entries}
    return [replace(row, entry=found[row.pk]) for row in rows if row.pk in found]


def with_evidence(entries: EntryQuerySet) -> EntryQuerySet:
    """Entries with what an agency page shows of each: no name is read."""
    related = entries.select_related("application", "certificate")
    return related.prefetch_related("application__skills__skill", "application__places").order_by(
        "-score", "id"
    )


def broken_rules(
    scores: Mapping[uuid.UUID, Mapping[str, int]], requisitions: list[Requisition]
) -> dict[tuple[uuid.UUID, uuid.UUID], Codes]:
    """For each pair the hard rules it breaks, judged by the engine itself, so that page and match cannot differ."""
    ids = [str(row.pk) for row in requisitions]
    document = {
        "format": FORMAT,
        "seed": "unused",
        "candidates": people_rows(scores, dict.fromkeys(scores, ids)),
        "requisitions": requisition_rows(requisitions, {}),
        "units": [
            {"id": name, "parent": None} for name in sorted({row.agency.acronym for row in requisitions})
        ],
        "exclusions": excluded_pairs(scores, requisitions),
    }
    market = build_market(Snapshot.from_json(document))
    people, rows = market.columns.candidate_ids, market.columns.requisition_ids
    person = np.repeat(np.arange(len(people)), np.diff(market.indptr))
    return {
        (uuid.UUID(people[who]), uuid.UUID(rows[where])): names_of(int(bits))
        for who, where, bits in zip(person, market.choice, market.fail, strict=True)
    }


def _scores(entries: EntryQuerySet) -> dict[uuid.UUID, dict[str, int]]:
    found: dict[uuid.UUID, dict[str, int]] = {}
    for application, key, score in entries.values_list("application_id", "certificate__track__key", "score"):
        found.setdefault(application, {})[key] = score
    return found
