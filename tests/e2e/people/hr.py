"""What an HR specialist does: screen, declare a tie, qualify, certify, send offers."""

from datetime import date, timedelta

from tests.e2e.people.staff import menu
from tests.e2e.visitor import Visitor


def find_eligible(me: Visitor, hide: str = "") -> None:
    """Look at the application that waits longest, hide a word that the mask did not know, and find it eligible."""
    menu(me, "Screening")
    me.follow("Start with the oldest")
    if hide:
        me.write("Also hide these words", hide)
        me.press("Hide", exact=True)
    me.press("Eligible, next")


def declare_tie(me: Visitor, code: str, reviewer: str) -> None:
    """Record that a reviewer knows the person of this application."""
    menu(me, "Applications")
    me.follow(code)
    me.follow("See the ties")
    me.pick("Reviewer", reviewer)
    me.page.get_by_label("Tie", exact=True).select_option(index=1)
    me.press("Record the tie")


def qualify_everybody(me: Visitor) -> None:
    """Preview, then qualify."""
    menu(me, "Qualify")
    me.press("Preview")
    me.press("Qualify")


def issue_certificate(me: Visitor, track: str) -> None:
    """Put everybody who waits in a track on a certificate."""
    menu(me, "Certification")
    me.follow(f"Issue a certificate for {track}")
    me.write("Hiring authority", "5 U.S.C. 3304, direct hire")
    me.date("Last day of the certificate", date.today() + timedelta(days=365))
    me.press("Issue the certificate")


def send_offer(me: Visitor, code: str) -> None:
    """Send the drafted offer of this person."""
    menu(me, "Offers")
    me.follow(code)
    me.press("Send the offer")


def finish_steps(me: Visitor, participant: str) -> int:
    """Mark the onboarding steps of one's own side as done; returns how many."""
    menu(me, "Onboarding")
    me.follow(participant)
    done = 0
    while me.page.get_by_role("button", name="Mark as done").count():
        me.press("Mark as done")
        done += 1
    return done
