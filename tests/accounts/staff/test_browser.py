"""Staff sign-in in a real browser: the policy lets the form lead to the provider, with and without script."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.factories.people import staff
from tests.support.identity_provider import IdentityProvider

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_there_and_back(
    chromium: Browser, live_server: Any, provider: IdentityProvider, script: bool
) -> None:
    user = staff("holly@opm.example", "Holly Reyes", "hr")
    provider.asks_first = True
    site = f"http://localhost:{urlsplit(live_server.url).port}"
    context = chromium.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    page.goto(f"{site}{reverse('account_login')}?next={reverse('applicants:screening')}")
    page.get_by_role("button", name="Staff: sign in with Example ID").click()
    page.get_by_role("button", name="Agree").click()
    page.wait_for_url(f"{site}{reverse('applicants:screening')}")
    assert page.get_by_text(user.short_name).count() == 1

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign out there too").click()
    assert page.get_by_role("heading").inner_text() == "Signed out of the provider"
    context.close()
    assert problems == []


def test_a_provider_that_the_policy_does_not_name_is_not_reached(
    chromium: Browser, live_server: Any, provider: IdentityProvider, settings: Any
) -> None:
    """What the entry in the policy is for: without it the browser stops, and the first test would fail."""
    settings.CONTENT_SECURITY_POLICY = settings.CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", "form-action http://localhost:*"
    )
    site = f"http://localhost:{urlsplit(live_server.url).port}"
    context = chromium.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{site}{reverse('account_login')}")
    page.get_by_role("button", name="Staff: sign in with Example ID").click()
    page.wait_for_timeout(500)
    assert "GET /authorize" not in provider.requests
    assert any("form-action" in text for text in refused)
    context.close()
