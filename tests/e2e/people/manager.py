"""What the program manager and the second approver do: check requests, run the match, set the minute."""

from datetime import datetime, timedelta

from techforce.ui.moments import EASTERN
from tests.e2e.people.staff import menu
from tests.e2e.visitor import Visitor

AHEAD_SECONDS = 15


def accept_need(me: Visitor, title: str) -> None:
    """Check a request that was submitted."""
    menu(me, "Triage")
    me.follow(title)
    me.press("Accept the need")


def publish(me: Visitor) -> None:
    """Publish the request on the page."""
    me.press("Publish with")


def close_ranking(me: Visitor) -> None:
    """Let ranking end with the minute that has begun."""
    menu(me, "Matches")
    me.follow("Set the dates")
    now = datetime.now(EASTERN)
    me.date("Ranking closes on", now)
    me.write("Closes at, Eastern Time", f"{now:%H:%M}")
    me.write("Reason", "Both sides have certified.")
    me.press("Set the dates and tell everybody")


def start_run(me: Visitor) -> None:
    """Start a real run over all tracks."""
    menu(me, "Matches")
    me.press("Start", exact=True)


def open_run(me: Visitor, number: int) -> None:
    """Read the report of a run."""
    menu(me, "Matches")
    me.follow(f"Run {number}")


def approve(me: Visitor) -> datetime:
    """Approve the run on the page for the next minute that leaves time to look; returns that minute."""
    minute = (datetime.now(EASTERN) + timedelta(seconds=60 + AHEAD_SECONDS)).replace(second=0, microsecond=0)
    me.date("Publish on", minute)
    me.write("At, Eastern Time", f"{minute:%H:%M}")
    me.press("Approve", exact=True)
    return minute
