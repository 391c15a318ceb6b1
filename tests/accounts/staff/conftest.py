"""A site that is registered with the strict identity provider."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.test import Client
from django.urls import reverse

from tests.support.identity_provider import CLIENT_ID, STRONG, IdentityProvider, pem, rsa_key

Go = Callable[..., Any]


@pytest.fixture
def provider(settings: Any) -> Iterator[IdentityProvider]:
    """The provider, and the settings that know it."""
    running = IdentityProvider()
    settings.OIDC_SERVER_URL = running.base
    settings.OIDC_CLIENT_ID = CLIENT_ID
    settings.OIDC_PRIVATE_KEY = pem(rsa_key("client"))
    settings.OIDC_ACR_ALLOWED = [STRONG]
    settings.OIDC_NAME = "Example ID"
    yield running
    running.close()


def begin(client: Client, **data: str) -> str:
    """Press the button: the provider's address that the browser is sent to."""
    answer = client.post(reverse("oidc:start"), data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def at_provider(address: str) -> str:
    """Sign in there: the address of ours that the browser is sent back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client, **data: str) -> Any:
    """The whole way there and back: our answer to the browser that came back."""
    return client.get(at_provider(begin(client, **data)))
