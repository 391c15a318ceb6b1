"""What a run changes in the snapshot it starts from: a what-if of a dry run, or exceptions that two people made.

Changes are stored on the run as plain data with the values before and after, so that the page can say them in words for
ever, and are applied to the rows before the digest is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from placements.matching import Changes, Snapshot, apply_changes
from placements.matching.model import Pin, Requisition, Weights
from placements.matching.whatif import trim

Row = dict[str, Any]
TABLES = ("seats", "minimums", "caps", "withdrawn", "exceptions")
PARTS = ("certificate", "useful", "depth", "start")
FIELDS = {
    "seats": {"requisition", "number", "role", "name", "before", "after"},
    "minimums": {"requisition", "number", "role", "name", "before", "after"},
    "caps": {"cap", "before", "after"},
    "withdrawn": {"requisition", "number"},
    "exceptions": {"override", "application", "code", "requisition", "number", "reason"},
}
MOST_SEATS, MOST_DAYS, MOST_WEIGHT = 1000, 366, 100


class BadChanges(ValueError):
    """The changes are not changes of this snapshot; says which and why."""


@dataclass(frozen=True)
class RunChanges:
    """Checked changes. `days`: how far the last start day of every requisition moves. `utility` changes nothing."""

    seats: tuple[Row, ...] = ()
    minimums: tuple[Row, ...] = ()
    caps: tuple[Row, ...] = ()
    withdrawn: tuple[Row, ...] = ()
    exceptions: tuple[Row, ...] = ()
    days: int = 0
    trim: int = 100
    weights: Mapping[str, Mapping[str, int]] | None = None
    promote: bool = False
    utility: bool = False

    def __bool__(self) -> bool:
        return self != RunChanges()

    def to_json(self) -> Row:
        """Plain data with only what differs from changing nothing."""
        found: Row = {name: list(getattr(self, name)) for name in TABLES if getattr(self, name)}
        plain = RunChanges()
        for name in ("days", "trim", "weights", "promote", "utility"):
            if getattr(self, name) != getattr(plain, name):
                found[name] = getattr(self, name)
        return found


def read_changes(data: Mapping[str, Any]) -> RunChanges:
    """The changes in stored data. Raises BadChanges for anything that is not one."""
    unknown = data.keys() - set(RunChanges.__dataclass_fields__)
    if unknown:
        raise BadChanges(f"unknown changes: {', '.join(sorted(unknown))}")
    for name in TABLES:
        for row in data.get(name, []):
            if row.keys() != FIELDS[name]:
                raise BadChanges(f"{name} holds {sorted(row)}, not {sorted(FIELDS[name])}")
    values: Row = {name: tuple(value) if name in TABLES else value for name, value in data.items()}
    made = RunChanges(**values)
    for row in (*made.seats, *made.minimums, *made.caps):
        _within("number of seats", row["after"], 0, MOST_SEATS)
    _within("days", made.days, -MOST_DAYS, MOST_DAYS)
    _within("percent", made.trim, 0, 100)
    for value in (made.weights or {"after": {}})["after"].values():
        _within("weight", value, 0, MOST_WEIGHT)
    if made.weights and not any(made.weights["after"].values()):
        raise BadChanges("one weight at least must be above zero")
    return made


def _within(what: str, value: Any, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise BadChanges(f"{what} must be {least} to {most}, not {value}")


def changed(snapshot: Snapshot, changes: RunChanges) -> Snapshot:
    """The snapshot with the changes made. Raises MatchingError for an id it does not hold, BadChanges for bad dates."""
    held = {pin.candidate for pin in snapshot.pins}
    snapshot = _with_couples_apart(snapshot, {row["application"] for row in changes.exceptions})
    made = apply_changes(
        snapshot,
        Changes(
            withdraw_requisitions=frozenset(row["requisition"] for row in changes.withdrawn),
            seats=_by_role(changes.seats),
            minimums=_by_role(changes.minimums),
            caps={row["cap"]: row["after"] for row in changes.caps},
            release_pins=frozenset(held & {row["application"] for row in changes.exceptions}),
            pins=tuple(
                Pin(row["application"], row["requisition"], row["reason"]) for row in changes.exceptions
            ),
        ),
    )
    if changes.trim < 100:
        made = trim(made, changes.trim)
    if changes.days:
        made = replace(made, requisitions=tuple(_moved(row, changes.days) for row in made.requisitions))
    policy = made.policy
    if changes.weights:
        policy = replace(policy, weights=Weights(**changes.weights["after"]))
    if changes.promote:
        policy = replace(policy, ties="promote")
    return replace(made, policy=policy)


def _with_couples_apart(snapshot: Snapshot, decided: set[str]) -> Snapshot:
    """Somebody whom two people place cannot also be placed jointly: their partner ranks alone."""
    return replace(
        snapshot, couples=tuple(row for row in snapshot.couples if decided.isdisjoint(row.candidates))
    )


def _moved(row: Requisition, days: int) -> Requisition:
    """The last day to start, moved; a window never ends before it begins."""
    first, last = row.start
    return replace(row, start=(first, max(first, min(last + days, 3652059))))


def _by_role(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["requisition"], {})[row["role"]] = row["after"]
    return found


def in_words(changes: RunChanges) -> list[str]:
    """What is changed, a sentence each."""
    found = [_seats_words(row, "seats") for row in changes.seats]
    found += [_seats_words(row, "at least") for row in changes.minimums]
    found += [f"{row['number']} is withdrawn from every list." for row in changes.withdrawn]
    found += [f"The limit {row['cap']} is {row['after']} instead of {row['before']}." for row in changes.caps]
    if changes.days:
        way = "later" if changes.days > 0 else "earlier"
        found.append(f"The last day to start is {abs(changes.days)} days {way} everywhere.")
    if changes.trim < 100:
        found.append(
            f"Requisitions that are not mission critical keep {changes.trim}% of their seats, rounded down."
        )
    if changes.weights:
        found.append(
            f"The score weighs {_weights(changes.weights['after'])} instead of {_weights(changes.weights['before'])}."
        )
    if changes.promote:
        found.append("Ties go to people who have run out of choices.")
    if changes.utility:
        found.append(
            "Compared with the assignment that places most people, whoever would rather have each other."
        )
    found += [
        f"{row['code']} is placed at {row['number']} by an exception of two people."
        for row in changes.exceptions
    ]
    return found


def _seats_words(row: Row, what: str) -> str:
    where = f"{row['number']}, {row['name']}," if row["name"] else row["number"]
    if what == "seats":
        return f"{where} has {row['after']} {'seat' if row['after'] == 1 else 'seats'} instead of {row['before']}."
    return f"{where} opens with at least {row['after']} instead of {row['before']}."


def _weights(weights: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {weights[name]}" for name in PARTS)
