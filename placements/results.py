"""From what the engine found to rows: one result for each person, each line of their list with what became of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agencies.models import Requisition
from placements.matching import Explanations, Market, Result
from placements.matching.eligibility import names_of
from placements.matching.explain import CODES, INELIGIBLE, TEAM_CLOSED
from placements.matching.model import Pin
from placements.matching.result import closed_data
from placements.models import CertificateEntry, MatchResult, MatchRun, RankList
from placements.snapshot_demand import PLAIN
from techforce.many_ids import as_text, ids_of

Row = dict[str, Any]
BATCH = 2000


class ResultRow(NamedTuple):
    """The columns of one `MatchResult` as the database takes them: ids as text, `reasons` as JSON."""

    run_id: str
    application_id: str
    requisition_id: str | None
    entry_id: str | None
    role_id: int | None
    candidate_rank: int | None
    agency_rank: int | None
    exception: str
    pair: str
    reasons: str


class Tails:
    """What became of each ranked pair, as the end of a JSON object: written once for each outcome, not for each pair."""

    def __init__(self, market: Market, result: Result, made: Explanations) -> None:
        code = made.code.astype(np.int64)
        failed = np.where(code == INELIGIBLE, market.fail, 0).astype(np.int64)
        team = np.where(code == TEAM_CLOSED, market.choice, 0).astype(np.int64)
        kinds, which = np.unique(team << 32 | failed << 8 | code, return_inverse=True)
        missing = missing_roles(market, result)
        names = market.columns.requisition_ids
        self.which: npt.NDArray[np.int64] = which
        self.texts = [
            _tail(kind & 0xFF, kind >> 8 & 0xFFFF, missing.get(names[kind >> 32], {}))
            for kind in kinds.tolist()
        ]

    def of(self, first: int, last: int) -> list[str]:
        """Those of a stretch of pairs."""
        return [self.texts[at] for at in self.which[first:last].tolist()]


def _tail(code: int, failed: int, missing: dict[str, int]) -> str:
    outcome: Row = {"code": CODES[code], "failed": list(names_of(failed))}
    if code == TEAM_CLOSED:
        outcome["missing"] = missing
    return json.dumps(outcome)[1:]


GONE = json.dumps({"code": "gone", "failed": []})[1:]


def result_rows(
    run: MatchRun, market: Market, result: Result, made: Explanations, pins: Iterable[Pin]
) -> Iterator[ResultRow]:
    """A result for everybody in the run, one at a time: together they hold a million explanations.

    `reasons` holds codes in the order of the person's own list. `exception` says which of them two people decided, before the
    match or after it, and in which class of reason; `candidate_rank` stays empty where they had not asked to be.
    """
    people, requisitions = market.columns.candidate_ids, market.columns.requisition_ids
    own, theirs = _own_lists(run, people), _agency_places(requisitions)
    tracks = dict(Requisition.objects.filter(pk__in=ids_of(requisitions)).values_list("pk", "track_id"))
    track_of = {str(pk): track for pk, track in tracks.items()}
    entries = _entries(run, people)
    why = {(pin.candidate, pin.requisition): pin.reason for pin in pins}
    joint = joint_outcomes(market, result)
    tails, choice, key = Tails(market, result, made), market.choice, str(run.pk)
    for at, person in enumerate(people):
        first, last = int(market.indptr[at]), int(market.indptr[at + 1])
        tried = [requisitions[request] for request in choice[first:last].tolist()]
        became = dict(zip(tried, tails.of(first, last), strict=True))
        order = own.get(person) or _ranked(market, at)
        reasons = _reasons(order, became)
        pair = joint.get(at, "")
        if result.assign[at] < 0:
            yield ResultRow(key, person, None, None, None, None, None, "", pair, reasons)
            continue
        where = requisitions[result.assign[at]]
        entry = entries[person, track_of[where]]
        yield ResultRow(
            run_id=key,
            application_id=person,
            requisition_id=where,
            entry_id=entry,
            role_id=_role(market, result, at),
            candidate_rank=order.index(where) + 1 if where in order else None,
            agency_rank=theirs.get(where, {}).get(entry),
            exception=why.get((person, where), ""),
            pair=pair,
            reasons=reasons,
        )


def joint_outcomes(market: Market, result: Result) -> dict[int, str]:
    """For everybody who ranked jointly whether they were placed together or each on their own list."""
    return {
        person: "together" if option >= 0 else "apart"
        for people, option in zip(market.couples.tolist(), result.couples, strict=True)
        for person in people
    }


def _reasons(order: list[str], became: Mapping[str, str]) -> str:
    """Every line of the person's certified list with its code; what was not in the run any more is `gone`."""
    lines = [
        f'{{"requisition": "{requisition}", "place": {place}, {became.get(requisition, GONE)}'
        for place, requisition in enumerate(order, 1)
    ]
    return f"[{', '.join(lines)}]"


def _ranked(market: Market, person: int) -> list[str]:
    """The list the person had in the run: without a pin that they had not ranked."""
    columns = market.columns
    own = columns.choice[columns.indptr[person] : columns.indptr[person + 1]]
    return [columns.requisition_ids[at] for at in own.tolist()]


def _own_lists(run: MatchRun, people: Iterable[str]) -> dict[str, list[str]]:
    """The whole certified list of each person; for a variant as it was when the run that it changes was made."""
    if run.base_id is None:
        rows = RankList.objects.filter(application__in=ids_of(people)).annotate(names=as_text("certified"))
        return {str(pk): names for pk, names in rows.values_list("application_id", "names")}
    before = MatchResult.objects.filter(run=run.base_id).values_list("application_id", "reasons")
    return {
        str(person): [line["requisition"] for line in lines]
        for person, lines in before.iterator(chunk_size=BATCH)
    }


def _agency_places(requisitions: Iterable[str]) -> dict[str, dict[str, int]]:
    """For each requisition the place of each entry on its certified list, first = 1."""
    rows = RankList.objects.filter(requisition__in=ids_of(requisitions)).annotate(names=as_text("certified"))
    return {
        str(pk): {entry: place for place, entry in enumerate(names, 1)}
        for pk, names in rows.values_list("requisition_id", "names")
    }


def missing_roles(market: Market, result: Result) -> dict[str, dict[str, int]]:
    """For each team that did not open, the seats that were missing, by role."""
    rows = closed_data(result.closed_teams, market)
    return {row["requisition"]: row["missing"] for row in rows}


def _role(market: Market, result: Result, person: int) -> int | None:
    name = market.columns.role_ids[result.assign[person]][result.role[person]]
    return None if name == PLAIN else int(name)


def _entries(run: MatchRun, people: Iterable[str]) -> dict[tuple[str, Any], str]:
    """(person, track) to the entry that stands for them there: the available one, else the newest."""
    rows = CertificateEntry.objects.filter(
        application__in=ids_of(people), certificate__track__cohort=run.cohort_id
    )
    found: dict[tuple[str, Any], str] = {}
    for pk, person, track, state in rows.order_by("state_since").values_list(
        "pk", "application_id", "certificate__track_id", "state"
    ):
        owner = (str(person), track)
        if state == "available" or owner not in found:
            found[owner] = str(pk)
    return found
