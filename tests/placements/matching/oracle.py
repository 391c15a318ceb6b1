"""The theory by brute force: choices by trying every subset, all stable outcomes by trying every assignment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from placements.matching import Market


@dataclass
class Oracle:
    """Definitions over one market; `closed` requisitions take nobody."""

    market: Market
    closed: frozenset[int] = frozenset()

    @cached_property
    def lists(self) -> list[list[int]]:
        """Eligible pairs of each candidate, best first."""
        m = self.market
        spans = [range(m.indptr[at], m.indptr[at + 1]) for at in range(m.n)]
        return [
            [pair for pair in span if m.mask[pair] and int(m.choice[pair]) not in self.closed]
            for span in spans
        ]

    def roles_fit(self, pairs: list[int], seats: list[int]) -> bool:
        """Whether these people can all have a role, by trying every way."""
        masks = [int(self.market.mask[pair]) for pair in pairs]
        ways = [[role for role in range(len(seats)) if mask >> role & 1] for mask in masks]
        return any(all(way.count(role) <= many for role, many in enumerate(seats)) for way in product(*ways))

    def independent(self, pairs: tuple[int, ...]) -> bool:
        m = self.market
        where = [int(m.choice[pair]) for pair in pairs]
        for node in range(len(m.forest.ids)):
            if sum(m.forest.lo[node] <= at < m.forest.hi[node] for at in where) > m.forest.seats[node]:
                return False
        for request in set(where):
            seats = m.role_seats[m.role_start[request] : m.role_start[request + 1]].tolist()
            here = [pair for pair, at in zip(pairs, where, strict=True) if at == request]
            if not self.roles_fit(here, seats):
                return False
        return True

    def choose(self, offers: frozenset[int]) -> frozenset[int]:
        """The best independent set: highest keys first, compared like words in a dictionary."""
        key = self.market.key
        best: tuple[list[int], frozenset[int]] = ([], frozenset())
        for size in range(len(offers) + 1):
            for some in combinations(sorted(offers), size):
                if self.independent(some):
                    word = sorted((int(key[pair]) for pair in some), reverse=True)
                    best = max(best, (word, frozenset(some)), key=lambda item: item[0])
        return best[1]

    def outcomes(self, at: int = 0, taken: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
        """Every feasible assignment as the pair of each candidate (-1 = none)."""
        if at == self.market.n:
            yield taken
            return
        for pair in [-1, *self.lists[at]]:
            more = (*taken, pair)
            if pair < 0 or self.independent(tuple(p for p in more if p >= 0)):
                yield from self.outcomes(at + 1, more)

    def blocks(self, taken: tuple[int, ...]) -> Iterator[int]:
        """Pairs that block an assignment."""
        held = frozenset(pair for pair in taken if pair >= 0)
        for who, pair in enumerate(taken):
            for better in self.lists[who]:
                if better == pair:
                    break
                if self.takes(held, better):
                    yield better

    def takes(self, held: frozenset[int], newcomer: int) -> bool:
        """Whether a newcomer would be chosen; adding one to an independent set costs one person at most.

        Keys are equal only for two contracts of one person, and then the one they like better counts as higher.
        """
        if self.independent(tuple(held | {newcomer})):
            return True
        key = self.market.key
        cheaper = [pair for pair in held if key[pair] <= key[newcomer]]
        return any(self.independent(tuple(held - {pair} | {newcomer})) for pair in cheaper)

    def stable(self) -> list[tuple[int, ...]]:
        return [taken for taken in self.outcomes() if next(self.blocks(taken), None) is None]

    def cumulative(self) -> tuple[int, ...]:
        """Deferred acceptance from the definition: the last free candidate proposes, the whole side chooses again."""
        waiting = {who: list(pairs) for who, pairs in enumerate(self.lists)}
        owner = {pair: who for who, pairs in enumerate(self.lists) for pair in pairs}
        held: frozenset[int] = frozenset()
        while True:
            busy = {owner[pair] for pair in held}
            free = [who for who, pairs in waiting.items() if who not in busy and pairs]
            if not free:
                where = {owner[pair]: pair for pair in held}
                return tuple(where.get(who, -1) for who in range(self.market.n))
            held = self.choose(held | {waiting[free[-1]].pop(0)})
