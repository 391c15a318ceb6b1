"""Pages as the server sends them: nothing undefined, nothing too heavy, nothing lost when a fact is missing."""

import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client

from techforce.accounts.models import User
from techforce.ui import fonts
from tests.ui.pages import EVERY_PATH

pytestmark = [pytest.mark.urls("tests.ui.pages"), pytest.mark.django_db]
KIB = 1024


class Undefined(str):
    """What a template shows for a name that it was not given: here, an error."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """No template may use a name that it was not given."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("path", EVERY_PATH)
def test_every_page_is_drawn_without_undefined_names(client: Client, path: str) -> None:
    html = client.get(path).content.decode()

    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert re.search(r'<html lang="en"', html)
    assert "None" not in re.sub(r"<[^>]*>", " ", html)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("path", ["/public/home/", "/staff/", "/candidate/", "/simple/"])
def test_a_signed_in_person_signs_out_with_one_press(
    as_: Callable[[User], Client], rosa: User, path: str
) -> None:
    html = as_(rosa).get(path).content.decode()

    assert 'href="/sign-in/"' not in html
    assert ('<form class="sign-out" method="post" action="/sign-out/">' in html) is (path != "/public/home/")
    assert ("R. Okafor" in html) is (path == "/staff/")


def weight(client: Client, path: str) -> dict[str, int]:
    """Compressed bytes of a page and everything it loads at once."""
    html = client.get(path).content
    text = html.decode()
    found = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', text)) - {"mark.svg"}
    sizes = {}
    for name in found:
        data = Path(finders.find(name)).read_bytes()
        sizes[name] = len(data) if name.endswith(".woff2") else len(brotli.compress(data, quality=9))
    script = sum(size for name, size in sizes.items() if name.endswith(".js"))
    return {
        "html": len(html),
        "all": len(brotli.compress(html, quality=5)) + sum(sizes.values()),
        "script": script,
        "requests": len(sizes) + 1,
    }


@pytest.mark.parametrize("path", [p for p in EVERY_PATH if p != "/ui/gallery/"])
def test_pages_stay_light(client: Client, path: str, font_files: list[Path]) -> None:
    found = weight(client, path)

    assert found["all"] <= 60 * KIB
    assert found["script"] <= 20 * KIB
    assert found["requests"] <= 25
    assert found["html"] <= 60 * KIB


@pytest.mark.parametrize("path", [p for p in EVERY_PATH if p.startswith(("/public/", "/empty/", "/error/"))])
def test_public_pages_need_no_script(client: Client, path: str) -> None:
    assert b"<script" not in client.get(path).content


def test_public_pages_ask_the_database_nothing_of_their_own(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):
        client.get("/public/home/")


@pytest.mark.parametrize("path", [p for p in EVERY_PATH if p.startswith("/public/")])
def test_public_pages_are_the_same_for_every_visitor(path: str) -> None:
    one, other = Client().get(path), Client().get(path)

    assert one.content == other.content
    assert one.cookies == {}
    assert "Cookie" in one["Vary"]


def test_facts_that_are_not_known_are_left_out(client: Client) -> None:
    html = client.get("/empty/home/").content.decode()

    assert "seatmap" not in html
    assert "Work that is waiting" not in html
    assert "No track is taking applications right now." in html


def test_the_last_resort_pages_stand_alone() -> None:
    for code in ("500", "503"):
        html = engines["django"].get_template(f"{code}.html").render({})
        assert "<h1>" in html
        assert "extends" not in (settings.BASE_DIR / "templates" / f"{code}.html").read_text()


def test_the_font_keeps_the_letters_of_names(font_files: list[Path]) -> None:
    from fontTools.ttLib import TTFont

    latin, rest = (set(TTFont(path).getBestCmap()) for path in font_files)

    assert {ord(c) for c in "Renée Østergård"} <= latin
    assert {ord(c) for c in "ŁŽžĞőș"} <= rest
    assert font_files[0].stat().st_size < 30 * KIB
    assert fonts.build(font_files[0].parent) == font_files
