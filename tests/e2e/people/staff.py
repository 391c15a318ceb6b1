"""What everybody on the staff does first."""

from tests.e2e.visitor import Visitor


def sign_in(me: Visitor, name: str) -> None:
    """As a member of the cast, on the page that exists on a machine of one's own only."""
    me.go("/demo/")
    me.press(f"Sign in as {name}")


def menu(me: Visitor, label: str) -> None:
    """Choose from the bar at the top."""
    me.click(me.page.locator("header nav").get_by_role("link", name=label, exact=True).first)
