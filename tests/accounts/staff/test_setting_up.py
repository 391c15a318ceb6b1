"""Where there is no provider, half of one, or a whole one: the button, the policy, the check."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from tests.support.identity_provider import CLIENT_ID, IdentityProvider, pem, rsa_key

LOGIN = reverse("account_login")
PAGES = [("oidc:start", "POST"), ("oidc:callback", "GET"), ("oidc:signed_out", "GET")]


def whole(settings: Any, **changes: Any) -> None:
    values = {
        "OIDC_SERVER_URL": "https://id.example",
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_PRIVATE_KEY": pem(rsa_key("client")),
        "OIDC_ACR_ALLOWED": ["urn:example:aal:2"],
    }
    for name, value in (values | changes).items():
        setattr(settings, name, value)


def warnings() -> list[str]:
    return [found.msg for found in run_checks() if found.id == "techforce.W002"]


@pytest.mark.parametrize(("name", "method"), PAGES)
def test_without_a_provider_there_is_no_such_page(db: None, name: str, method: str) -> None:
    assert Client().generic(method, reverse(name)).status_code == 404


def test_without_a_provider_there_is_no_button_and_no_other_policy(db: None) -> None:
    answer = Client().get(LOGIN)
    assert "Staff: sign in" not in answer.content.decode()
    assert "form-action 'self';" in answer["Content-Security-Policy"]
    assert warnings() == []


def test_the_button_names_the_provider_and_keeps_the_way(db: None, settings: Any) -> None:
    whole(settings, OIDC_NAME="Login.gov")
    page = Client().get(LOGIN, {"next": "/screening/"}).content.decode()
    assert "Staff: sign in with Login.gov" in page
    assert f'action="{reverse("oidc:start")}"' in page
    assert page.count('name="next" value="/screening/"') == 3


def test_without_a_name_the_host_stands_on_the_button(db: None, settings: Any) -> None:
    whole(settings)
    assert "Staff: sign in with id.example" in Client().get(LOGIN).content.decode()


def test_forms_may_lead_to_the_provider_and_nowhere_else(db: None, settings: Any) -> None:
    whole(settings, OIDC_FORM_ORIGINS=["https://login.example/x", "https://id.example"])
    policy = Client().get(LOGIN)["Content-Security-Policy"]
    assert "form-action 'self' https://id.example https://login.example;" in policy


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"OIDC_SERVER_URL": ""}, "OIDC_SERVER_URL is not set."),
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID is not set."),
        ({"OIDC_ACR_ALLOWED": []}, "OIDC_ACR_ALLOWED is not set."),
        ({"OIDC_PRIVATE_KEY": ""}, "Neither OIDC_PRIVATE_KEY nor OIDC_CLIENT_SECRET is set."),
        ({"OIDC_CLIENT_SECRET": "x"}, "are both set"),
        ({"OIDC_PRIVATE_KEY": "no key"}, "OIDC_PRIVATE_KEY is not an RSA private key"),
        ({"OIDC_SERVER_URL": "http://id.example"}, "http://id.example does not begin with https://."),
        ({"OIDC_FORM_ORIGINS": ["login.example"]}, "login.example does not begin with https://."),
    ],
    ids=str,
)
def test_half_a_set_up_is_off_and_says_why(
    db: None, settings: Any, changes: dict[str, Any], words: str
) -> None:
    whole(settings, **changes)
    assert [words in message for message in warnings()] == [True]
    assert "Staff: sign in" not in Client().get(LOGIN).content.decode()
    assert Client().post(reverse("oidc:start")).status_code == 404


def test_a_whole_set_up_has_nothing_to_complain_about(db: None, settings: Any) -> None:
    whole(settings)
    assert warnings() == []


def test_the_key_may_be_written_on_one_line(provider: IdentityProvider, monkeypatch: Any) -> None:
    import importlib

    from techforce.settings import base

    monkeypatch.setenv("OIDC_PRIVATE_KEY", pem(rsa_key("client")).replace("\n", "\\n"))
    try:
        assert pem(rsa_key("client")) == importlib.reload(base).OIDC_PRIVATE_KEY
    finally:
        monkeypatch.undo()
        importlib.reload(base)
