"""Colours are written once, and every pair that carries meaning can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEXT, GRAPHIC = 4.5, 3.0
STATUS = ("neutral", "info", "success", "warning", "danger", "match")
PAIRS = [
    *((name, ground, TEXT) for name in ("ink", "ink-2", "ink-3", "signal") for ground in ("bg", "bg-2")),
    ("ink", "bg-3", TEXT),
    ("ink", "wash", TEXT),
    ("ink-2", "wash", TEXT),
    ("cobalt", "bg", TEXT),
    ("cobalt", "bg-2", TEXT),
    ("cobalt", "wash", TEXT),
    ("ink", "mark", TEXT),
    ("on-fill", "cobalt-fill", TEXT),
    ("on-fill", "cobalt-fill-2", TEXT),
    *((name, f"{name}-fill", TEXT) for name in STATUS),
    ("danger", "danger-fill", TEXT),
    ("hero-ink", "hero-bg", TEXT),
    ("hero-ink-2", "hero-bg", TEXT),
    ("beacon", "hero-bg", TEXT),
    ("beacon-ink", "beacon", TEXT),
    ("night-ink", "night", TEXT),
    ("night-ink-2", "night", TEXT),
    ("night-ink", "foot-bg", TEXT),
    ("night-ink-2", "foot-bg", TEXT),
    ("paper-ink", "paper", TEXT),
    ("closing-ink", "closing-bg", TEXT),
    ("edge", "bg", GRAPHIC),
    ("edge", "bg-2", GRAPHIC),
    ("signal-graphic", "bg", GRAPHIC),
    ("cobalt-fill", "bg", GRAPHIC),
    ("focus", "bg", GRAPHIC),
    ("focus", "bg-2", GRAPHIC),
    ("night-focus", "hero-bg", GRAPHIC),
    ("night-focus", "night", GRAPHIC),
    ("night-now", "night", GRAPHIC),
    ("night-line", "night", GRAPHIC),
    *((seat, "hero-bg", GRAPHIC) for seat in ("seat-canton", "seat-red", "seat-white")),
]


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b", block))


def schemes() -> dict[str, dict[str, str]]:
    text = (CSS / "tokens.css").read_text()
    light = declared(text[: text.index("@media (prefers-color-scheme: dark)")])
    dark = declared(re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.DOTALL)[1])
    chosen = declared(re.search(r'\[data-theme="dark"\] \{(.*?)\}', text, re.DOTALL)[1])
    return {"light": light, "dark": {**light, **dark}, "chosen dark": {**light, **chosen}}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_is_the_standards() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "chosen dark"])
def test_every_pair_can_be_read(scheme: str) -> None:
    colours = schemes()[scheme]

    found = {
        f"{a} on {b}": round(ratio(colours[a], colours[b]), 2)
        for a, b, least in PAIRS
        if ratio(colours[a], colours[b]) < least
    }

    assert found == {}


def test_the_two_ways_into_the_dark_are_the_same() -> None:
    found = schemes()

    assert found["dark"] == found["chosen dark"]
    assert found["dark"] != found["light"]


def test_raw_colours_are_tokens_or_paper() -> None:
    raw = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())
        for path in sorted(CSS.glob("*.css"))
        if path.name not in ("tokens.css", "print.css")
    }

    assert {name: colours for name, colours in raw.items() if colours} == {}


def test_every_token_in_use_is_declared() -> None:
    text = {path.name: path.read_text() for path in sorted(CSS.glob("*.css"))}
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", "\n".join(text.values())))
    used = {name: set(re.findall(r"var\((--[a-z0-9-]+)\)", css)) for name, css in text.items()}

    assert {name: missing for name, tokens in used.items() if (missing := tokens - known)} == {}
