"""Changes to a snapshot: the inputs of a dry run and of a resolve, applied by id and refused when an id is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import Offence, refuse
from .model import Candidate, Couple, Pin, Policy, Requisition, Role, Snapshot


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change; everything else stays as it is.

    `seats` and `minimums` are by requisition and role, `caps` seats by cap, `rankings` new lists by candidate.
    """

    withdraw_candidates: frozenset[str] = frozenset()
    withdraw_requisitions: frozenset[str] = frozenset()
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    minimums: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    critical: Mapping[str, bool] = field(default_factory=dict)
    rankings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    release_pins: frozenset[str] = frozenset()
    policy: Policy | None = None


def check_ids(snapshot: Snapshot, changes: Changes) -> list[Offence]:
    """Every id in the changes that the snapshot does not hold, and every number that cannot be."""
    people = {row.id for row in snapshot.candidates}
    requests = {row.id: {role.id for role in row.roles} for row in snapshot.requisitions}
    caps = {row.id for row in snapshot.caps}
    offences = []

    def note(where: str, missing: AbstractSet[str]) -> None:
        if missing:
            ids = tuple(sorted(missing))
            offences.append(
                Offence("UnknownId", f"changes.{where}", ids, f"the snapshot has no {', '.join(ids)}")
            )

    note("withdraw_candidates", changes.withdraw_candidates - people)
    note("withdraw_requisitions", changes.withdraw_requisitions - requests.keys())
    note("release_pins", changes.release_pins - {pin.candidate for pin in snapshot.pins})
    note("rankings", changes.rankings.keys() - people)
    note("critical", changes.critical.keys() - requests.keys())
    note("caps", changes.caps.keys() - caps)
    for name, table in (("seats", changes.seats), ("minimums", changes.minimums)):
        note(name, table.keys() - requests.keys())
        for request, roles in table.items():
            note(f"{name}.{request}", roles.keys() - requests.get(request, set(roles)))
            for role, value in roles.items():
                if value < 0:
                    offences.append(
                        Offence("Malformed", f"changes.{name}.{request}.{role}", (request,), "is below zero")
                    )
    return offences


def change_roles(row: Requisition, changes: Changes) -> tuple[Role, ...]:
    """Roles with new seats and minimums; a minimum never stays above its seats."""
    roles = []
    for role in row.roles:
        seats = changes.seats.get(row.id, {}).get(role.id, role.seats)
        minimum = changes.minimums.get(row.id, {}).get(role.id, role.minimum)
        roles.append(replace(role, seats=seats, minimum=min(minimum, seats)))
    return tuple(roles)


def change_requisition(row: Requisition, changes: Changes) -> Requisition:
    gone = changes.withdraw_candidates
    order = row.order
    if not gone.isdisjoint(order.ranked):
        order = replace(order, ranked=tuple(name for name in order.ranked if name not in gone))
    critical = changes.critical.get(row.id, row.critical)
    return replace(row, roles=change_roles(row, changes), order=order, critical=critical)


def change_candidate(row: Candidate, changes: Changes) -> Candidate:
    ranking = changes.rankings.get(row.id, row.ranking)
    gone = changes.withdraw_requisitions
    if not gone.isdisjoint(ranking):
        ranking = tuple(name for name in ranking if name not in gone)
    return row if ranking is row.ranking else replace(row, ranking=tuple(ranking))


def change_couple(row: Couple, changes: Changes) -> Couple:
    if row.options is None:
        return row
    return replace(
        row, options=tuple(pair for pair in row.options if changes.withdraw_requisitions.isdisjoint(pair))
    )


def apply_changes(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The snapshot with the changes made. Raises `UnknownId` (or `InvalidSnapshot`) for changes that make no sense.

    A withdrawn requisition leaves every list; a withdrawn candidate too, and the partner in a couple ranks alone.
    """
    refuse(check_ids(snapshot, changes))
    people, requests = changes.withdraw_candidates, changes.withdraw_requisitions
    kept_pins = [pin for pin in snapshot.pins if pin.candidate not in changes.release_pins]
    stays: Callable[[Any], bool] = lambda row: row.candidate not in people and row.requisition not in requests  # noqa: E731
    return replace(
        snapshot,
        candidates=tuple(
            change_candidate(row, changes) for row in snapshot.candidates if row.id not in people
        ),
        requisitions=tuple(
            change_requisition(row, changes) for row in snapshot.requisitions if row.id not in requests
        ),
        caps=tuple(
            replace(
                cap,
                seats=changes.caps.get(cap.id, cap.seats),
                requisitions=tuple(name for name in cap.requisitions if name not in requests),
            )
            for cap in snapshot.caps
            if cap.units or not requests.issuperset(cap.requisitions)
        ),
        exclusions=tuple(row for row in snapshot.exclusions if stays(row)),
        pins=tuple(pin for pin in (*kept_pins, *changes.pins) if stays(pin)),
        couples=tuple(
            change_couple(row, changes) for row in snapshot.couples if people.isdisjoint(row.candidates)
        ),
        policy=changes.policy or snapshot.policy,
    )
