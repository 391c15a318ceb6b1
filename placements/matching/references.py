"""Checks that every id a snapshot mentions exists, and that pairs, pins and the agency tree make sense together."""

from __future__ import annotations

from .errors import Offence
from .model import Requisition, Snapshot

TEXT_KINDS = {"requisition": "no requisition", "candidate": "no candidate", "unit": "no unit"}


class Known:
    """The ids of a snapshot, and the notes taken about references that point nowhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.requisition = {row.id for row in snapshot.requisitions}
        self.candidate = {row.id for row in snapshot.candidates}
        self.unit = {row.id for row in snapshot.units}
        self.offences: list[Offence] = []

    def check(self, kind: str, ids: tuple[str, ...], where: str) -> None:
        missing = tuple(sorted(set(ids) - getattr(self, kind)))
        if missing:
            named = ", ".join(missing[:10]) + (" and more" if len(missing) > 10 else "")
            self.note("UnknownId", where, missing, f"there is {TEXT_KINDS[kind]} {named}")

    def note(self, kind: str, where: str, ids: tuple[str, ...], message: str) -> None:
        self.offences.append(Offence(kind, where, ids, message))


def check_references(snapshot: Snapshot) -> list[Offence]:
    """Every reference that points nowhere, and every contradiction between rows that needs no arithmetic."""
    known = Known(snapshot)
    for person in snapshot.candidates:
        if not known.requisition.issuperset(person.ranking):
            known.check("requisition", person.ranking, f"candidate {person.id} ranking")
    for request in snapshot.requisitions:
        check_requisition(request, known)
    for unit in snapshot.units:
        known.check("unit", (unit.parent,) if unit.parent else (), f"unit {unit.id} parent")
    check_tree(snapshot, known)
    for cap in snapshot.caps:
        known.check("unit", cap.units, f"cap {cap.id} units")
        known.check("requisition", cap.requisitions, f"cap {cap.id} requisitions")
    for row in snapshot.exclusions:
        where = f"exclusion of {row.candidate}"
        known.check("candidate", (row.candidate,), where)
        known.check("requisition", (row.requisition,) if row.requisition else (), where)
        known.check("unit", (row.unit,) if row.unit else (), where)
    check_pins(snapshot, known)
    check_couples(snapshot, known)
    return known.offences


def check_requisition(request: Requisition, known: Known) -> None:
    known.check("candidate", request.order.ranked, f"requisition {request.id} order")
    if request.unit is not None:
        known.check("unit", (request.unit,), f"requisition {request.id} unit")


def check_tree(snapshot: Snapshot, known: Known) -> None:
    """A unit that is its own ancestor is refused."""
    parent = {unit.id: unit.parent for unit in snapshot.units}
    safe: set[str] = set()
    for start in sorted(parent):
        path: list[str] = []
        seen: set[str] = set()
        at: str | None = start
        while at is not None and at in parent and at not in safe and at not in seen:
            seen.add(at)
            path.append(at)
            at = parent[at]
        if at is not None and at in seen:
            ring = tuple(path[path.index(at) :])
            known.note("Malformed", "units", ring, f"{' under '.join(ring)} under {at} again is a circle")
        safe.update(path)


def check_pins(snapshot: Snapshot, known: Known) -> None:
    pinned: dict[str, str] = {}
    for pin in snapshot.pins:
        known.check("candidate", (pin.candidate,), f"pin of {pin.candidate}")
        known.check("requisition", (pin.requisition,), f"pin of {pin.candidate}")
        other = pinned.setdefault(pin.candidate, pin.requisition)
        if other != pin.requisition:
            known.note(
                "PinConflict",
                f"pin of {pin.candidate}",
                (pin.candidate, other, pin.requisition),
                f"{pin.candidate} is pinned to {other} and to {pin.requisition}",
            )


def check_couples(snapshot: Snapshot, known: Known) -> None:
    """A person is in one couple at most, never also pinned, and joint choices stay inside both certified rankings."""
    ranking = {person.id: set(person.ranking) for person in snapshot.candidates}
    pinned = {pin.candidate for pin in snapshot.pins}
    taken: dict[str, str] = {}
    for couple in snapshot.couples:
        where = f"couple {couple.id}"
        known.check("candidate", couple.candidates, where)
        for person in couple.candidates:
            other = taken.setdefault(person, couple.id)
            if other != couple.id:
                known.note(
                    "Malformed", where, (person, other, couple.id), f"{person} is already in couple {other}"
                )
            if person in pinned:
                known.note(
                    "PinConflict",
                    where,
                    (person, couple.id),
                    f"{person} is pinned and cannot also rank as a couple",
                )
        for at, option in enumerate(couple.options or ()):
            known.check("requisition", option, f"{where} options[{at}]")
            for person, choice in zip(couple.candidates, option, strict=True):
                if person in ranking and choice in known.requisition and choice not in ranking[person]:
                    known.note(
                        "Malformed", where, (person, choice), f"{choice} is not on the ranking of {person}"
                    )
