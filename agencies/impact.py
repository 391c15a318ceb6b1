"""What would be touched by putting a requisition on hold, ending it, or ending a seat of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from agencies.models import Requisition, Seat
from agencies.queries import seat_counts


@dataclass(frozen=True)
class Affected:
    """One person who would lose a seat: which, by code, how far they are, and what there is for them instead."""

    seat: int
    code: str
    stands: str
    instead: str


Source = Callable[[Requisition, Collection[UUID]], list[Affected]]
_sources: list[Source] = []


def register_affected(source: Source) -> Source:
    """Add a function that names who holds these seats of a requisition. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def affected_by(requisition: Requisition, seats: Collection[Seat]) -> list[Affected]:
    """Everybody who would lose one of these seats, in the order of the seats."""
    found = [row for source in _sources for row in source(requisition, {seat.pk for seat in seats})]
    return sorted(found, key=lambda row: row.seat)


def impact_of(requisition: Requisition) -> list[str]:
    """Sentences about seats and people that the act would touch; empty when it touches nobody."""
    counts = seat_counts(requisition)
    parts = [
        (counts.open, "{} open seat{} can no longer be ranked."),
        (counts.matched, "{} seat{} already matched to somebody."),
        (counts.offered, "{} seat{} offered to somebody who has not answered yet."),
        (counts.filled, "{} seat{} filled by somebody at work."),
    ]
    return [words.format(number, "" if number == 1 else "s") for number, words in parts if number]
