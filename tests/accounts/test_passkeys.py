"""Passkeys in a real browser with a virtual authenticator, under the strict Content-Security-Policy."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page

from techforce.accounts.models import User
from tests.factories.people import account
from tests.support.letters import code_sent_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The site under a name: a passkey belongs to a name, never to an IP address."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return f"http://localhost:{urlsplit(live_server.url).port}"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone with a fingerprint reader whose owner always says yes; fails on any console error."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    session = context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield opened
    context.close()
    assert problems == []


def sign_in_by_code(page: Page, site: str, address: str) -> None:
    page.goto(site + reverse("account_login"))
    page.get_by_label("Email").fill(address)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_sent_to(address))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()


def test_add_a_passkey_and_sign_in_with_it(page: Page, site: str) -> None:
    user = account("ada@example.com", "Ada Quill")
    sign_in_by_code(page, site, user.email)
    page.goto(site + reverse("mfa_index"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    page.goto(site + reverse("account_logout"))
    page.locator("#main").get_by_role("button", name="Sign out").click()
    page.goto(site + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    page.goto(site + reverse("operations:account"))
    assert page.get_by_role("heading", level=1).inner_text() == "Your account"


def test_passkey_opens_staff_pages(page: Page, site: str, otto: User) -> None:
    sign_in_by_code(page, site, otto.email)
    page.goto(site + reverse("operations:jobs"))
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(site + reverse("operations:jobs"))
    assert page.get_by_role("heading", level=1).inner_text() == "Jobs"


def test_without_script_the_passkey_button_is_not_shown(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + reverse("account_login"))
    assert page.get_by_role("button", name="Sign in with a passkey").count() == 0
    assert page.get_by_role("button", name="Sign in", exact=True).is_visible()
    context.close()
    assert mail.outbox == []
