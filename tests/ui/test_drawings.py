"""Charts and seat maps: the numbers drawn are the numbers given, in words and in the table too."""

import re
import xml.etree.ElementTree as ET

import pytest

from techforce.ui import charts, seatmap
from techforce.ui.gallery import sample_charts
from techforce.ui.icons import ICONS


@pytest.mark.parametrize(("finding", "chart"), sample_charts())
def test_every_chart_is_well_formed_named_and_free_of_style(finding: str, chart: charts.Chart) -> None:
    root = ET.fromstring(chart.svg)

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{chart.uid}-t {chart.uid}-d"
    assert [child.text for child in root if child.tag in ("title", "desc")] == [chart.title, chart.desc]
    assert "style" not in {name for node in root.iter() for name in node.attrib}
    assert all(len(row) == len(chart.headers) for row in chart.rows)
    assert chart.rows
    assert finding


def test_names_from_data_are_escaped() -> None:
    evil = '</title><script x="1">'
    drawn = [
        charts.bars([(evil, 1)], title=evil, desc=evil, uid="a"),
        charts.unit_rows([(evil, 1, 0, 0)], title=evil, desc=evil, uid="b"),
        charts.pipeline([(evil, 2), ("b", 1)], [[(evil, 1)]], title=evil, desc=evil, uid="c"),
        charts.histogram([1], start=0, width_of_bin=1, marks=[(0, evil, "")], title=evil, desc=evil, uid="d"),
    ]

    assert not any("<script" in chart.svg for chart in drawn)


def test_nothing_at_all_can_be_drawn() -> None:
    empty = [
        charts.bars([], title="t", desc="d", uid="a"),
        charts.unit_rows([], title="t", desc="d", uid="b"),
        charts.pipeline([], [], title="t", desc="d", uid="c"),
        charts.pipeline([("Applied", 0), ("Placed", 0)], [[]], title="t", desc="d", uid="c"),
        charts.histogram([], start=0, width_of_bin=5, title="t", desc="d", uid="d"),
        charts.state_tiles({}, (1,), title="t", desc="d", uid="e"),
    ]

    assert all(ET.fromstring(chart.svg).get("role") == "img" for chart in empty)


def test_every_state_has_one_tile() -> None:
    assert len(charts.STATES) == 51
    assert len(set(charts.STATES.values())) == 51


def test_unit_rows_draw_one_bar_a_seat_within_the_picture() -> None:
    chart = charts.unit_rows([("VA", 300, 100, 100)], title="t", desc="d", uid="u")

    assert len(re.findall(r"M[\d.]+ [\d.]+h", chart.svg)) == 500
    assert max(float(x) for x in re.findall(r"M([\d.]+) ", chart.svg)) < 620


@pytest.mark.parametrize(
    ("filled", "matching", "open_"), [(638, 214, 149), (0, 0, 12), (5, 0, 0), (1, 1, 1), (0, 0, 1)]
)
def test_the_map_holds_each_seat_once(filled: int, matching: int, open_: int) -> None:
    svg = seatmap.seat_map(filled, matching, open_)
    root = ET.fromstring(svg)
    heights = re.findall(r"M\d+ [\d.]+h6v([\d.]+)h-6z", svg)
    yours = [node for node in root.iter() if node.get("class") == "you"]

    assert (heights.count("22"), heights.count("11")) == (filled, matching)
    assert heights.count("3") + len(yours) == open_
    assert len(yours) == (1 if open_ else 0)
    assert f"{filled:,} filled, {matching:,} being matched, {open_:,} open" in root.get("aria-label", "")


def test_the_map_has_the_proportions_of_the_flag() -> None:
    cells = seatmap.arrange(638, 214, 1001)

    assert max(c for c, _ in cells) + 1 == 77
    assert max(r for _, r in cells) + 1 == 13


def test_the_same_counts_give_the_same_picture() -> None:
    assert seatmap.seat_map(9, 4, 7) == seatmap.seat_map(9, 4, 7)
    assert seatmap.seat_map(0, 0, 0) == ""


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="don't fit"):
        seatmap.arrange(5, 6, 10)


@pytest.mark.parametrize(
    "slug", ["software-engineering", "ai", "cybersecurity", "", "quantum", "data_science"]
)
def test_every_track_has_a_picture(slug: str) -> None:
    assert ET.fromstring(seatmap.track_glyph(slug)).get("aria-hidden") == "true"
    assert seatmap.track_glyph(slug) == seatmap.track_glyph(slug)


def test_the_list_of_icons_is_the_sprite() -> None:
    from django.conf import settings

    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text()

    assert set(re.findall(r'<symbol id="([a-z]+)"', sprite)) == ICONS
