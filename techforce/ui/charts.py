"""A small chart kit: SVG with classes and attributes only, so that no style or script is needed to draw it.

Every chart carries a title, a sentence that says what it shows, and the same numbers as table rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    parts: tuple[str, ...] = field(default=())

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


def pipeline(
    stages: Sequence[tuple[str, int]],
    exits: Sequence[Sequence[tuple[str, int]]],
    *,
    title: str,
    desc: str,
    uid: str,
    width: float = 1180,
    height: float = 380,
) -> Chart:
    """People through the stages. ``exits[i]`` lists who left between stage i and the next, as (name, number)."""
    bar, top, gap = 14.0, 44.0, 16.0
    first = max(stages[0][1], 1) if stages else 1
    scale = (height - top - 70) / first
    step = (width - bar - 96) / max(len(stages) - 1, 1)
    flows, nodes, labels = [], [], []
    lowest = height
    for i, (name, number) in enumerate(stages):
        x = i * step
        last = " node--last" if i == len(stages) - 1 else ""
        nodes.append(f'<rect class="node{last}" x="{x:.1f}" y="{top:g}" width="{bar:g}" height="{number * scale:.1f}"/>')
        labels.append(f'<text class="name" x="{x:.1f}" y="16">{escape(name)}</text>')
        labels.append(f'<text class="num" x="{x:.1f}" y="36">{number:,}</text>')
        if i + 1 == len(stages):
            break
        stays = stages[i + 1][1] * scale
        flows.append(_band(x + bar, top, x + step, top, stays, "flow"))
        source = top + stays
        target = top + stays + gap
        for exit_name, leaving in exits[i] if i < len(exits) else ():
            depth = leaving * scale
            target = max(target, source + gap) if i else target
            flows.append(_band(x + bar, source, x + step - 18, target + 26, depth, "flow flow--out"))
            nodes.append(
                f'<rect class="node node--out" x="{x + step - 18:.1f}" y="{target + 26:.1f}" width="6" '
                f'height="{max(depth, 1.5):.1f}"/>'
            )
            labels.append(
                f'<text class="out" x="{x + step - 12:.1f}" y="{target + 18:.1f}" text-anchor="end">'
                f"{escape(exit_name)} {leaving:,}</text>"
            )
            source += depth
            target += depth + 34
        lowest = max(lowest, target)
    rows = [(name, number, percent(number, stages[0][1])) for name, number in stages]
    headers = ("Stage", "People", f"Share of {stages[0][0].lower()}" if stages else "Share")
    body = "".join([*reversed(flows), *nodes, *labels])
    return _chart(uid, "pipeline", (width, lowest), (title, desc), body, (headers, rows))


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
    out = []
    for i, count in enumerate(counts):
        tall = (base - top) * count / peak
        out.append(
            f'<rect class="bar" x="{i * bin_width + 1:.1f}" y="{base - tall:.1f}" width="{max(bin_width - 2, 1):.1f}" '
            f'height="{tall:.1f}"/>'
        )
    out.append(f'<path class="axis" d="M0 {base + 0.5}h{width:g}"/>')
    every = max(1, len(counts) // 5)
    for i in range(0, len(counts) + 1, every):
        anchor = "start" if i == 0 else "end" if i == len(counts) else "middle"
        out.append(
            f'<text class="tick" x="{i * bin_width:.1f}" y="{base + 18:g}" text-anchor="{anchor}">'
            f"{start + i * width_of_bin}</text>"
        )
    for value, label, css in marks:
        x = (value - start) / width_of_bin * bin_width
        late = x > width * 0.7
        out.append(
            f'<path class="rule {escape(css)}" d="M{x:.1f} 14V{base:g}"/><text class="mark" '
            f'x="{x - 6 if late else x + 6:.1f}" y="22" text-anchor="{"end" if late else "start"}">{escape(label)}</text>'
        )
    rows = [
        (f"{start + i * width_of_bin} to {start + (i + 1) * width_of_bin - 1}", count) for i, count in enumerate(counts)
    ]
    return _chart(uid, "hist", (width, height), (title, desc), "".join(out), (headers, rows))


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
    values: Sequence[tuple[str, int]], *, title: str, desc: str, uid: str, headers: tuple[str, str] = ("Stage", "People")
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
