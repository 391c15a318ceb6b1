"""What would be touched by putting a requisition on hold or ending it."""

from agencies.models import Requisition
from agencies.queries import seat_counts


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
