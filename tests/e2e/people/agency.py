"""What an agency does: request engineers, prove the money, rank people, bring them on board."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tests.e2e.people.staff import menu
from tests.e2e.visitor import Visitor


@dataclass(frozen=True)
class Need:
    """A request for one seat."""

    title: str
    project: str


def write_request(me: Visitor, need: Need) -> None:
    """Fill in a request, all but its supervisor."""
    menu(me, "Requests")
    me.follow("Request engineers")
    me.write("Title", need.title)
    me.write("The project", need.project)
    me.write("What will be different", "Half of the claims decided within thirty days, counted every week.")
    me.pick("Track", "Software engineering, Cohort 1")
    me.page.get_by_label("Skill", exact=True).first.select_option(label="Python")
    me.pick("Grade", "GS-13")
    me.pick("Duty station", "Washington, DC")
    me.date("Earliest start", date.today() + timedelta(days=45))
    me.date("Latest start", date.today() + timedelta(days=120))
    me.choose("Background", "Public Trust")
    me.write("Contact", "Cora Diaz")
    me.write("Contact’s email", "cora@demo.example")


def submit_without_supervisor(me: Visitor) -> None:
    """Try, and be told; what was written is kept."""
    with me.refused(422):
        me.press("Save and submit to OPM")
        me.sees("Name the supervisor.")


def submit(me: Visitor) -> None:
    """Name the supervisor and hand the request to OPM."""
    me.write("Supervisor", "Theo Brandt")
    me.write("Supervisor’s email", "theo@demo.example")
    me.press("Save and submit to OPM")


def open_request(me: Visitor, title: str, view: str = "Open") -> None:
    """Go to one's own request."""
    menu(me, "Requests")
    me.follow(view, within="main")
    me.follow(title)


def certify_money(me: Visitor, title: str) -> None:
    """State for the record that the seat is paid for."""
    open_request(me, title)
    me.follow("Certify the money")
    me.write("Source", "36-0160, medical services")
    me.date("Available until", date.today() + timedelta(days=365))
    me.tick("This money is committed")
    me.press("Certify", exact=True)


def rank_people(me: Visitor, title: str, *codes: str) -> None:
    """Add these people in this order and certify the list."""
    open_request(me, title)
    me.follow("Rank people", within="main")
    for code in codes:
        me.press(re.compile(rf"^Add to the list\s*: {code}"))
    me.press("Certify this order")
