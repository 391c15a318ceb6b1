"""The programme's picture: every bar is one seat, laid out like the flag, open seats at the free edge.

A full bar is filled, a half bar is being matched, a dash is open. Shape says it first; colour only repeats it.
"""

import math
import random
from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from django.utils.safestring import SafeString

Seat = Literal["filled", "matching", "open"]
Cell = tuple[int, int]

ROWS = 13
COLUMNS_PER_ROW = 77 / 13
CANTON = (7 / 13, 0.4)
PITCH_X, PITCH_Y, BAR_W, BAR_H = 10, 31, 6, 22
HEIGHT: Mapping[Seat, float] = {"filled": BAR_H, "matching": 11, "open": 3}
CLASS: Mapping[Seat, str] = {"filled": "", "matching": " m", "open": " o"}
# Fewer seats than this are drawn at their own size instead of across the page.
FEW = 200
FEW_PITCH = 28
CHUNK = 7


def rows_for(total: int) -> int:
    """Rows that keep the proportions of the flag: thirteen for about a thousand seats, fewer for fewer."""
    return max(1, min(round(math.sqrt(total / COLUMNS_PER_ROW)), total)) if total < 1001 else ROWS


def arrange(filled: int, matching: int, total: int, seed: int = 7) -> dict[Cell, Seat]:
    """Give every (column, row) a state, from the hoist to the fly with a little noise at the border."""
    if min(filled, matching, total) < 0 or filled + matching > total:
        raise ValueError(f"{filled} filled and {matching} being matched don't fit into {total} seats")
    chance = random.Random(seed)  # noqa: S311  a picture, not a secret
    rows = rows_for(total)
    columns = -(-total // rows) if total else 0
    cells = [(c, r) for c in range(columns) for r in range(rows)][:total]
    rank = {(c, r): c / columns + chance.gauss(0, 0.11) + (0.02 if r % 2 else 0) for c, r in cells}
    states: dict[Cell, Seat] = {}
    for i, cell in enumerate(sorted(cells, key=lambda cell: rank[cell])):
        states[cell] = "filled" if i < filled else "matching" if i < filled + matching else "open"
    return states


def next_seat(states: Mapping[Cell, Seat]) -> Cell | None:
    """The open seat that is drawn as the reader's own: the one furthest out, below the middle; None if all are taken."""
    rows = max((r for _, r in states), default=0) + 1
    open_cells = [cell for cell, state in states.items() if state == "open"]
    return max(open_cells, key=lambda cell: (cell[0], -abs(cell[1] - rows * 0.65)), default=None)


def seat_map(filled: int, matching: int, open_: int, *, label: str = "", seed: int = 7) -> SafeString:
    """The whole picture with its text alternative; empty when there are no seats to show."""
    total = filled + matching + open_
    if not total:
        return SafeString("")
    states = arrange(filled, matching, total, seed)
    yours = next_seat(states)
    columns = max(c for c, _ in states) + 1
    rows = max(r for _, r in states) + 1
    width, height = columns * PITCH_X - (PITCH_X - BAR_W), rows * PITCH_Y - (PITCH_Y - BAR_H)
    words = (
        label
        or f"Seat map of {total:,} seats: {filled:,} filled, {matching:,} being matched, {open_:,} open."
    )
    few = f' seatmap--few" width="{columns * FEW_PITCH}' if total < FEW else ""
    groups = "".join(_columns(states, columns, rows, yours))
    last = ""
    if yours:
        x, y = yours[0] * PITCH_X, yours[1] * PITCH_Y
        last = f'<rect class="you" x="{x}" y="{y}" width="{BAR_W}" height="{BAR_H}"/>'
    return SafeString(
        f'<svg class="seatmap{few}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(words)}">'
        f"{groups}{last}</svg>"
    )


def _columns(states: Mapping[Cell, Seat], columns: int, rows: int, yours: Cell | None) -> list[str]:
    groups: dict[int, dict[str, list[str]]] = {}
    for (c, r), state in sorted(states.items()):
        if (c, r) == yours:
            continue
        tall = HEIGHT[state]
        path = f"M{c * PITCH_X} {r * PITCH_Y + (BAR_H - tall) / 2:g}h{BAR_W}v{tall:g}h-{BAR_W}z"
        css = _tone(c, r, columns, rows) + CLASS[state]
        groups.setdefault(c // CHUNK, {}).setdefault(css, []).append(path)
    return [
        '<g class="col">'
        + "".join(f'<path class="{css}" d="{"".join(paths)}"/>' for css, paths in sorted(groups[g].items()))
        + "</g>"
        for g in sorted(groups)
    ]


def _tone(column: int, row: int, columns: int, rows: int) -> str:
    if row < rows * CANTON[0] and column < columns * CANTON[1]:
        return "c"
    return "r" if row % 2 == 0 else "w"


GLYPH_SHAPES: Mapping[str, tuple[str, float]] = {
    "#": ("a", 13),
    "+": ("a", 7),
    "o": ("b", 13),
    "-": ("z", 3),
    ".": ("z", 3),
}


def glyph(rows: Sequence[str]) -> SafeString:
    """A small picture on the same grid: ``#`` full bar, ``+`` half bar, ``-`` or ``.`` dash, ``o`` accent."""
    pitch_x, pitch_y, bar, full = 10, 18, 6, 13
    paths: dict[str, list[str]] = {}
    for y, row in enumerate(rows):
        for x, mark in enumerate(row):
            css, tall = GLYPH_SHAPES[mark]
            paths.setdefault(css, []).append(
                f"M{x * pitch_x} {y * pitch_y + (full - tall) / 2:g}h{bar}v{tall:g}h-{bar}z"
            )
    width, height = len(rows[0]) * pitch_x - (pitch_x - bar), len(rows) * pitch_y - (pitch_y - full)
    body = "".join(f'<path class="{css}" d="{"".join(d)}"/>' for css, d in sorted(paths.items()))
    return SafeString(f'<svg class="glyph" viewBox="0 0 {width} {height}" aria-hidden="true">{body}</svg>')


# Pictures for tracks. A track without one of its own gets one of these by the length of its name.
GLYPHS: Mapping[str, tuple[str, ...]] = {
    "software": ("..#.#..", ".#...#.", "#..o..#", ".#...#.", "..#.#.."),
    "data": ("......o", "....#.#", "..#.#.#", "..#.#.#", "#.#.#.#"),
    "ai": ("...#...", ".#.+.#.", "#+.o.+#", ".#.+.#.", "...#..."),
    "security": ("#######", "#.....#", "#..o..#", ".#...#.", "..###.."),
    "product": ("##.....", ".##....", "..##...", "...##..", "....#oo"),
    "leadership": ("...o...", "..#.#..", ".#...#.", "#..#..#", "#..#..#"),
}
ALIASES: Mapping[str, str] = {
    "engineer": "software",
    "machine": "ai",
    "artificial": "ai",
    "cyber": "security",
    "analy": "data",
    "design": "product",
    "lead": "leadership",
    "manage": "leadership",
}


def track_glyph(slug: str) -> SafeString:
    """The picture of a track, chosen by the words in its slug; the same slug always gives the same picture."""
    words = slug.lower().replace("_", "-").split("-")
    for word in words:
        if word in GLYPHS:
            return glyph(GLYPHS[word])
    for part, name in ALIASES.items():
        if any(word.startswith(part) for word in words):
            return glyph(GLYPHS[name])
    return glyph(GLYPHS[sorted(GLYPHS)[len(slug) % len(GLYPHS)]])
