"""What a reviewer does: take the next one, score it blind, lock it."""

import re

from tests.e2e.people.staff import menu
from tests.e2e.visitor import Visitor


def take_next(me: Visitor) -> None:
    """Ask the queue."""
    menu(me, "Reviews")
    me.press("Take the next one")


def score(me: Visitor, rating: int) -> None:
    """Give every competency the same rating."""
    for criterion in me.page.locator("fieldset.crit .scale").all():
        criterion.get_by_label(re.compile(rf"^\s*{rating}")).check()


def lock(me: Visitor, *, meets: bool, why: str = "Nobody used it.") -> None:
    """Decide and lock. Not meeting the standard takes a competency and a reason: without them it stays open."""
    score(me, 4 if meets else 2)
    me.tick("Meets the standard" if meets else "Does not meet the standard")
    if not meets:
        with me.refused(422):
            me.press("Lock, open next")
            me.sees("Name the competency that was not met")
        me.page.get_by_label("Competency not met").select_option(index=1)
        me.page.get_by_label("Why is it not met?").fill(why)
    me.press("Lock, open next")
