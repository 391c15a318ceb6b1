"""From untrusted JSON to a `Snapshot`: the shape of every row first, then every reference between rows."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .errors import Offence, refuse
from .fields import Fields, show
from .model import (
    FORMAT,
    ROLE_LIMIT,
    SCORE_MAX,
    Candidate,
    Cap,
    Couple,
    Exclusion,
    Order,
    Pin,
    Policy,
    Requisition,
    Role,
    Snapshot,
    Unit,
    Weights,
)
from .references import check_references

SEATS_LIMIT = 1_000_000
Row = TypeVar("Row")


def names(cls: type) -> frozenset[str]:
    return frozenset(cls.__dataclass_fields__)  # type: ignore[attr-defined]


def read_snapshot(document: str | bytes | Mapping[str, Any]) -> Snapshot:
    """The snapshot in a document. Raises `InvalidSnapshot` or its subclass with every offence found."""
    offences: list[Offence] = []
    data = parse(document, offences) if isinstance(document, (str, bytes, bytearray)) else document
    refuse(offences)
    top = Fields(data, "snapshot", offences, names(Snapshot) | {"format"})
    if top.data.get("format") != FORMAT:
        top.note("format", f"must be {FORMAT}, not {show(top.data.get('format'))}")
    snapshot = Snapshot(
        seed=top.text("seed"),
        candidates=read_rows(top, "candidates", Candidate, read_candidate),
        requisitions=read_rows(top, "requisitions", Requisition, read_requisition),
        units=read_rows(top, "units", Unit, read_unit),
        caps=read_rows(top, "caps", Cap, read_cap),
        exclusions=read_rows(top, "exclusions", Exclusion, read_exclusion, exclusion_key),
        pins=read_rows(top, "pins", Pin, read_pin, pin_key),
        couples=read_rows(top, "couples", Couple, read_couple),
        policy=read_policy(top.data.get("policy", {}), offences),
    )
    refuse(offences)
    refuse(check_references(snapshot))
    return snapshot


def parse(document: str | bytes | bytearray, offences: list[Offence]) -> Any:
    """The JSON value in a text; a repeated key, a number that is not finite or absurd nesting is an offence."""
    try:
        return json.loads(document, object_pairs_hook=unique_keys, parse_constant=refuse_constant)
    except RecursionError:
        problem = "nested too deeply"
    except (ValueError, UnicodeDecodeError) as error:
        problem = str(error)[:200]
    offences.append(Offence("Malformed", "document", (), f"cannot be read as JSON: {problem}"))
    return {}


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the field {show(twice)} appears twice in one object")
    return row


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def row_id(row: Any) -> str:
    return row.id


def exclusion_key(row: Exclusion) -> tuple[str, str, str, str]:
    return (row.candidate, row.requisition or "", row.unit or "", row.reason)


def pin_key(row: Pin) -> tuple[str, str]:
    return (row.candidate, row.requisition)


def read_rows(
    top: Fields, name: str, cls: type, read: Callable[[Fields], Row], key: Callable[[Any], Any] = row_id
) -> tuple[Row, ...]:
    """Every row of a list, sorted by its key; equal keys are an offence except for exclusions, which may repeat."""
    fields = names(cls)
    rows = [
        read(Fields(item, f"{name}[{at}]", top.offences, fields)) for at, item in enumerate(top.rows(name))
    ]
    rows.sort(key=key)
    if name == "exclusions":
        rows = list(dict.fromkeys(rows))
    else:
        for one, two in itertools.pairwise(rows):
            if key(one) == key(two):
                value = key(one)
                ids = (value,) if isinstance(value, str) else tuple(value)
                top.note(name, f"holds {' with '.join(ids)} more than once", "DuplicateId", ids)
    return tuple(rows)


def read_candidate(row: Fields) -> Candidate:
    return Candidate(
        id=row.text("id"),
        tracks=row.levels("tracks", 0, SCORE_MAX),
        ranking=row.texts("ranking"),
        skills=row.levels("skills", 0, 100),
        citizen=row.flag("citizen", True),
        clearance=row.whole("clearance", 0, 10, 0),
        places=tuple(sorted(row.texts("places", "DuplicateId"))),
        remote=row.flag("remote", False),
        start=row.window("start"),
        grades=row.span("grades", 1, 15),
        travel=row.whole("travel", 0, 100, 100),
        on_site=row.whole("on_site", 0, 7, 7),
    )


def read_requisition(row: Fields) -> Requisition:
    tracks = tuple(sorted(row.texts("tracks", "DuplicateId")))
    if not tracks:
        row.note("tracks", "must name at least one track")
    return Requisition(
        id=row.text("id"),
        roles=read_roles(row),
        tracks=tracks,
        unit=row.maybe_text("unit"),
        critical=row.flag("critical", False),
        priority=row.whole("priority", 0, 1_000_000, 100),
        skills=row.levels("skills", 1, 100),
        useful=row.levels("useful", 1, 100),
        citizenship=row.flag("citizenship", True),
        clearance=row.whole("clearance", 0, 10, 0),
        places=tuple(sorted(row.texts("places", "DuplicateId"))),
        remote=row.flag("remote", False),
        start=row.window("start"),
        grades=row.span("grades", 1, 15),
        travel=row.whole("travel", 0, 100, 0),
        on_site=row.whole("on_site", 0, 7, 0),
        order=read_order(row.data.get("order", {}), row),
    )


def read_roles(row: Fields) -> tuple[Role, ...]:
    """Roles keep the order the agency gave: the first one is filled with its best people."""
    roles: list[Role] = []
    for at, item in enumerate(row.rows("roles")):
        role = Fields(item, f"{row.where}.roles[{at}]", row.offences, names(Role))
        seats = role.whole("seats", 0, SEATS_LIMIT)
        minimum = role.whole("minimum", 0, SEATS_LIMIT, 0)
        if minimum > seats:
            role.note("minimum", f"is {minimum}, above its {seats} seats")
        roles.append(Role(role.text("id"), seats, minimum, role.levels("skills", 1, 100)))
    if not 1 <= len(roles) <= ROLE_LIMIT:
        row.note("roles", f"must hold 1 to {ROLE_LIMIT} roles")
    ids = [role.id for role in roles]
    for twice in sorted({name for name in ids if ids.count(name) > 1} if len(ids) <= ROLE_LIMIT else ()):
        row.note("roles", f"holds {twice} more than once", "DuplicateId", (twice,))
    return tuple(roles)


def read_order(data: Any, row: Fields) -> Order:
    order = Fields(data, f"{row.where}.order", row.offences, names(Order))
    by = order.one_of("by", ("score", "list"), "score")
    ranked = order.texts("ranked")
    if by == "score" and ("ranked" in order.data or "unranked" in order.data):
        order.note("by", "is score, so ranked and unranked have no place here")
    return Order(by, ranked, order.one_of("unranked", ("excluded", "by_score"), "excluded"))


def read_unit(row: Fields) -> Unit:
    return Unit(row.text("id"), row.maybe_text("parent"))


def read_cap(row: Fields) -> Cap:
    cap = Cap(
        id=row.text("id"),
        seats=row.whole("seats", 0, SEATS_LIMIT),
        units=tuple(sorted(row.texts("units", "DuplicateId"))),
        requisitions=tuple(sorted(row.texts("requisitions", "DuplicateId"))),
        lists=row.one_of("lists", ("refuse", "by_place"), "refuse"),
    )
    if not cap.units and not cap.requisitions:
        row.note("units", "or requisitions must name what the cap is over")
    return cap


def read_exclusion(row: Fields) -> Exclusion:
    exclusion = Exclusion(
        row.text("candidate"), row.maybe_text("requisition"), row.maybe_text("unit"), row.reason()
    )
    if (exclusion.requisition is None) == (exclusion.unit is None):
        row.note("", "must name either a requisition or a unit")
    return exclusion


def read_pin(row: Fields) -> Pin:
    return Pin(row.text("candidate"), row.text("requisition"), row.reason())


def read_couple(row: Fields) -> Couple:
    pair = row.texts("candidates", "DuplicateId")
    if len(pair) != 2:
        row.note("candidates", "must name two candidates")
        pair = ("", "")
    apart = row.one_of("apart", ("never", "if_needed"), "never")
    return Couple(row.text("id"), (pair[0], pair[1]), apart, read_options(row))


def read_options(row: Fields) -> tuple[tuple[str, str], ...] | None:
    """Agreed joint choices; nothing given means they are worked out, an empty list that there are none."""
    if row.data.get("options") is None:
        return None
    options = []
    for at, item in enumerate(row.rows("options")):
        if type(item) is list and len(item) == 2 and all(type(part) is str for part in item):
            options.append((item[0], item[1]))
        else:
            row.note(f"options[{at}]", f"must be two requisition ids, not {show(item)}")
    if len(set(options)) != len(options):
        row.note("options", "names one joint choice twice", "DuplicateRank")
    return tuple(options)


def read_policy(data: Any, offences: list[Offence]) -> Policy:
    row = Fields(data, "snapshot.policy", offences, names(Policy))
    parts = Fields(row.data.get("weights", {}), "snapshot.policy.weights", offences, names(Weights))
    default = Weights()
    weights = Weights(
        *(parts.whole(name, 0, 1000, getattr(default, name)) for name in Weights.__dataclass_fields__)
    )
    if not weights.certificate + weights.useful + weights.depth + weights.start:
        parts.note("", "must not all be zero")
    return Policy(
        teams=row.one_of("teams", ("drop", "lex"), "drop"),
        ties=row.one_of("ties", ("lottery", "promote"), "lottery"),
        couple_rounds=row.whole("couple_rounds", 1, 100_000, 400),
        weights=weights,
    )
