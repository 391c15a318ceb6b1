"""The people held in one requisition with several roles: heaps by (role, roles they can fill), moved along by exchange."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

Group = tuple[int, int]


class Bundle:
    """A transversal matroid kept by augmenting paths; every operation costs about (groups) heap steps, not (seats)."""

    __slots__ = ("free", "groups")

    def __init__(self, free: list[int], groups: dict[Group, list[int]]) -> None:
        self.free = free
        self.groups = groups

    @classmethod
    def empty(cls, seats: Sequence[int]) -> Bundle:
        return cls(list(seats), {})

    def copy(self) -> Bundle:
        return Bundle(self.free[:], {group: heap[:] for group, heap in self.groups.items()})

    def reach(self, mask: int) -> tuple[int, list[int], dict[int, Group]]:
        """A role with a free seat that a newcomer can get at by moving others, -1 if there is none.

        With it the roles looked at, nearest first, and the group through which each was reached.
        """
        free = self.free
        queue = [role for role in range(len(free)) if mask >> role & 1]
        came: dict[int, Group] = {}
        reached = mask
        for role in queue:
            if free[role]:
                return role, queue, came
            for group, heap in self.groups.items():
                fresh = group[1] & ~reached
                if group[0] != role or not fresh or not heap:
                    continue
                reached |= fresh
                for further in range(len(free)):
                    if fresh >> further & 1:
                        came[further] = group
                        queue.append(further)
        return -1, queue, came

    def fits(self, mask: int) -> bool:
        """Whether one more person with these roles can be seated without putting anybody out."""
        return self.reach(mask)[0] >= 0

    def add(self, key: int, mask: int) -> None:
        """Seat a newcomer for whom `fits` holds."""
        role, _, came = self.reach(mask)
        self.place(key, mask, role, came)

    def swap(self, key: int, mask: int) -> int:
        """With no free seat in reach: seat the newcomer for the lowest key in reach and return that, or refuse (own key)."""
        _, queue, came = self.reach(mask)
        worst = self.worst(queue)
        if worst is None or worst[0] > key:
            return key
        out, group = worst
        heappop(self.groups[group])
        self.free[group[0]] += 1
        self.place(key, mask, group[0], came)
        return out

    def worst(self, roles: list[int]) -> tuple[int, Group] | None:
        """The lowest key in some roles, and its group."""
        lows = ((heap[0], group) for group, heap in self.groups.items() if heap and group[0] in roles)
        return min(lows, default=None)

    def lowest(self, mask: int) -> int:
        """The lowest key that somebody with these roles could put out, 0 = there is none."""
        worst = self.worst(self.reach(mask)[1])
        return worst[0] if worst else 0

    def place(self, key: int, mask: int, role: int, came: dict[int, Group]) -> None:
        """Shift people along the path to a free seat, then seat the newcomer at its start."""
        self.free[role] -= 1
        while role in came:
            group = came[role]
            mover = heappop(self.groups[group])
            heappush(self.groups.setdefault((role, group[1]), []), mover)
            role = group[0]
        heappush(self.groups.setdefault((role, mask), []), key)

    def remove(self, key: int) -> None:
        """Take out the lowest key of the requisition."""
        group, heap = next(item for item in self.groups.items() if item[1] and item[1][0] == key)
        heappop(heap)
        self.free[group[0]] += 1
