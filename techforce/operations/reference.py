"""What the programme starts with: agencies, partners, bodies, skills, places, grades, and cohorts from a template.

Loading creates what is missing. A row that an operator has edited is left as it is; `differences` names it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import models, transaction

from agencies.models import Agency
from applicants.actions.rubric import create_rubric
from partners.actions.partner import activate_partner, create_partner, vet_partner
from partners.models import Partner
from techforce.accounts.models import User
from techforce.programme.actions.cohort import create_cohort, set_up_cohort
from techforce.programme.actions.track import create_track
from techforce.programme.models import Cohort, DutyStation, GovernanceBody, Grade, Skill, Track

DATA = Path(__file__).parent / "data"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Noun:
    """One kind of reference row: its natural key, and how one is made."""

    model: type[models.Model]
    key: str
    rows: Callable[[], Iterable[Row]]
    make: Callable[[Row], Any]


@dataclass(frozen=True)
class Difference:
    """A row that is missing (`field` is empty) or holds another value than the files do."""

    noun: str
    key: str
    field: str = ""
    here: str = ""
    file: str = ""

    def __str__(self) -> str:
        if not self.field:
            return f"{self.noun} {self.key}: missing"
        return f"{self.noun} {self.key}: {self.field} is {self.here!r}, the files say {self.file!r}"


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Create every reference row that is missing; returns how many of each noun. Safe to run again."""
    return {str(noun.model._meta.verbose_name_plural): _create_missing(noun) for noun in nouns()}


def differences() -> list[Difference]:
    """Where the database differs from the files. Writes nothing."""
    return [found for noun in nouns() for found in _compare(noun)]


@transaction.atomic
def make_cohort(
    name: str,
    slug: str,
    *,
    opens_at: datetime,
    closes_at: datetime,
    ranking_opens_at: datetime | None = None,
    ranking_closes_at: datetime | None = None,
    rolling_intake: bool = False,
    track_keys: Iterable[str] | None = None,
    terms: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> Cohort:
    """A planned cohort with its tracks and, for each, version 1 of its standard; all dates can be changed later.

    Without `track_keys` it has every track of the template; without `terms` (what `set_up_cohort` takes) a program manager
    sets them before it is announced. Raises NotAllowed, Refused, KeyError for an unknown key.
    """
    templates = {row["key"]: row for row in read("tracks")["tracks"]}
    cohort = create_cohort(
        name, slug, by=by, ranking_opens_at=ranking_opens_at, ranking_closes_at=ranking_closes_at
    )
    if terms is not None:
        set_up_cohort(cohort, by=by, **terms)
    for order, key in enumerate(track_keys or templates, 1):
        row = templates[key]
        track = Track(
            cohort=cohort,
            key=key,
            name=row["name"],
            summary=row["summary"],
            description=row["description"],
            order=order,
            opens_at=opens_at,
            closes_at=closes_at,
            rolling_intake=rolling_intake,
        )
        create_rubric(create_track(track, by=by), standard(key), by=by)
    return cohort


def standard(key: str) -> list[Row]:
    """The template's competencies of one track, weighted alike. Raises KeyError."""
    found = read("tracks")
    track = {row["key"]: row for row in found["tracks"]}[key]
    names = track["competencies"]
    return [{**found["competencies"][name], "weight": 100 // len(names)} for name in names]


def read(name: str) -> dict[str, Any]:
    """One data file as it stands."""
    return dict(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def nouns() -> list[Noun]:
    """What is loaded, in an order in which each row finds those it points to."""
    words = read("vocabulary")
    return [
        Noun(Agency, "acronym", _agencies, partial(_insert, Agency)),
        Noun(Partner, "name", _partners, _make_partner),
        Noun(GovernanceBody, "key", _bodies, partial(_insert, GovernanceBody)),
        Noun(Skill, "key", lambda: words["skills"], partial(_insert, Skill)),
        Noun(DutyStation, "key", lambda: _numbered(words["duty_stations"]), partial(_insert, DutyStation)),
        Noun(Grade, "code", lambda: words["grades"], partial(_insert, Grade)),
    ]


def _agencies() -> Iterator[Row]:
    """Departments first, so that a bureau finds its parent once that was created."""
    rows = read("programme")["agencies"]
    for row in sorted(rows, key=lambda row: "parent" in row):
        parent = Agency.objects.filter(acronym=row["parent"]).first() if "parent" in row else None
        yield {**row, "parent": parent}


def _partners() -> Iterator[Row]:
    facts = read("programme")
    for row in facts["partners"]:
        yield {"name": row["name"], "kind": Partner.Kind.COMPANY, "sector": row["sector"]}
    for row in facts["talent_platforms"]:
        yield {"name": row["name"], "kind": Partner.Kind.TALENT_PLATFORM, "part": row["role"]}


def _bodies() -> Iterator[Row]:
    for row in read("programme")["governance"]:
        yield {"key": row["body"], "name": row["name"], "part": row["role"]}


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for order, row in enumerate(rows):
        yield {**row, "order": order}


def _insert(model: type[models.Model], row: Row) -> None:
    model._default_manager.create(**row)


def _make_partner(row: Row) -> None:
    """Announced partners were vetted before they were announced; the record says that the system moved them."""
    partner = create_partner(by=None, **row)
    vet_partner(partner, by=None)
    activate_partner(partner, by=None)


def _create_missing(noun: Noun) -> int:
    held = set(noun.model._default_manager.values_list(noun.key, flat=True))
    missing = 0
    for row in noun.rows():
        if row[noun.key] not in held:
            noun.make(row)
            missing += 1
    return missing


def _compare(noun: Noun) -> Iterator[Difference]:
    held = {getattr(row, noun.key): row for row in noun.model._default_manager.all()}
    label = str(noun.model._meta.verbose_name)
    for row in noun.rows():
        key = row[noun.key]
        if key not in held:
            yield Difference(label, key)
            continue
        for field, wanted in row.items():
            here = getattr(held[key], field)
            if here != wanted:
                yield Difference(label, key, field, str(here), str(wanted))
