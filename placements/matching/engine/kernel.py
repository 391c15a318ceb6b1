"""The compiled loop itself. Every function takes plain arrays; a slot with key 0 is free; `NONE` is no key at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from ..keys import LOTTERY_MASK
from ..model import ROLE_LIMIT

NONE = int(np.iinfo(np.int64).max)


def compile_(function: Callable[..., Any]) -> Any:
    """Compile on first use and keep the machine code on disk where some place can be written."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)


@compile_
def sift_up(keys: Any, base: int, at: int, key: int) -> None:
    while at > 0:
        above = (at - 1) >> 1
        if keys[base + above] <= key:
            break
        keys[base + at] = keys[base + above]
        at = above
    keys[base + at] = key


@compile_
def sift_down(keys: Any, base: int, size: int, key: int) -> None:
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[base + below + 1] < keys[base + below]:
            below += 1
        if keys[base + below] >= key:
            break
        keys[base + at] = keys[base + below]
        at = below
    keys[base + at] = key


@compile_
def raise_leaf(low: Any, request: int, key: int) -> None:
    """Set the lowest key of one requisition in the segment tree."""
    at = request + (len(low) >> 1)
    while at > 0 and low[at] != key:
        low[at] = key
        at >>= 1
        key = min(low[2 * at], low[2 * at + 1])


@compile_
def range_low(low: Any, first: int, last: int) -> int:
    """Lowest key among requisitions first..last-1."""
    half = len(low) >> 1
    a, b = first + half, last + half
    best = NONE
    while a < b:
        if a & 1:
            best = min(best, low[a])
            a += 1
        if b & 1:
            b -= 1
            best = min(best, low[b])
        a >>= 1
        b >>= 1
    return best


@compile_
def reach(
    mask: int, first: int, roles: int, slots: Any, keys: Any, masks: Any, came: Any, queue: Any
) -> tuple[int, int]:
    """A free slot the newcomer can get at by moving others, or -1; and the slot of the lowest key in reach, or -1."""
    reached = mask
    length = 0
    for role in range(roles):
        if mask >> role & 1:
            queue[length] = role
            came[role] = -1
            length += 1
    worst = -1
    turn = 0
    while turn < length:
        role = queue[turn]
        turn += 1
        for slot in range(slots[first + role], slots[first + role + 1]):
            if keys[slot] == 0:
                return slot, worst
            if worst < 0 or keys[slot] < keys[worst]:
                worst = slot
            fresh = masks[slot] & ~reached
            if fresh:
                reached |= fresh
                for further in range(roles):
                    if fresh >> further & 1:
                        came[further] = slot
                        queue[length] = further
                        length += 1
    return -1, worst


@compile_
def role_of(slot: int, first: int, roles: int, slots: Any) -> int:
    for role in range(roles):
        if slot < slots[first + role + 1]:
            return role
    return roles - 1


@compile_
def shift_in(
    slot: int, key: int, mask: int, first: int, roles: int, slots: Any, keys: Any, masks: Any, came: Any
) -> None:
    """Move people along the path that reached a slot, then seat the newcomer where the path began."""
    while True:
        source = came[role_of(slot, first, roles, slots)]
        if source < 0:
            break
        keys[slot] = keys[source]
        masks[slot] = masks[source]
        slot = source
    keys[slot] = key
    masks[slot] = mask


@compile_
def lowest_in(request: int, role_start: Any, slots: Any, keys: Any, size: Any) -> int:
    """The lowest key held in one requisition, or `NONE`."""
    first, stop = role_start[request], role_start[request + 1]
    if stop - first == 1:
        return keys[slots[first]] if size[request] > 0 else NONE
    best = NONE
    for slot in range(slots[first], slots[stop]):
        if 0 < keys[slot] < best:
            best = keys[slot]
    return best


@compile_
def take_out(request: int, key: int, role_start: Any, slots: Any, keys: Any, size: Any) -> None:
    """Free the seat of the lowest key of a requisition."""
    first, stop = role_start[request], role_start[request + 1]
    base = slots[first]
    if stop - first == 1:
        size[request] -= 1
        last = keys[base + size[request]]
        keys[base + size[request]] = 0
        if size[request] > 0:
            sift_down(keys, base, size[request], last)
        return
    for slot in range(base, slots[stop]):
        if keys[slot] == key:
            keys[slot] = 0
            return


@compile_
def book(request: int, out: int, full: bool, tight: int, fixed: Any, moving: Any) -> None:
    """After a newcomer is in: count it under the caps above, and take out whom a full cap gives up for it."""
    _, choice, _, _, role_start, slots, node_of, parent, _, _, _, _ = fixed
    at, row_of, _, keys, _, size, count, low = moving
    if not full:
        node = node_of[request]
        while node != tight:
            count[node] += 1
            node = parent[node]
    if tight >= 0:
        other = choice[at[row_of[out & LOTTERY_MASK]]]
        take_out(other, out, role_start, slots, keys, size)
        node = node_of[other]
        while node != tight:
            count[node] -= 1
            node = parent[node]
        raise_leaf(low, other, lowest_in(other, role_start, slots, keys, size))
    raise_leaf(low, request, lowest_in(request, role_start, slots, keys, size))


@compile_
def offer(request: int, key: int, mask: int, fixed: Any, moving: Any, came: Any, queue: Any) -> int:
    """Offer a key to a requisition: 0 = taken, the key itself = refused, another = put out for it."""
    _, _, _, _, role_start, slots, node_of, parent, cap, lo, hi, _ = fixed
    _, _, _, keys, masks, size, count, low = moving
    first = role_start[request]
    roles = role_start[request + 1] - first
    base = slots[first]
    slot, worst = -1, -1
    if roles > 1:
        slot, worst = reach(mask, first, roles, slots, keys, masks, came, queue)
        full = slot < 0
    else:
        full = size[request] >= slots[first + 1] - base
        worst = base if size[request] > 0 else -1
    out, tight = 0, -1
    if full:
        if worst < 0 or keys[worst] > key:
            return key
        out = keys[worst]
        slot = worst
    else:
        node = node_of[request]
        while node >= 0 and count[node] < cap[node]:
            node = parent[node]
        tight = node
        if tight >= 0:
            out = range_low(low, lo[tight], hi[tight])
            if out > key:
                return key
    if roles > 1:
        shift_in(slot, key, mask, first, roles, slots, keys, masks, came)
    elif full:
        sift_down(keys, base, size[request], key)
    else:
        sift_up(keys, base, size[request], key)
        size[request] += 1
    if node_of[request] >= 0:
        book(request, out, full, tight, fixed, moving)
    return out


@compile_
def propose(rows: Any, fixed: Any, moving: Any) -> None:
    """Rows propose in turn; whoever is put out goes on at once with the next choice."""
    indptr, choice, keys, masks, role_start, slots, node_of, _, _, _, _, people = fixed
    at, row_of, closed, slot_key, _, size, _, _ = moving
    came = np.empty(ROLE_LIMIT, np.int64)
    queue = np.empty(ROLE_LIMIT, np.int64)
    for row in rows:
        place, end = indptr[row], indptr[row + 1]
        if row >= people and place < end:
            row_of[keys[place] & LOTTERY_MASK] = row
        while place < end:
            request, key = choice[place], keys[place]
            if closed[request]:
                place += 1
                continue
            first = role_start[request]
            if node_of[request] < 0 and role_start[request + 1] - first == 1:
                base, held = slots[first], size[request]
                if held < slots[first + 1] - base:
                    sift_up(slot_key, base, held, key)
                    size[request] += 1
                    out = 0
                elif held == 0 or slot_key[base] > key:
                    out = key
                else:
                    out = slot_key[base]
                    sift_down(slot_key, base, held, key)
            else:
                out = offer(request, key, masks[place], fixed, moving, came, queue)
            if out == key:
                place += 1
                continue
            at[row] = place
            if out == 0:
                break
            row = row_of[out & LOTTERY_MASK]
            place = at[row] + 1
            end = indptr[row + 1]
        at[row] = place
