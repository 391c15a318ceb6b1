"""What a candidate does: sign up, apply in steps, rank, answer an offer, start."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator

from tests.e2e.letters import code_to, letters_to
from tests.e2e.visitor import Visitor
from tests.support.stack import Stack

STORY = (
    "County clerks were typing four hundred benefit renewals a week from scanned forms, and one in nine carried a "
    "mistake that somebody had to find again weeks later. I learned the craft at {school}, sat with two of the clerks "
    "for three days and wrote down every step. Then I, {given}, built a small service that reads the forms, marks the "
    "fields it is unsure of, and puts the rest straight into the case system. The clerks decide about everything that "
    "is marked. We ran it beside the old way for a month and compared every single record. Mistakes fell from one in "
    "nine renewals to one in seventy, and the Friday backlog was gone by the second week. I wrote the runbook together "
    "with the clerks, so that they could change the rules without me. When the state changed the form the next spring, "
    "they updated it themselves in one afternoon. Ask me at {email} or {phone}. Two neighboring counties run it now, "
    "and I still answer their questions once a month on a short call."
)


@dataclass(frozen=True)
class Person:
    """Somebody who applies. Every word that could name them is unlike any other word on a page."""

    given: str
    family: str
    email: str
    phone: str
    school: str
    resume: dict[str, object] = field(hash=False)

    @property
    def traces(self) -> list[str]:
        """What no reviewer and no agency may read."""
        return [self.given, self.family, self.email, self.email.split("@")[0], self.phone, self.school]

    @property
    def story(self) -> str:
        """Their work, with their own traces in it."""
        return STORY.format(**{name: getattr(self, name) for name in ("given", "email", "phone", "school")})


def sign_up(me: Visitor, stack: Stack, person: Person) -> None:
    """From the front page to an account that is proven by a code."""
    me.go("/")
    me.follow("Start your application")
    me.follow("Create an account")
    me.write("Email", person.email)
    me.press("Continue")
    me.write("Code", code_to(stack, person.email))
    me.press("Continue")


def sign_in(me: Visitor, stack: Stack, person: Person) -> None:
    """With a code, on whatever device."""
    me.go("/account/login/")
    me.write("Email", person.email)
    before = len(letters_to(stack, person.email))
    me.press("Sign in", exact=True)
    me.write("Code", code_to(stack, person.email, letters_before=before))
    me.press("Continue")


def begin(me: Visitor) -> None:
    """Start the draft."""
    me.go("/apply/")
    me.press("Start your application, Cohort 1")


def fill_contact(me: Visitor, person: Person) -> None:
    """Step 1."""
    me.write("Given name", person.given)
    me.write("Family name", person.family)
    me.write("Phone", person.phone)
    me.write("City you live in", "Duluth")
    me.pick("State or territory", "Minnesota")


def fill_eligibility(me: Visitor) -> None:
    """Step 2."""
    me.choose("What is your citizenship?", "United States citizen")
    for question in me.page.get_by_role("group").filter(has=me.page.get_by_label("Yes", exact=True)).all():
        question.get_by_label("Yes", exact=True).check()


def fill_tracks(me: Visitor) -> None:
    """Step 3."""
    me.choose("Which track do you want most?", "Software engineering")
    me.page.locator("summary", has_text=re.compile(r"^Software")).click()
    me.pick("Python", "Strong")
    me.pick("Java", "Working")


def fill_work(me: Visitor, person: Person) -> None:
    """Step 4."""
    me.choose("How long have you worked in technology?", "4 to 7 years")
    me.page.get_by_label("What did you build or fix").fill(person.story)


def fill_terms(me: Visitor) -> None:
    """Step 5."""
    me.page.get_by_label("What is the lowest grade").select_option(index=2)
    for place in ("Remote", "Washington, DC"):
        me.choose("Where could you work?", place)
    me.date("What is the earliest date", date.today() + timedelta(days=30))
    me.date("What is the latest date", date.today() + timedelta(days=300))
    me.choose("Which clearance or investigation", "None")
    me.choose("How far would you go", "Public Trust")
    me.choose("Can you travel", "Yes")
    me.choose("Can you work on site", "Yes")


def attach_resume(me: Visitor, file: dict[str, object]) -> None:
    """Step 6, as far as the check."""
    me.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    me.press("Upload and check")


def apply_in_steps(me: Visitor, person: Person) -> None:
    """Every step from contact to the last page before sending."""
    for fill in (
        lambda: fill_contact(me, person),
        lambda: fill_eligibility(me),
        lambda: fill_tracks(me),
        lambda: fill_work(me, person),
        lambda: fill_terms(me),
    ):
        fill()
        me.press("Save and continue")
    attach_resume(me, person.resume)
    me.sees("The text that reviewers read")
    me.follow("Continue", within="main")


def send(me: Visitor) -> str:
    """Agree and send, pressing twice as an impatient person does; returns the receipt number."""
    me.tick("What I say in this application is true")
    me.tick("I have read the privacy statement")
    me.page.get_by_role("button", name="Send my application").dblclick()
    me.page.wait_for_url("**/receipt/")
    me.look()
    return receipt(me)


def receipt(me: Visitor) -> str:
    """The receipt number on the page."""
    return me.page.locator("p.lead strong").inner_text()


def say_available(me: Visitor) -> None:
    """Confirm on the status page."""
    me.go("/status/")
    me.press("I am available")


def add_to_list(me: Visitor, *titles: str) -> None:
    """Put requests on the list in this order, by the buttons."""
    me.go("/ranking/")
    for title in titles:
        me.click(adding(me, title))


def adding(me: Visitor, title: str) -> Locator:
    """The button that puts this request on the list."""
    return me.page.get_by_role("button", name=re.compile(rf"^Add to my list\s*: {title}"))


def add_by_keyboard(me: Visitor, title: str) -> None:
    """Put a request on the list without a pointer: Tab until its button has the focus, then Enter."""
    button = adding(me, title)
    for _ in range(120):
        if button.evaluate("e => e === document.activeElement"):
            break
        me.page.keyboard.press("Tab")
    with me.page.expect_navigation():
        me.page.keyboard.press("Enter")
    me.look()


def listed(me: Visitor) -> list[str]:
    """The titles on the list, first choice first."""
    return me.page.locator(".rank__what b").all_inner_texts()


def accept(me: Visitor) -> None:
    """Accept an offer: first without the second confirmation, then with it."""
    me.follow("Accept", within="main")
    with me.refused(422):
        me.press("Accept the offer")
        me.sees("There is a problem")
    me.tick("I accept this offer")
    me.press("Accept the offer")


def finish_own_steps(me: Visitor) -> int:
    """Mark every step as done that this person may mark; returns how many there were."""
    done = 0
    while me.page.get_by_role("button", name="Mark as done").count():
        me.press("Mark as done")
        done += 1
    return done


def confirm_day_one(me: Visitor) -> None:
    """Confirm today, which the form proposes."""
    me.press("Confirm day one")
