"""The application on a phone in a real browser: by keyboard alone, saved while typing, in two tabs."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from applicants.models import Application
from techforce.accounts.models import User
from tests.factories import programme
from tests.factories.applicants import STORY, application
from tests.factories.resumes import pdf
from tests.support.signing_in import signed_in
from tests.support.states import field_values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, ada: User) -> Iterator[BrowserContext]:
    """A phone on which Ada is signed in; anything on its console fails the test."""
    context = chromium.new_context(viewport=PHONE, base_url=live_server.url)
    session = signed_in(ada).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    said: list[str] = []
    # Chromium itself reports every answer of 4xx; those belong to what is tested here.
    context.on(
        "console",
        lambda entry: entry.type == "error" and "status of 4" not in entry.text and said.append(entry.text),
    )
    yield context
    context.close()
    assert said == []


def type_into(page: Page, label: str, text: str) -> None:
    """Reach a field with Tab alone, then type."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.textContent.trim() || ''").startswith(label):
            if len(text) > 40:
                page.keyboard.insert_text(text)  # as dictation does
            else:
                page.keyboard.type(text)
            return
    raise AssertionError(f"Tab never reached {label!r}")


def press_button(page: Page, words: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reached {words!r}")


def check_page(page: Page) -> None:
    """No barrier that axe knows of, and nothing to scroll sideways."""
    assert Axe().run(page).generate_report().count("Rule Violated") == 0, Axe().run(page).generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_by_keyboard_from_start_to_receipt(phone, ada, cohort, software):
    programme.skill("python")
    programme.grade()
    programme.station("washington")
    page = phone.new_page()
    page.goto("/apply/")
    check_page(page)
    press_button(page, "Start your application")

    type_into(page, "Given name", "Ada")
    type_into(page, "Family name", "Quill")
    type_into(page, "Phone", "202-555-0142")
    type_into(page, "City you live in", "Arlington")
    type_into(page, "State or territory", "Virginia")
    check_page(page)
    press_button(page, "Save and continue")

    for label in ("United States citizen", "Yes", "Yes", "Yes"):
        type_into(page, label, " ")
    check_page(page)
    press_button(page, "Save and continue")

    type_into(page, "Software engineering", " ")
    type_into(page, "Python", "Strong")
    check_page(page)
    press_button(page, "Save and continue")

    type_into(page, "Under 1 year", " ")
    type_into(page, "What did you build", STORY)
    check_page(page)
    press_button(page, "Save and continue")

    type_into(page, "What is the lowest grade", "GS-13")
    type_into(page, "Washington, DC", " ")
    for year in ("2027", "2028"):
        type_into(page, "Month", "April")
        type_into(page, "Day", "6")
        type_into(page, "Year", year)
    type_into(page, "None", " ")
    type_into(page, "None", " ")
    type_into(page, "Yes", " ")
    type_into(page, "Yes", " ")
    check_page(page)
    press_button(page, "Save and continue")

    page.set_input_files(
        "#id_resume", {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": pdf("Built things")}
    )
    press_button(page, "Upload and check")
    expect(page.locator("pre")).to_have_text("Built things")
    check_page(page)
    press_button(page, "Continue")

    expect(page.locator("#missing")).to_have_count(0)
    type_into(page, "What I say in this application", " ")
    type_into(page, "I have read the privacy statement", " ")
    check_page(page)
    press_button(page, "Send my application")

    expect(page.locator("h1")).to_have_text("We have your application")
    sent = Application.objects.get(candidate__user=ada)
    expect(page.locator(".lead strong")).to_have_text(sent.receipt_number)
    check_page(page)
    page.goto("/status/")
    expect(page.locator("h1")).to_have_text("Received")
    check_page(page)


def test_what_is_typed_is_saved_and_counted_without_a_button(phone, ada, cohort, software):
    draft = application(ada, cohort, software, work_story="")
    page = phone.new_page()
    page.goto(f"/apply/{draft.pk}/work/")
    with page.expect_response(lambda answer: "autosave=1" in answer.url):
        page.locator("#id_work_story").press_sequentially("Saved while typing")
    expect(page.locator("#save-status")).to_contain_text("Saved at")
    expect(page.locator("#id_work_story_count")).to_contain_text("147 more needed")
    assert field_values(draft, "work_story")["work_story"] == "Saved while typing"
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("Your story is 3 words now")
    check_page(page)


def test_two_tabs_never_overwrite_each_other_unasked(phone, ada, cohort, software):
    draft = application(ada, cohort, software, work_story="As it was")
    first, second = phone.new_page(), phone.new_page()
    first.goto(f"/apply/{draft.pk}/work/")
    second.goto(f"/apply/{draft.pk}/work/")
    with first.expect_response(lambda answer: answer.status == 200 and "autosave=1" in answer.url):
        first.locator("#id_work_story").fill("From the first tab")
    with second.expect_response(lambda answer: answer.status == 409 and "autosave=1" in answer.url):
        second.locator("#id_work_story").fill("From the second tab")
    expect(second.locator("#save-status")).to_contain_text("Not saved")
    assert field_values(draft, "work_story")["work_story"] == "From the first tab"
    second.get_by_role("button", name="Save and finish later").click()
    expect(second.locator("#id_work_story")).to_have_value("From the second tab")
    expect(second.get_by_text("Not saved yet.")).to_be_visible()
    check_page(second)
    second.get_by_role("button", name="Save and finish later").click()
    second.wait_for_url("**/status/")
    assert field_values(draft, "work_story")["work_story"] == "From the second tab"


def test_typing_and_pressing_at_once_is_one_person(phone, ada, cohort, software):
    draft = application(ada, cohort, software)
    page = phone.new_page()
    page.goto(f"/apply/{draft.pk}/contact/")
    for name in ("Ada Maria", "Ada M.", "Ada"):
        page.locator("#id_given_name").fill(name)
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url("**/eligibility/")
        page.go_back()
        page.wait_for_url("**/contact/")
        page.reload()
    draft.candidate.refresh_from_db()
    assert draft.candidate.given_name == "Ada"
