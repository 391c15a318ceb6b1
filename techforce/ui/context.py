"""What every layout needs to know about the visitor; nothing here is worked out before a template asks for it."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from techforce.ui.navigation import WORKSPACES, Area, NavLink, links_for

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class Layout:
    """The ``layout`` variable of the templates. Makes no query of its own."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def theme(self) -> str:
        """``light``, ``dark``, or empty when the visitor leaves it to the system."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def path(self) -> str:
        """Where the visitor is, to come back to after a small form such as the theme switch."""
        return self._request.get_full_path()

    @cached_property
    def signed_in(self) -> bool:
        """True for a person with a session; error pages are drawn before there may be one."""
        return bool(getattr(self._user, "is_authenticated", False))

    @cached_property
    def person(self) -> str:
        """How the signed-in person is named in the top bar."""
        if not self.signed_in:
            return ""
        return str(getattr(self._user, "short_name", "") or self._user)

    @cached_property
    def nav(self) -> list[NavLink]:
        """The workspace menu: every staff, agency and partner page this person may open."""
        return self._links(WORKSPACES)

    @cached_property
    def candidate_nav(self) -> list[NavLink]:
        """The candidate's own menu."""
        return self._links((Area.CANDIDATE,))

    @cached_property
    def small_nav(self) -> list[NavLink]:
        """The menu of pages outside every workspace: the workspace's for who works in one, else the candidate's."""
        own = {link.url for link in self.candidate_nav}
        return self.nav if any(link.url not in own for link in self.nav) else self.candidate_nav

    @cached_property
    def public_nav(self) -> list[NavLink]:
        """The public site's menu."""
        return self._links((Area.PUBLIC,))

    @cached_property
    def footer_nav(self) -> list[NavLink]:
        """The site's own links in the footer."""
        return self._links((Area.FOOTER,))

    @cached_property
    def home_url(self) -> str:
        """The public front page, or the root where there is none."""
        return _url("public:home") or "/"

    @cached_property
    def sign_in_url(self) -> str:
        """Where to sign in; empty if this installation has no such page."""
        return _url("account_login")

    @cached_property
    def sign_out_url(self) -> str:
        """Where to sign out; empty if this installation has no such page."""
        return _url("account_logout")

    @cached_property
    def apply_url(self) -> str:
        """Where an application starts; empty if this installation has no such page."""
        return _url("applicants:start")

    @cached_property
    def own_url(self) -> str:
        """The page that a signed-in person starts from; empty if this installation has no such page."""
        return _url("operations:home")

    @cached_property
    def theme_url(self) -> str:
        """Where the theme switch posts to; empty if the interface's URLs are not included."""
        return _url("ui:theme")

    @property
    def _user(self) -> object:
        return getattr(self._request, "user", None) or AnonymousUser()

    def _links(self, areas: tuple[Area, ...]) -> list[NavLink]:
        held: Iterable[str] = getattr(self._user, "permission_values", frozenset())
        return links_for(areas, held=held, path=self._request.path)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def layout(request: HttpRequest) -> dict[str, Layout]:
    """Context processor: ``layout`` for every template that is rendered with a request."""
    return {"layout": Layout(request)}
