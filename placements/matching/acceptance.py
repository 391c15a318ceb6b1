"""Would a requisition take somebody now? Answers against a finished state, with a few people taken away or added."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .engine.bundle import Bundle
from .market import Market

Contract = tuple[int, int, int]
NOBODY = 1 << 62


@dataclass(slots=True)
class Change:
    """A hypothetical change of who is held: keys taken away, contracts (requisition, key, mask) added, where that was."""

    gone: set[int] = field(default_factory=set)
    new: list[Contract] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


class Standing:
    """Who is held where, prepared for questions about joint moves of two people."""

    def __init__(self, market: Market, pair: npt.NDArray[np.int64]) -> None:
        self.market = market
        held = pair[pair >= 0]
        held = held[np.argsort(market.choice[held], kind="stable")]
        self.request = market.choice[held]
        self.key = market.key[held]
        self.mask = market.mask[held]
        self.lowest: dict[int, npt.NDArray[np.int64]] = {}
        self.cuts: dict[tuple[int, int], int] = {}
        self.where = dict(zip(self.key.tolist(), self.request.tolist(), strict=True))

    def members(self, request: int, change: Change) -> list[tuple[int, int]]:
        """(key, mask) of everybody at a requisition after the change."""
        low, high = np.searchsorted(self.request, [request, request + 1])
        held = zip(self.key[low:high].tolist(), self.mask[low:high].tolist(), strict=True)
        return [item for item in held if item[0] not in change.gone] + [
            item[1:] for item in change.new if item[0] == request
        ]

    def under(self, node: int, change: Change) -> tuple[int, int]:
        """How many are held under a cap after the change, and the lowest key among them (0 = none)."""
        forest = self.market.forest
        if node not in self.lowest:
            low, high = np.searchsorted(self.request, [forest.lo[node], forest.hi[node]])
            self.lowest[node] = np.sort(self.key[low:high])
        keys = self.lowest[node]
        here = set(change.gone)
        at = np.searchsorted(keys, list(here))
        gone = sum(
            1
            for place, key in zip(at.tolist(), here, strict=True)
            if place < len(keys) and keys[place] == key
        )
        added = [key for request, key, _ in change.new if forest.lo[node] <= request < forest.hi[node]]
        first = next((int(key) for key in keys if int(key) not in change.gone), 0)
        return len(keys) - gone + len(added), min([key for key in (first, *added) if key], default=0)

    def add(self, contract: Contract, change: Change) -> bool:
        """Try to add one contract to the change, putting out whoever it displaces; False when it is refused."""
        request, key, _mask = contract
        out = self.crowded(contract, change)
        if out == key:
            return False
        if not out:
            node = int(self.market.forest.node_of[request])
            while node >= 0:
                count, low = self.under(node, change)
                if count >= self.market.forest.seats[node]:
                    if not low or low > key:
                        return False
                    out = low
                    break
                node = int(self.market.forest.parent[node])
        if out:
            change.new = [item for item in change.new if item[1] != out]
            change.gone.add(out)
            change.touched.add(self.where.get(out, request))
        change.new.append(contract)
        change.touched.add(request)
        return True

    def crowded(self, contract: Contract, change: Change) -> int:
        """Who a requisition's own seats make it give up for a newcomer: 0 = nobody, the newcomer's key = refuse."""
        request, key, mask = contract
        if request in change.touched:
            cut = self.to_beat(request, mask, change)
        else:
            if (request, mask) not in self.cuts:
                self.cuts[request, mask] = self.to_beat(request, mask, change)
            cut = self.cuts[request, mask]
        return key if cut > key else max(cut, 0)

    def to_beat(self, request: int, mask: int, change: Change) -> int:
        """The lowest key somebody with these roles could put out for a seat here: 0 = a seat is free, `NOBODY` = no seat."""
        members = self.members(request, change)
        start, stop = self.market.role_start[request : request + 2].tolist()
        if stop - start == 1:
            full = len(members) >= self.market.role_seats[start]
            return min((key for key, _ in members), default=NOBODY) if full else 0
        bundle = Bundle.empty(self.market.role_seats[start:stop].tolist())
        for held, roles in members:
            bundle.add(held, roles)
        return 0 if bundle.fits(mask) else bundle.lowest(mask) or NOBODY

    def takes_both(self, leaving: list[int], joining: tuple[Contract, Contract]) -> bool:
        """Whether two people who give up what they hold would both be taken at the joint choice."""
        change = Change(gone=set(leaving), touched={self.where[key] for key in leaving})
        if not all(self.add(contract, change) for contract in joining):
            return False
        return {item[1] for item in joining} <= {item[1] for item in change.new}
