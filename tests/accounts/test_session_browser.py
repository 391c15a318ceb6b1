"""The end of a short session in a real browser: warned in time, able to stay, and nothing typed is lost."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, expect

from applicants.models import Application
from techforce.accounts.models import User
from tests.factories.applicants import application
from tests.support.letters import code_sent_to
from tests.support.signing_in import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TEXT = "I rebuilt the intake of a county clinic, and nobody waits outside any more."


def browser_of(user: User, chromium: Browser, site: str, *, script: bool = True) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, base_url=site, java_script_enabled=script
    )
    session = signed_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context


def test_warned_two_minutes_ahead_and_able_to_stay(
    chromium: Browser, live_server: Any, ada: User, settings: Any
) -> None:
    context = browser_of(ada, chromium, live_server.url)
    page, other = context.new_page(), context.new_page()
    page.clock.install()
    page.goto(reverse("operations:account"))
    other.goto(reverse("operations:account"))
    warning = page.locator("[data-session-end]")
    page.clock.fast_forward((3540 - 150) * 1000)
    expect(warning).to_be_hidden()
    page.clock.fast_forward(60_000)
    expect(warning).to_contain_text("signed out in two minutes")
    assert Axe().run(page).generate_report().count("Rule Violated") == 0
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward(3600 * 1000)
    expect(warning).to_contain_text("You are signed out")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    context.close()


def test_a_tab_that_is_used_speaks_for_the_others(chromium: Browser, live_server: Any, ada: User) -> None:
    context = browser_of(ada, chromium, live_server.url)
    quiet, busy = context.new_page(), context.new_page()
    for page in (quiet, busy):
        page.clock.install()
        page.goto(reverse("operations:account"))
        page.clock.fast_forward((3600 - 100) * 1000)
        expect(page.locator("[data-session-end]")).to_be_visible()
    busy.get_by_role("button", name="Stay signed in").click()
    expect(busy.locator("[data-session-end]")).to_be_hidden()
    expect(quiet.locator("[data-session-end]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_was_typed_survives_the_end(
    chromium: Browser, live_server: Any, ada: User, cohort: Any, software: Any, script: bool
) -> None:
    draft = application(ada, cohort, software)
    context = browser_of(ada, chromium, live_server.url, script=script)
    page = context.new_page()
    page.goto(reverse("applicants:step", args=[draft.pk, "work"]))
    context.clear_cookies(name="sessionid")
    Session.objects.all().delete()
    page.locator("textarea").first.fill(TEXT)
    if script:
        expect(page.locator("#save-status")).to_contain_text("you are signed out")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_label("Email").fill(ada.email)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_sent_to(ada.email))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you sent is still here")
    assert page.get_by_text(TEXT).count() == 1
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url(f"**/apply/{draft.pk}/**")
    assert TEXT in str(Application.objects.filter(pk=draft.pk).values().get())
    context.close()
