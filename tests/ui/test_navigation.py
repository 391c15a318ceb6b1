"""Menus show what a person may open, and where they are."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from techforce.ui import navigation
from techforce.ui.context import Layout
from techforce.ui.navigation import Area, NavItem, links_for, register

pytestmark = pytest.mark.urls("tests.ui.pages")


@pytest.fixture(autouse=True)
def _own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    register(NavItem("Rank", "rank", "rank:own", Area.STAFF, 20))
    register(NavItem("Queue", "staff", "queue:read", Area.STAFF, 10))
    register(NavItem("Gallery", "ui:gallery", None, Area.AGENCY, 30))
    register(NavItem("Nowhere", "gone:away", None, Area.STAFF, 5))


def layout(path: str, held: frozenset[str] = frozenset(), **cookies: str) -> Layout:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = SimpleNamespace(is_authenticated=True, permission_values=held, short_name="R. Okafor")
    return Layout(request)


def labels(links: list[navigation.NavLink]) -> list[str]:
    return [link.label for link in links]


def test_only_what_may_be_opened_is_shown_in_order() -> None:
    assert labels(layout("/", frozenset({"queue:read", "rank:own"})).nav) == ["Queue", "Rank", "Gallery"]
    assert labels(layout("/").nav) == ["Gallery"]


def test_the_longest_prefix_is_where_you_are() -> None:
    links = links_for([Area.STAFF], held={"queue:read", "rank:own"}, path="/rank/3/")

    assert [(link.label, link.current) for link in links] == [("Queue", False), ("Rank", True)]


def test_registering_again_replaces() -> None:
    register(NavItem("Work", "staff", None, Area.STAFF, 10))

    assert labels(links_for([Area.STAFF], held=(), path="/")) == ["Work"]


def test_someone_without_permissions_attribute_sees_open_items() -> None:
    request = RequestFactory().get("/")

    assert labels(Layout(request).nav) == ["Gallery"]
    assert Layout(request).signed_in is False
    assert Layout(request).person == ""


def test_person_and_theme() -> None:
    assert layout("/").person == "R. Okafor"
    assert layout("/", theme="dark").theme == "dark"
    assert layout("/", theme='"><script>').theme == ""


def test_addresses_that_do_not_exist_are_empty() -> None:
    found = layout("/")

    assert found.sign_in_url == "/sign-in/"
    assert found.home_url == "/public/home/"
    assert found.apply_url == ""
