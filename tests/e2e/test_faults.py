"""What goes wrong for people and machines: nothing is lost, nothing is done twice, and the page says what to do."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.e2e.conftest import Arrive
from tests.e2e.letters import letters_to
from tests.e2e.people import candidate, staff
from tests.e2e.people.candidate import Person
from tests.e2e.visitor import PHONE, Visitor
from tests.factories.resumes import new_pdf, pdf, saved
from tests.support.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PDF = "application/pdf"
ANSWERS = (
    "select c.given_name, c.phone, c.city from applicants_candidate c join accounts_user u on u.id = c.user_id"
    " where u.email = %s"
)


def person(name: str) -> Person:
    """Somebody of this name, with a résumé that is in order."""
    file = {"name": f"{name}.pdf", "mimeType": PDF, "buffer": pdf("Engineer. Python, SQL.")}
    return Person(name.title(), "Marlowe", f"{name}@post.example", "218-555-0102", "Foxglove College", file)


def draft_of(arrive: Arrive, stack: Stack, name: str, **how: object) -> tuple[Visitor, Person]:
    """Somebody who has signed up and stands on the first step."""
    who = person(name)
    me = arrive(**how)
    candidate.sign_up(me, stack, who)
    candidate.begin(me)
    return me, who


def test_apply_without_any_script(stack: Stack, arrive: Arrive) -> None:
    me, who = draft_of(arrive, stack, "wren", size=PHONE, script=False)
    candidate.apply_in_steps(me, who)
    me.tick("What I say in this application is true")
    me.tick("I have read the privacy statement")
    me.press("Send my application")
    assert me.heading == "We have your application"


def test_sending_a_step_waits_for_the_autosave_before_it(stack: Stack, arrive: Arrive) -> None:
    me, who = draft_of(arrive, stack, "lark")

    def slowly(route: Route) -> None:
        time.sleep(1.5)
        route.continue_()

    me.page.route("**/contact/?autosave=1", slowly)
    with me.page.expect_request("**/contact/?autosave=1"):
        me.write("Given name", "La")
        me.page.keyboard.press("Tab")
    candidate.fill_contact(me, who)
    me.press("Save and continue")
    me.sees("What is your citizenship?")
    time.sleep(3)  # an autosave that had been overtaken would arrive now
    assert stack.rows(ANSWERS, who.email) == [("Lark", who.phone, "Duluth")]
    candidate.fill_eligibility(me)
    me.press("Save and continue")
    assert me.heading == "Tracks and skills"


def test_two_tabs_do_not_overwrite_each_other(stack: Stack, arrive: Arrive) -> None:
    me, who = draft_of(arrive, stack, "finch", script=False)
    first, second = me.page, me.tab()
    second.goto(first.url)
    candidate.fill_contact(me, who)
    me.press("Save and continue")
    me.page = second
    candidate.fill_contact(me, who)
    me.write("City you live in", "Ely")
    with me.refused(409):
        me.press("Save and continue")
        me.sees("Not saved yet.")
    asked = me.page.locator("main").inner_text()
    assert not [name for name in ("Given name", "Phone", "City you live in") if f"{name} (optional)" in asked]
    assert stack.rows(ANSWERS, who.email)[0][2] == "Duluth"
    assert me.page.get_by_label("City you live in").input_value() == "Ely"
    me.press("Save and continue")
    assert stack.rows(ANSWERS, who.email)[0][2] == "Ely"


def test_files_that_are_no_resume_are_refused_in_words(stack: Stack, arrive: Arrive) -> None:
    me, _ = draft_of(arrive, stack, "robin")
    me.follow("Résumé", within="main")
    scripted = new_pdf("Engineer")
    scripted.Root.OpenAction = scripted.make_indirect({"/S": "/JavaScript", "/JS": "app.alert(1)"})
    bad = {
        "empty.pdf": b"",
        "photo.pdf": b"\x89PNG\r\n\x1a\n" + b"0" * 400,
        "notes.txt": b"I am an engineer.",
        "letter.docx": b"PK\x03\x04 but nothing else",
        "scripted.pdf": saved(scripted),
    }
    for name, content in bad.items():
        with me.refused(415, 422):
            candidate.attach_resume(me, {"name": name, "mimeType": PDF, "buffer": content})
            me.page.get_by_role("alert").wait_for()
        assert me.page.get_by_role("heading", name="Your résumé").count() == 0, name
    assert stack.rows(
        "select count(*) from applicants_document where original_name = any(%s)", list(bad)
    ) == [(0,)]
    candidate.attach_resume(me, person("robin").resume)
    me.sees("The text that reviewers read")


def test_a_resume_that_is_too_large_never_fills_the_disk(stack: Stack, arrive: Arrive) -> None:
    me, _ = draft_of(arrive, stack, "heron", script=False)
    me.follow("Résumé", within="main")
    big = {"name": "big.pdf", "mimeType": PDF, "buffer": pdf("Engineer") + b"0" * (6 * 1024 * 1024)}
    with me.refused(413, 422):
        candidate.attach_resume(me, big)
        me.sees("MB")
    assert [path for path in Path(stack.folder, "media").rglob("*") if path.stat().st_size > 5_000_000] == []


def test_a_code_that_is_too_old_signs_nobody_in(stack: Stack, arrive: Arrive) -> None:
    me, who = draft_of(arrive, stack, "martin", script=False)
    me.press("Sign out")
    me.go("/account/login/")
    me.write("Email", who.email)
    before = len(letters_to(stack, who.email))
    me.press("Sign in", exact=True)
    code = candidate.code_to(stack, who.email, letters_before=before)
    stack.command("-m", "tests.e2e.aging", "1200")
    me.write("Code", code)
    me.press("Continue")
    me.go("/status/")
    assert "/account/login/" in me.page.url


def test_a_window_that_closes_while_the_form_is_open_keeps_what_was_written(
    stack: Stack, arrive: Arrive
) -> None:
    me, who = draft_of(arrive, stack, "swift")
    candidate.apply_in_steps(me, who)
    stack.kill("beat")  # the calendar would close the tracks for good
    stack.command("-m", "tests.e2e.closing", "closed")
    try:
        me.tick("What I say in this application is true")
        me.tick("I have read the privacy statement")
        with me.refused(422):
            me.press("Send my application")
            me.sees("nothing that you wrote is lost")
        assert who.phone in me.words
        assert "Two neighboring counties run it now" in me.words
        assert stack.rows(
            "select state, receipt_number from applicants_application a join applicants_candidate c on"
            " c.id = a.candidate_id where c.given_name = 'Swift'"
        ) == [("draft", None)]
    finally:
        stack.command("-m", "tests.e2e.closing", "open")
        stack.launch("beat")


def test_redis_away_loses_no_notice_and_sends_none_twice(stack: Stack, arrive: Arrive) -> None:
    me, who = draft_of(arrive, stack, "stork")
    candidate.apply_in_steps(me, who)
    stack.redis.kill()
    try:
        candidate.send(me)
        me.sees("Receipt number")
        stack.kill("worker")  # what it held in memory is gone too
        time.sleep(6)
        assert "We received your Tech Force application" not in subjects(stack, who)
    finally:
        stack.redis.start()
        stack.launch("worker")
    until(
        lambda: "We received your Tech Force application" in subjects(stack, who),
        "the letter about the receipt",
    )
    until(
        lambda: (
            stack.rows("select count(*) from notifications_notification where state = 'pending'") == [(0,)]
        ),
        "every letter to go out",
    )
    time.sleep(11)  # a sweep later there is still one of each
    assert sorted(set(subjects(stack, who))) == sorted(subjects(stack, who))
    me.go("/messages/")
    assert me.page.get_by_role("link", name="We received your Tech Force application").count() == 1


def subjects(stack: Stack, who: Person) -> list[str]:
    """What the letters about the record, codes aside, are called."""
    return [str(letter["Subject"]) for letter in letters_to(stack, who.email) if letter["Auto-Submitted"]]


def test_beat_away_delays_and_loses_nothing(stack: Stack, arrive: Arrive) -> None:
    """Without the scheduler an application waits in its state; when it is back the calendar catches up."""
    me, who = draft_of(arrive, stack, "crane")
    candidate.apply_in_steps(me, who)
    stack.kill("beat")
    try:
        candidate.send(me)
        time.sleep(6)
        me.go("/status/")
        assert me.heading == "Received"
    finally:
        stack.launch("beat")
    until(lambda: me.page.reload() and me.heading == "Eligibility check", "the check to begin")


def test_another_persons_pages_do_not_exist(stack: Stack, arrive: Arrive) -> None:
    me, _ = draft_of(arrive, stack, "egret")
    own = me.page.url.removeprefix(stack.url)
    other = arrive()
    staff.sign_in(other, "Ada Quill")
    with other.refused(404):
        other.go(own)
        other.sees("not")
    hank = arrive()
    staff.sign_in(hank, "Hank Foley")
    with hank.refused(403, 404):
        hank.go(own)
    assert "egret" not in hank.page.content().lower()
