"""What would be touched by putting a requisition on hold or ending it; apps above add what only they know."""

from collections.abc import Callable, Iterable

from agencies.models import Requisition
from agencies.queries import seat_counts

Source = Callable[[Requisition], Iterable[str]]
_sources: list[Source] = []


def register_impact(source: Source) -> Source:
    """Add a function from a requisition to sentences about who would be affected. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def impact_of(requisition: Requisition) -> list[str]:
    """Sentences about seats and people that the act would touch; empty when it touches nobody."""
    counts = seat_counts(requisition)
    parts = [
        (counts.open, "{} open seat{} can no longer be ranked."),
        (counts.matched, "{} seat{} already matched to somebody."),
        (counts.offered, "{} seat{} offered to somebody who has not answered yet."),
        (counts.filled, "{} seat{} filled by somebody at work."),
    ]
    own = [words.format(number, "" if number == 1 else "s") for number, words in parts if number]
    return own + [line for source in _sources for line in source(requisition)]
