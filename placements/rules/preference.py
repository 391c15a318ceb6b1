"""Whom a ranked list passes over: a preference-eligible person behind somebody who stands no higher on the certificate.

5 U.S.C. 3318: a preference eligible may not be passed over for a lower-standing person without preference, unless the
reasons are accepted by somebody other than the agency. Pure.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

# How long a person has to answer an agency that asks to pass them over.
ANSWER_TIME = timedelta(days=7)


@dataclass(frozen=True)
class PassedOver:
    """One person whom an order passes over, and those who stand before them without the right to."""

    entry: uuid.UUID
    ahead: tuple[uuid.UUID, ...]


def passed_over(
    order: Sequence[uuid.UUID],
    scores: Mapping[uuid.UUID, int],
    preferred: Collection[uuid.UUID],
    allowed: Collection[uuid.UUID] = (),
) -> list[PassedOver]:
    """Everybody whom the order passes over, in certificate order.

    `scores`: certificate scores of all who can be matched, best first; who is not listed stands behind everybody who is.
    At the same score preference comes first. `allowed`: those for whom passing over has been sustained.
    """
    place = {entry: at for at, entry in enumerate(order)}
    found = []
    for person in (entry for entry in scores if entry in preferred and entry not in allowed):
        before = order[: place.get(person, len(order))]
        ahead = tuple(
            other
            for other in before
            if other in scores and other not in preferred and scores[other] <= scores[person]
        )
        if ahead:
            found.append(PassedOver(person, ahead))
    return found


def in_order(
    order: Sequence[uuid.UUID],
    scores: Mapping[uuid.UUID, int],
    preferred: Collection[uuid.UUID],
    allowed: Collection[uuid.UUID] = (),
) -> list[uuid.UUID]:
    """The nearest order that passes nobody over: each such person moves up to just before the first who stands ahead."""
    rows = list(order)
    while found := passed_over(rows, scores, preferred, allowed):
        person, first = found[0].entry, found[0].ahead[0]
        rows = [row for row in rows if row != person]
        rows.insert(rows.index(first), person)
    return rows
