"""Agencies look for people on a certificate: by skill, place and words in the masked evidence, never by identity."""

import re
import uuid
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Requisition
from applicants.models import Application, ApplicationSkill, HiddenPhrase
from placements.models import Certificate, CertificateEntry, EntryEvidence
from placements.models.certificate import EntryQuerySet
from placements.rules.fit import Fit, fit_of
from placements.rules.judging import judge_people
from placements.snapshot import people_rows, requisition_rows, with_terms
from techforce.programme.models import DutyStation, Skill

from .exclusions import excluded_pairs
from .fit import weights_of
from .pool import Pool, pool_of, valid_entries
from .ranking import with_evidence
from .signals import signalled_to, who_signalled

# Never part of a text: control characters, which forms and files do not let through.
START, STOP = "\x02", "\x03"
CUT = re.compile(f"({START}.*?{STOP})", re.DOTALL)


@dataclass(frozen=True)
class PeopleWanted:
    """What an agency looks for. Of several skills a person must have each."""

    skills: tuple[tuple[Skill, int], ...] = ()
    place: DutyStation | None = None
    words: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.skills or self.place or self.words)


@dataclass(frozen=True)
class ExcerptPart:
    """A stretch of an excerpt; `found` is what was looked for."""

    text: str
    found: bool


def people_on(certificate: Certificate, wanted: PeopleWanted) -> EntryQuerySet:
    """People who are available on a certificate and have all that is wanted, in its order."""
    rows = valid_entries().filter(certificate=certificate, state="available")
    for skill, level in wanted.skills:
        held = ApplicationSkill.objects.filter(
            application=OuterRef("application"), skill=skill, level__gte=level
        )
        rows = rows.filter(Exists(held))
    if wanted.place is not None:
        accepted = Application.places.through.objects.filter(
            application=OuterRef("application"), dutystation=wanted.place
        )
        rows = rows.filter(Exists(accepted))
    if wanted.words:
        rows = rows.filter(Exists(_evidence().filter(entry=OuterRef("pk"), words=_query(wanted.words))))
    return with_evidence(rows)


def excerpts(entries: list[CertificateEntry], words: str) -> dict[uuid.UUID, list[ExcerptPart]]:
    """For each of these entries the places where the words stand, in parts. One query; none without words."""
    if not words or not entries:
        return {}
    marked = SearchHeadline(
        "body",
        _query(words),
        config="english",
        start_sel=START,
        stop_sel=STOP,
        max_words=30,
        min_words=12,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    rows = _evidence().filter(entry__in=[row.pk for row in entries]).annotate(cut=marked)
    return {pk: _parts(cut) for pk, cut in rows.values_list("entry", "cut")}


def _evidence() -> QuerySet[EntryEvidence]:
    """Evidence that no word was hidden in since it was masked."""
    later = HiddenPhrase.objects.filter(
        application=OuterRef("entry__application"), added_at__gte=OuterRef("masked_at")
    )
    return EntryEvidence.objects.filter(~Exists(later))


def _query(words: str) -> SearchQuery:
    return SearchQuery(words, config="english", search_type="websearch")


def _parts(cut: str) -> list[ExcerptPart]:
    pieces = (piece for piece in CUT.split(cut) if piece)
    return [ExcerptPart(piece.strip(START + STOP), piece.startswith(START)) for piece in pieces]


@dataclass(frozen=True)
class ShownPerson:
    """One person of the list: the entry, where the words stand in the evidence, how they meet a requisition and like it."""

    entry: CertificateEntry
    excerpt: list[ExcerptPart]
    fit: Fit | None
    broken: tuple[str, ...]
    signalled: bool


@dataclass(frozen=True)
class FitToRequisition:
    """How one person meets one requisition of the agency."""

    requisition: Requisition
    fit: Fit
    broken: tuple[str, ...]
    signalled: bool


def shown_people(
    entries: list[CertificateEntry], words: str, requisition: Requisition | None
) -> list[ShownPerson]:
    """The people of one page with their excerpts, and their fit to a requisition if one is named."""
    found = excerpts(entries, words)
    pool, signalled = Pool(), frozenset[uuid.UUID]()
    if requisition is not None:
        pool, signalled = pool_of(requisition), who_signalled(requisition)
    return [
        ShownPerson(
            row,
            found.get(row.pk, []),
            pool.fit(row.pk),
            pool.people[row.pk].broken if row.pk in pool.people else (),
            row.application_id in signalled,
        )
        for row in entries
    ]


def fits_of(entry: CertificateEntry, requisitions: QuerySet[Requisition]) -> list[FitToRequisition]:
    """How one person meets each of these requisitions of the entry's track. Nine queries, however many there are."""
    rows = list(with_terms(requisitions))
    if not rows:
        return []
    weights = weights_of(entry.certificate.track)
    people = people_rows({entry.application_id: {entry.certificate.track.key: entry.score}}, {})
    apart = excluded_pairs([entry.application_id], rows)
    signalled = signalled_to(entry.application_id, rows)
    found = []
    for row, asked in zip(rows, requisition_rows(rows, {}), strict=True):
        verdict = judge_people(people, asked, weights, apart).people[str(entry.application_id)]
        fit = fit_of(verdict.score, verdict.points, weights)
        found.append(FitToRequisition(row, fit, verdict.broken, row.pk in signalled))
    return found
