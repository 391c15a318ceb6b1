"""Who finds what in the menus: apps register items at start-up, the layouts show those a person may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import NoReverseMatch, reverse


class Area(StrEnum):
    """The parts of the product that have a menu of their own."""

    PUBLIC = "public"
    CANDIDATE = "candidate"
    STAFF = "staff"
    AGENCY = "agency"
    PARTNER = "partner"
    FOOTER = "footer"


WORKSPACES = (Area.STAFF, Area.AGENCY, Area.PARTNER)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a menu. ``permission`` is the value a person must hold; None means anyone who sees the menu."""

    label: str
    url_name: str
    permission: str | None = None
    area: str = Area.STAFF
    order: int = 50


@dataclass(frozen=True, slots=True)
class NavLink:
    """An item as one person sees it on one page."""

    label: str
    url: str
    current: bool


_items: dict[tuple[str, str], NavItem] = {}


def register(item: NavItem) -> None:
    """Add an item to its area's menu; registering the same area and URL name again replaces it."""
    _items[(str(item.area), item.url_name)] = item


def registered(areas: Iterable[str]) -> list[NavItem]:
    """Items of these areas in menu order."""
    wanted = {str(area) for area in areas}
    return sorted((i for i in _items.values() if str(i.area) in wanted), key=lambda i: (i.order, i.label))


def links_for(areas: Iterable[str], *, held: Iterable[str], path: str) -> list[NavLink]:
    """The menu of these areas for someone who holds ``held``, on the page at ``path``.

    The item with the longest URL that starts the path is the current one. An item whose URL does not exist in this
    installation is left out, so that a part that is switched off leaves no dead link.
    """
    values = {str(value) for value in held}
    found: list[tuple[str, str]] = []
    for item in registered(areas):
        if item.permission is not None and str(item.permission) not in values:
            continue
        try:
            found.append((item.label, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    here = max((url for _, url in found if _is_under(path, url)), key=len, default=None)
    return [NavLink(label, url, url == here) for label, url in found]


def _is_under(path: str, url: str) -> bool:
    if url == "/":
        return path == "/"
    return path == url or path.startswith(url if url.endswith("/") else f"{url}/")


for _public in (
    NavItem("The work", "public:work", None, Area.PUBLIC, 5),
    NavItem("Tracks", "public:tracks", None, Area.PUBLIC, 10),
    NavItem("Agencies", "public:agencies", None, Area.PUBLIC, 20),
    NavItem("Partners", "public:partners", None, Area.PUBLIC, 30),
    NavItem("How it works", "public:how_it_works", None, Area.PUBLIC, 40),
    NavItem("About Tech Force", "public:about", None, Area.FOOTER, 10),
    NavItem("How selection works", "public:how_it_works", None, Area.FOOTER, 20),
    NavItem("Tracks", "public:tracks", None, Area.FOOTER, 30),
    NavItem("Agencies", "public:agencies", None, Area.FOOTER, 40),
    NavItem("Published matches", "public:verifications", None, Area.FOOTER, 45),
    NavItem("Partners", "public:partners", None, Area.FOOTER, 50),
    NavItem("Accessibility statement", "public:accessibility", None, Area.FOOTER, 60),
    NavItem("Privacy policy", "public:privacy", None, Area.FOOTER, 70),
):
    register(_public)
