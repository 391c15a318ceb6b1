"""No template may need what the Content-Security-Policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>{]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script without a file": re.compile(
        r"<script\b(?![^>]*\bsrc=)[^>]*>(?!\s*</script>\s*$)", re.IGNORECASE
    ),
    "hx-on": re.compile(r"\shx-on[:-]"),
    "an evaluated htmx value": re.compile(r"\shx-(vals|headers)\s*=\s*[\"']?\s*(js|javascript):"),
    "an htmx trigger filter": re.compile(r"\shx-trigger\s*=\s*[\"'][^\"']*\["),
    "a javascript address": re.compile(r"(href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "a file from elsewhere": re.compile(
        r"<(script|img|iframe|source|use)\b[^>]*(src|href)\s*=\s*[\"'](https?:)?//|<link\b[^>]*href\s*=\s*[\"'](https?:)?//"
    ),
}
OFFENCES = [
    ("a comment that is shown, because it runs over its line", "{# one\ntwo #}"),
    ("an inline style", '<p class="a" style="color: red">'),
    ("a style element", "<style>p{}</style>"),
    ("an event attribute", '<button onclick="go()">'),
    ("a script without a file", "<script>go()</script>"),
    ("hx-on", '<div hx-on:click="go()">'),
    ("an evaluated htmx value", "<form hx-vals='js:{a: go()}'>"),
    ("an htmx trigger filter", '<form hx-trigger="keyup[ctrlKey]">'),
    ("a javascript address", '<a href="javascript:go()">'),
    ("a file from elsewhere", '<script src="https://cdn.example/x.js"></script>'),
    ("a file from elsewhere", '<link rel="stylesheet" href="//cdn.example/x.css">'),
]


def templates() -> list[Path]:
    """Pages only: e-mails are read where no policy and no style sheet reach."""
    found = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    return [path for path in found if "emails" not in path.parts and "email" not in path.parts]


BROKEN_COMMENT = re.compile(r"\{#(?:(?!#\}).)*$", re.MULTILINE)


def offences(text: str) -> set[str]:
    """The names of what is forbidden in a template."""
    shown = (
        {"a comment that is shown, because it runs over its line"} if BROKEN_COMMENT.search(text) else set()
    )
    without_comments = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    return shown | {name for name, pattern in FORBIDDEN.items() if pattern.search(without_comments)}


@pytest.mark.parametrize(("name", "text"), OFFENCES)
def test_the_lint_sees_each_offence(name: str, text: str) -> None:
    assert name in offences(text)


def test_no_template_offends() -> None:
    found = {str(path): offences(path.read_text()) for path in templates()}

    assert {path: names for path, names in found.items() if names} == {}
    assert len(found) > 30


def test_no_script_evaluates_text() -> None:
    text = "\n".join(path.read_text() for path in sorted((settings.BASE_DIR / "static/js").glob("*.js")))

    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write|insertAdjacentHTML", text) == []
