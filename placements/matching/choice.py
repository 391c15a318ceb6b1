"""What an agency tree chooses from a set of contracts, straight from the definition: best first, keep what still fits."""

from __future__ import annotations

from collections.abc import Iterable

from .market import Market

Contract = tuple[int, int, int]


def root_of(market: Market, request: int) -> int:
    """The tree a requisition belongs to: its outermost binding cap, or -1 - requisition when it stands alone."""
    node = int(market.forest.node_of[request])
    if node < 0:
        return -1 - request
    while market.forest.parent[node] >= 0:
        node = int(market.forest.parent[node])
    return node


def place_one(
    new: int, masks: list[int], seats: list[int], held: dict[int, list[int]], tried: set[int]
) -> bool:
    """Find the newcomer a role, moving others if need be (depth first, each role tried once)."""
    for role in range(len(seats)):
        if not masks[new] >> role & 1 or role in tried:
            continue
        tried.add(role)
        people = held.setdefault(role, [])
        if len(people) < seats[role]:
            people.append(new)
            return True
        for other in people:
            if place_one(other, masks, seats, held, tried):
                people.remove(other)
                people.append(new)
                return True
    return False


class Seats:
    """The people kept so far at one requisition."""

    def __init__(self, seats: list[int]) -> None:
        self.seats = seats
        self.masks: list[int] = []
        self.held: dict[int, list[int]] = {}

    def keep(self, mask: int) -> bool:
        """Keep one more if all still have a role."""
        if len(self.seats) == 1:
            self.masks.append(mask)
            if mask and len(self.masks) <= self.seats[0]:
                return True
            self.masks.pop()
            return False
        self.masks.append(mask)
        if place_one(len(self.masks) - 1, self.masks, self.seats, self.held, set()):
            return True
        self.masks.pop()
        return False


def choose(market: Market, contracts: Iterable[Contract]) -> set[Contract]:
    """The contracts (key, requisition, mask) that a greedy choice keeps: a matroid, so this is the best kept set there is."""
    forest = market.forest
    count = [0] * len(forest.ids)
    rooms: dict[int, Seats] = {}
    kept = set()
    for contract in sorted(contracts, reverse=True):
        _, request, mask = contract
        if request not in rooms:
            part = slice(market.role_start[request], market.role_start[request + 1])
            rooms[request] = Seats(market.role_seats[part].tolist())
        path = []
        node = int(forest.node_of[request])
        while node >= 0:
            path.append(node)
            node = int(forest.parent[node])
        if all(count[node] < forest.seats[node] for node in path) and rooms[request].keep(mask):
            for node in path:
                count[node] += 1
            kept.add(contract)
    return kept
