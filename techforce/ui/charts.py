"""A small chart kit: SVG with classes and attributes only, so that no style or script is needed to draw it.

Every chart carries a title, a sentence that says what it shows, and the same numbers as table rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its text alternative: ``headers`` and ``rows`` are the numbers it was drawn from."""

    uid: str
    kind: str
    title: str
    desc: str
    svg: SafeString
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __str__(self) -> str:
        return self.svg


def table_id(chart: Chart) -> str:
    """The id of the table that belongs to a chart."""
    return f"{chart.uid}-table"


def _chart(
    uid: str,
    kind: str,
    size: tuple[float, float],
    words: tuple[str, str],
    body: str,
    table: tuple[tuple[str, ...], Sequence[tuple[Cell, ...]]],
) -> Chart:
    title, desc = words
    safe = escape(uid)
    svg = (
        f'<svg class="chart chart--{kind}" viewBox="0 0 {size[0]:g} {size[1]:g}" role="img" '
        f'aria-labelledby="{safe}-t {safe}-d"><title id="{safe}-t">{escape(title)}</title>'
        f'<desc id="{safe}-d">{escape(desc)}</desc>{body}</svg>'
    )
    return Chart(uid, kind, title, desc, SafeString(svg), table[0], tuple(table[1]))


def percent(part: float, whole: float) -> str:
    """A share in whole percent; nothing of nothing is 0%."""
    return f"{round(100 * part / whole) if whole else 0}%"


PIPE_BAR, PIPE_TOP, PIPE_GAP = 14.0, 44.0, 16.0


def pipeline(
    stages: Sequence[tuple[str, int]],
    exits: Sequence[Sequence[tuple[str, int]]],
    *,
    title: str,
    desc: str,
    uid: str,
    size: tuple[float, float] = (1180, 380),
) -> Chart:
    """People through the stages. ``exits[i]`` lists who left between stage i and the next, as (name, number)."""
    width, height = size
    first = max((number for _, number in stages), default=0) or 1
    scale = (height - PIPE_TOP - 70) / first
    step = (width - PIPE_BAR - 96) / max(len(stages) - 1, 1)
    flows, nodes, lowest = [], [], height
    for i, (name, number) in enumerate(stages):
        x, last = i * step, i == len(stages) - 1
        nodes.append(_stage(x, name, number, number * scale, last))
        if last:
            break
        stays = stages[i + 1][1] * scale
        flows.append(_band(x + PIPE_BAR, PIPE_TOP, x + step, PIPE_TOP, stays, "flow"))
        leavers = exits[i] if i < len(exits) else ()
        bands, ends, reach = _leavers(leavers, x, x + step, PIPE_TOP + stays, scale)
        flows += bands
        nodes += ends
        lowest = max(lowest, reach)
    total = stages[0][1] if stages else 0
    rows = [(name, number, percent(number, total)) for name, number in stages]
    headers = ("Stage", "People", f"Share of {stages[0][0].lower()}" if stages else "Share")
    body = "".join([*reversed(flows), *nodes])
    return _chart(uid, "pipeline", (width, lowest), (title, desc), body, (headers, rows))


def _stage(x: float, name: str, number: int, tall: float, last: bool) -> str:
    css = "node node--last" if last else "node"
    return (
        f'<rect class="{css}" x="{x:.1f}" y="{PIPE_TOP:g}" width="{PIPE_BAR:g}" height="{tall:.1f}"/>'
        f'<text class="name" x="{x:.1f}" y="16">{escape(name)}</text>'
        f'<text class="num" x="{x:.1f}" y="36">{number:,}</text>'
    )


def _leavers(
    exits: Sequence[tuple[str, int]], x: float, x2: float, source: float, scale: float
) -> tuple[list[str], list[str], float]:
    """Bands and ends of those who leave between two stages, and how far down they reach."""
    bands, ends = [], []
    target = source + PIPE_GAP
    for name, leaving in exits:
        depth = leaving * scale
        target = max(target, source + PIPE_GAP)
        bands.append(_band(x + PIPE_BAR, source, x2 - 18, target + 26, depth, "flow flow--out"))
        ends.append(
            f'<rect class="node node--out" x="{x2 - 18:.1f}" y="{target + 26:.1f}" width="6" '
            f'height="{max(depth, 1.5):.1f}"/><text class="out" x="{x2 - 12:.1f}" y="{target + 18:.1f}" '
            f'text-anchor="end">{escape(name)} {leaving:,}</text>'
        )
        source += depth
        target += depth + 34
    return bands, ends, target


def _band(x1: float, y1: float, x2: float, y2: float, depth: float, css: str) -> str:
    middle = (x1 + x2) / 2
    return (
        f'<path class="{css}" d="M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}'
        f'v{depth:.1f}C{middle:.1f} {y2 + depth:.1f} {middle:.1f} {y1 + depth:.1f} {x1:.1f} {y1 + depth:.1f}z"/>'
    )


def histogram(
    counts: Sequence[int],
    *,
    start: int,
    width_of_bin: int,
    marks: Sequence[tuple[float, str, str]] = (),
    title: str,
    desc: str,
    uid: str,
    headers: tuple[str, str] = ("Days", "People"),
) -> Chart:
    """Counts per bin. ``marks`` are (value, label, class) drawn as vertical rules; class ``goal`` is dashed."""
    width, height = 620.0, 270.0
    base, top = height - 30, 46.0
    bin_width = width / max(len(counts), 1)
    peak = max([*counts, 1])
    body = "".join(
        [
            *_columns(counts, bin_width, base, base - top, peak),
            f'<path class="axis" d="M0 {base + 0.5}h{width:g}"/>',
            *_ticks(len(counts), start, width_of_bin, bin_width, base),
            *(
                _rule((v - start) / width_of_bin * bin_width, width, base, label, css)
                for v, label, css in marks
            ),
        ]
    )
    rows = [
        (f"{start + i * width_of_bin} to {start + (i + 1) * width_of_bin - 1}", count)
        for i, count in enumerate(counts)
    ]
    return _chart(uid, "hist", (width, height), (title, desc), body, (headers, rows))


def _columns(counts: Sequence[int], wide: float, base: float, room: float, peak: int) -> list[str]:
    return [
        f'<rect class="bar" x="{i * wide + 1:.1f}" y="{base - room * count / peak:.1f}" '
        f'width="{max(wide - 2, 1):.1f}" height="{room * count / peak:.1f}"/>'
        for i, count in enumerate(counts)
    ]


def _ticks(bins: int, start: int, width_of_bin: int, wide: float, base: float) -> list[str]:
    ticks = []
    for i in range(0, bins + 1, max(1, bins // 5)):
        anchor = "start" if i == 0 else "end" if i == bins else "middle"
        ticks.append(
            f'<text class="tick" x="{i * wide:.1f}" y="{base + 18:g}" text-anchor="{anchor}">'
            f"{start + i * width_of_bin}</text>"
        )
    return ticks


def _rule(x: float, width: float, base: float, label: str, css: str) -> str:
    late = x > width * 0.7
    side, anchor = (x - 6, "end") if late else (x + 6, "start")
    return (
        f'<path class="rule {escape(css)}" d="M{x:.1f} 14V{base:g}"/>'
        f'<text class="mark" x="{side:.1f}" y="22" text-anchor="{anchor}">{escape(label)}</text>'
    )


def unit_rows(
    rows: Sequence[tuple[str, int, int, int]],
    *,
    title: str,
    desc: str,
    uid: str,
    first: str = "Agency",
) -> Chart:
    """One bar a seat: rows of (name, filled, being matched, open). Long rows are drawn closer together."""
    width, row_height = 620.0, 40
    longest = max([f + m + o for _, f, m, o in rows] + [1])
    pitch = min(6.6, (width - 4) / longest)
    bar = min(4.0, pitch * 0.6)
    out, y = [], 0
    for name, filled, matching, open_ in rows:
        out.append(
            f'<text class="name" x="0" y="{y + 12}">{escape(name)}</text><text class="num" x="{width:g}" y="{y + 12}" '
            f'text-anchor="end">{filled} of {filled + matching + open_}</text>'
        )
        x = 0.0
        for number, tall, css in ((filled, 16, "filled"), (matching, 8, "matching"), (open_, 2.5, "open")):
            if not number:
                continue
            top = y + 26 - tall / 2
            d = "".join(f"M{x + i * pitch:.1f} {top:g}h{bar:.1f}v{tall:g}h-{bar:.1f}z" for i in range(number))
            out.append(f'<path class="{css}" d="{d}"/>')
            x += number * pitch
        y += row_height
    headers = (first, "Filled", "Being matched", "Open")
    return _chart(uid, "units", (width, max(y - 4, 1)), (title, desc), "".join(out), (headers, rows))


def bars(
    values: Sequence[tuple[str, int]],
    *,
    title: str,
    desc: str,
    uid: str,
    headers: tuple[str, str] = ("Stage", "People"),
) -> Chart:
    """Numbers of one kind, longest possible bar for the largest; the last one stands out."""
    width, row_height = 620.0, 44
    peak = max([number for _, number in values] + [1])
    out = []
    for i, (name, number) in enumerate(values):
        y = i * row_height
        css = "bar bar--last" if i == len(values) - 1 else "bar"
        out.append(
            f'<text class="name" x="0" y="{y + 13}">{escape(name)}</text>'
            f'<text class="num" x="{width:g}" y="{y + 13}" text-anchor="end">{number:,}</text>'
            f'<rect class="{css}" x="0" y="{y + 19}" width="{width * number / peak:.1f}" height="16"/>'
        )
    height = max(len(values) * row_height - 6, 1)
    return _chart(uid, "bars", (width, height), (title, desc), "".join(out), (headers, values))


# Column and row of each state on a tile map.
STATES: Mapping[str, tuple[int, int]] = {
    state: (column, row)
    for row, line in enumerate(
        (
            "AK .. .. .. .. .. .. .. .. .. ME",
            ".. .. .. .. .. .. .. .. .. VT NH",
            "WA ID MT ND MN IL WI MI NY RI MA",
            "OR NV WY SD IA IN OH PA NJ CT ..",
            "CA UT CO NE MO KY WV VA MD DE ..",
            ".. AZ NM KS AR TN NC SC DC .. ..",
            ".. .. .. OK LA MS AL GA .. .. ..",
            "HI .. .. TX .. .. .. .. FL .. ..",
        )
    )
    for column, state in enumerate(line.split())
    if state != ".."
}


def state_tiles(
    values: Mapping[str, int], breaks: Sequence[int], *, title: str, desc: str, uid: str
) -> Chart:
    """One tile for each state with its number; ``breaks`` are up to four rising limits between the tones."""
    size, gap = 50, 4
    out = []
    for state, (column, row) in STATES.items():
        number = values.get(state, 0)
        step = min(sum(number >= limit for limit in breaks), 4)
        x, y = column * (size + gap), row * (size + gap)
        out.append(
            f'<g class="t{step}"><rect x="{x}" y="{y}" width="{size}" height="{size}"/>'
            f'<text class="st" x="{x + 6}" y="{y + 18}">{state}</text>'
            f'<text class="v" x="{x + size - 6}" y="{y + size - 8}" text-anchor="end">{number}</text></g>'
        )
    known = sorted(((s, n) for s, n in values.items() if n), key=lambda pair: (-pair[1], pair[0]))
    extent = (11 * (size + gap) - gap, 8 * (size + gap) - gap)
    return _chart(uid, "tiles", extent, (title, desc), "".join(out), (("State", "People"), known))
