"""Who of a requisition's people sits in which role: minimums first, then best people in the first role they can fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seating:
    """Role of each person (-1 = none fits) and how many minimum seats of each role could not be filled."""

    role: list[int]
    short: list[int]


def seat(masks: Sequence[int], seats: Sequence[int], minimum: Sequence[int]) -> Seating:
    """Seat people given best first with the roles they can fill.

    First as many minimum seats as possible, then everybody else; augmenting paths never empty a seat once filled, so the
    minimums stay covered (Mendelsohn & Dulmage 1958).
    """
    role = [-1] * len(masks)
    held: list[list[int]] = [[] for _ in seats]
    for room in (minimum, seats):
        for person in range(len(masks)):
            if role[person] < 0:
                augment(person, masks, room, role, held)
    return Seating(role, [max(0, least - len(people)) for least, people in zip(minimum, held, strict=True)])


def augment(
    person: int, masks: Sequence[int], room: Sequence[int], role: list[int], held: list[list[int]]
) -> bool:
    """Seat one more person by the shortest chain of moves, or leave everything as it is."""
    came: dict[int, tuple[int, int]] = {}
    queue = [at for at in range(len(room)) if masks[person] >> at & 1]
    reached = set(queue)
    for at in queue:
        if len(held[at]) < room[at]:
            while at in came:
                mover, source = came[at]
                held[source].remove(mover)
                held[at].append(mover)
                role[mover] = at
                at = source
            held[at].append(person)
            role[person] = at
            return True
        for other in held[at]:
            for further in range(len(room)):
                if masks[other] >> further & 1 and further not in reached:
                    reached.add(further)
                    came[further] = (other, at)
                    queue.append(further)
    return False
