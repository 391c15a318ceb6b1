"""Whether pins can hold together, judged by the engine itself before a run, and what clashes in words for staff."""

import uuid
from collections.abc import Iterable

from agencies.models import Requisition
from applicants.models import Application
from placements.explanations import FOR_AGENCY
from placements.matching import MatchingError, Offence, Snapshot, build_market
from placements.matching.model import FORMAT
from placements.models import Pin
from placements.queries.exclusions import exclusion_rows
from placements.queries.pins import as_row
from placements.snapshot import available_entries, matchable, people_rows, scores_of, unit_rows
from placements.snapshot_demand import requisition_rows
from placements.snapshot_rules import cap_rows
from techforce.programme.models import Cohort


def clashes(cohort: Cohort, pins: Iterable[Pin]) -> list[str]:
    """Why these pins cannot all hold, a sentence each; nothing when they can. Nobody's list is read."""
    rows = [as_row(pin) for pin in pins]
    people, wanted = {row["candidate"] for row in rows}, {row["requisition"] for row in rows}
    entries = available_entries(cohort, None)
    there = [person for _, person, _, _ in entries if str(person) in people]
    needs = [need for need in matchable(cohort, None) if str(need.pk) in wanted]
    document = {
        "format": FORMAT,
        "seed": "pins",  # nothing is drawn: only whether they fit is asked
        "candidates": people_rows(scores_of(entries, there), {}),
        "requisitions": requisition_rows(needs, {}),
        "units": unit_rows(),
        "caps": cap_rows(cohort),
        "exclusions": exclusion_rows(there),
        "pins": rows,
    }
    try:
        build_market(Snapshot.from_json(document))
    except MatchingError as error:
        return _sentences(error.offences)
    return []


def refusal_words(error: MatchingError) -> str:
    """Why the engine refused a run: pins that clash by name, anything else as it says it."""
    if not all(_of_pin(row) for row in error.offences):
        return f"The engine refused: {error}"
    return " ".join(["Seats decided beforehand cannot hold.", *_sentences(error.offences)])


def _of_pin(offence: Offence) -> bool:
    return offence.kind == "PinConflict" or offence.where.startswith("pin of ")


def _sentences(offences: Iterable[Offence]) -> list[str]:
    """Offences with codes and numbers in place of ids. Two queries."""
    rows = list(offences)
    ids = {_uuid(name) for row in rows for name in row.ids}
    ids |= {_uuid(row.where.removeprefix("pin of ")) for row in rows}
    known = ids - {None}
    names = {str(pk): code for pk, code in _pairs(Application, "code", known)}
    names |= {str(pk): number for pk, number in _pairs(Requisition, "number", known)}
    return list(dict.fromkeys(_sentence(row, names) for row in rows))


def _pairs(
    model: type[Application] | type[Requisition], field: str, ids: Iterable[object]
) -> Iterable[tuple]:
    return model.objects.filter(pk__in=list(ids)).values_list("pk", field)


def _uuid(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _sentence(offence: Offence, names: dict[str, str]) -> str:
    told = [names.get(name, name) for name in offence.ids]
    if offence.kind == "UnknownId":
        person = offence.where.removeprefix("pin of ")
        if offence.ids[0] == person:
            return f"{told[0]} is not available for this match."
        return f"{told[0]}, to which {names.get(person, person)} is pinned, has no open seat in this match."
    if offence.broken:
        rules = " ".join(FOR_AGENCY[code] for code in offence.broken)
        return f"{told[0]} cannot be placed at {told[1]}. {rules}"
    if offence.where.startswith("requisition "):
        return f"The open seats of {told[0]} cannot take all pins: {', '.join(told[1:])}."
    if offence.where.startswith("cap "):
        return f"The limit of {told[0]} cannot take all pins: {', '.join(told[1:])}."
    if offence.where.startswith("couple "):
        return f"{told[0]} is to be placed together with somebody, so cannot be pinned."
    if offence.where == "snapshot.pins":
        return f"{told[0]} is pinned to {told[1]} already."
    if offence.kind == "PinConflict":
        return f"{told[0]} is pinned to {told[1]} and to {told[2]}."
    return offence.message
