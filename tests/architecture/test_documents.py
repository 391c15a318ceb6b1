"""What the documents point at exists, and their numbers are theirs alone."""

import re
from collections import Counter

import pytest

from tests.support.deployment import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MAKE_WORDS = re.compile(r"`make ([a-z]+)|^make ([a-z]+)", re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    targets += re.findall(r'(?:src|href|srcset)="([^"#]+)"', path.read_text())
    missing = [t for t in targets if not re.match(r"https?:|mailto:", t) and not (path.parent / t).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_command_exists(path):
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    named = {first or second for first, second in MAKE_WORDS.findall(path.read_text())}
    assert named - targets == set()


def test_each_decision_has_a_number_of_its_own():
    numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [number for number, count in numbers.items() if count > 1] == []


def test_every_management_command_named_in_a_document_exists():
    from django.core.management import get_commands

    text = "\n".join(path.read_text() for path in DOCUMENTS)
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - set(get_commands()) == set()
