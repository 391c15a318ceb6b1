"""Everything that must not sign anybody in, one by one, and the page that says so."""

import logging
import time
from typing import Any

import pytest
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from techforce.accounts.models import User
from tests.accounts.staff.conftest import at_provider, begin, sign_in
from tests.support.identity_provider import CLIENT_ID, WEAK, IdentityProvider

pytestmark = pytest.mark.django_db(transaction=True)
STAFF_PAGE = reverse("applicants:screening")
CALLBACK = reverse("oidc:callback")
NOT_YOU = "We could not make sure that it is you"
HOUR = 3600


def refused(client: Client, answer: Any, status: int, title: str) -> None:
    """A page with a way back, the right status, and nobody signed in."""
    page = answer.content.decode()
    assert (answer.status_code, title in page) == (status, True), page
    assert f'href="{reverse("account_login")}"' in page
    assert "Cache-Control" in answer.headers
    assert client.get(STAFF_PAGE).status_code == 302
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "n" * 43},
        {"nonce": ""},
        {"nonce": None},
        {"nonce": 7},
        {"iss": "https://id.example/"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"]},
        {"aud": None},
        {"azp": "somebody-else"},
        {"exp": int(time.time()) - HOUR},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int(time.time()) - HOUR},
        {"iat": int(time.time()) + HOUR},
        {"iat": None},
        {"nbf": int(time.time()) + HOUR},
        {"sub": None},
        {"sub": "another than the one of userinfo"},
    ],
    ids=" ".join,  # not the moments in them: workers collect at different ones
)
def test_token_with_a_wrong_claim(provider: IdentityProvider, holly: User, claims: dict[str, Any]) -> None:
    provider.claims = claims
    client = Client()
    refused(client, sign_in(client), 403, NOT_YOU)


@pytest.mark.parametrize("acr", [WEAK, "", None, ["urn:example:aal:2"], "urn:example:aal:2 "], ids=str)
def test_level_that_is_not_allowed(provider: IdentityProvider, holly: User, acr: Any) -> None:
    provider.claims = {"acr": acr}
    client = Client()
    refused(client, sign_in(client), 403, "A stronger sign-in is needed")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_token_that_anybody_could_have_written(
    provider: IdentityProvider, holly: User, algorithm: str
) -> None:
    provider.algorithm = algorithm
    client = Client()
    refused(client, sign_in(client), 403, NOT_YOU)


def test_token_signed_with_a_foreign_key(provider: IdentityProvider, holly: User) -> None:
    provider.signing = "stranger"
    client = Client()
    refused(client, sign_in(client), 403, NOT_YOU)


def test_token_that_names_an_unknown_key_and_no_flood_of_requests(
    provider: IdentityProvider, holly: User
) -> None:
    provider.answers["/certs"] = (200, {"keys": []})
    client = Client()
    for _ in range(3):
        refused(client, sign_in(client), 403, NOT_YOU)
    assert provider.requests.count("GET /certs") == 2


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 5000, "ü.ü.ü"])
def test_token_that_is_none(provider: IdentityProvider, holly: User, token: str) -> None:
    provider.answers["/token"] = (200, {"access_token": "a", "id_token": token})
    client = Client()
    refused(client, sign_in(client), 403, NOT_YOU)


@pytest.mark.parametrize(
    "person", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}]
)
def test_address_that_the_provider_has_not_verified(
    provider: IdentityProvider, holly: User, person: dict[str, Any]
) -> None:
    provider.person |= person
    client = Client()
    refused(client, sign_in(client), 403, "Your email address is not confirmed")


@pytest.mark.parametrize(
    "person", [{"email": ""}, {"email": "no address"}, {"sub": "x" * 300}, {"sub": "a\x00b"}], ids=str
)
def test_person_that_is_none(provider: IdentityProvider, holly: User, person: dict[str, Any]) -> None:
    provider.person |= person
    client = Client()
    refused(client, sign_in(client), 502, "gave an answer we cannot use")


def test_cancelled_at_the_provider(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    state = begin(client).split("state=")[1].split("&")[0]
    answer = client.get(CALLBACK, {"error": "access_denied", "state": state})
    refused(client, answer, 200, "You are not signed in")


def test_error_of_the_provider_is_not_repeated(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    state = begin(client).split("state=")[1].split("&")[0]
    answer = client.get(
        CALLBACK, {"error": "<b>odd</b>", "error_description": "<i>words</i>", "state": state}
    )
    refused(client, answer, 502, "gave an answer we cannot use")
    assert "<b>odd</b>" not in answer.content.decode()
    assert "words" not in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"state": "x"}, {"code": "x"}, {"code": "x", "state": "\x00"}], ids=str
)
def test_callback_that_nobody_began(provider: IdentityProvider, holly: User, query: dict[str, str]) -> None:
    client = Client()
    refused(client, client.get(CALLBACK, query), 400, "This sign-in took too long")


def test_callback_in_another_browser(provider: IdentityProvider, holly: User) -> None:
    address, other = at_provider(begin(Client())), Client()
    refused(other, other.get(address), 400, "This sign-in took too long")


def test_sign_in_begun_too_long_ago(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    address = at_provider(begin(client))
    session = client.session
    stashed = session[STATES_SESSION_KEY]
    session[STATES_SESSION_KEY] = {key: (state, at - 601, who) for key, (state, at, who) in stashed.items()}
    session.save()
    refused(client, client.get(address), 400, "This sign-in took too long")


def test_code_that_was_swapped_does_not_fit_the_browser_that_began(
    provider: IdentityProvider, holly: User
) -> None:
    mine, theirs = Client(), Client()
    foreign = at_provider(begin(theirs)).split("code=")[1].split("&")[0]
    own = at_provider(begin(mine))
    own = own.replace(own.split("code=")[1].split("&")[0], foreign)
    refused(mine, mine.get(own), 502, "gave an answer we cannot use")


def test_client_that_the_provider_does_not_know(
    provider: IdentityProvider, holly: User, settings: Any
) -> None:
    settings.OIDC_PRIVATE_KEY, settings.OIDC_CLIENT_SECRET = "", "wrong"
    client = Client()
    refused(client, sign_in(client), 502, "gave an answer we cannot use")


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/certs"])
@pytest.mark.parametrize(
    ("answer", "status"),
    [((500, {}), 503), ((200, "<h1>Maintenance</h1>"), 502), ((404, {}), 502), ((200, "[]"), 502),
     ((302, "http://127.0.0.1:1/"), 502), ((200, '"' + "x" * 300_000 + '"'), 502)],
    ids=["fault", "page", "missing", "list", "redirect", "huge"],
)  # fmt: skip
def test_provider_answers_nonsense_on_the_way_back(
    provider: IdentityProvider, holly: User, path: str, answer: Any, status: int
) -> None:
    provider.answers[path] = answer
    client = Client()
    title = "does not answer" if status == 503 else "gave an answer we cannot use"
    refused(client, sign_in(client), status, title)


@pytest.mark.parametrize(
    ("description", "status"),
    [
        ((503, {}), 503),
        ((200, "<h1>Maintenance</h1>"), 502),
        ((200, {}), 502),
        ((200, {"issuer": "https://evil.example"}), 502),
    ],
    ids=str,
)
def test_provider_that_does_not_describe_itself(
    provider: IdentityProvider, holly: User, description: Any, status: int
) -> None:
    provider.answers["/.well-known/openid-configuration"] = description
    client = Client()
    answer = client.post(reverse("oidc:start"))
    assert answer.status_code == status
    assert client.get(CALLBACK, {"code": "x", "state": "y"}).status_code == 400


@pytest.mark.parametrize("name", ["token_endpoint", "authorization_endpoint", "jwks_uri"])
def test_addresses_without_https_get_no_secret(provider: IdentityProvider, holly: User, name: str) -> None:
    told = {**provider.description(), name: "http://id.example/x"}
    provider.answers["/.well-known/openid-configuration"] = (200, told)
    assert Client().post(reverse("oidc:start")).status_code == 502


def test_authorization_elsewhere_must_be_named_in_the_settings(
    provider: IdentityProvider, holly: User, settings: Any
) -> None:
    told = {**provider.description(), "authorization_endpoint": "https://login.example/authorize"}
    provider.answers["/.well-known/openid-configuration"] = (200, told)
    assert Client().post(reverse("oidc:start")).status_code == 502
    settings.OIDC_FORM_ORIGINS = ["https://login.example"]
    assert begin(Client()).startswith("https://login.example/authorize?")


def test_provider_down(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    address = at_provider(begin(client))
    provider.close()
    answer = client.get(address)
    refused(client, answer, 503, "does not answer")
    assert answer["Retry-After"] == "60"


def test_log_names_no_person_and_no_token(
    provider: IdentityProvider, holly: User, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person["email"] = "quite.unknown@opm.example"
    with caplog.at_level(logging.DEBUG):
        client = Client()
        address = at_provider(begin(client))
        client.get(address)
        provider.claims = {"nonce": "n" * 43}
        sign_in(client)
    ours = "\n".join(
        f"{line.name} {line.getMessage()}" for line in caplog.records if line.name != "urllib3.connectionpool"
    )
    assert "staff sign-in refused: stranger" in ours
    assert "staff sign-in refused: token: nonce" in ours
    secrets = [address.split("code=")[1].split("&")[0], "quite.unknown", "uuid-1", *provider.tokens, "eyJ"]
    assert [word for word in secrets if word in ours] == []


def test_starting_needs_a_post_with_the_form_token(provider: IdentityProvider) -> None:
    assert Client().get(reverse("oidc:start")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("oidc:start")).status_code == 403


def test_too_many_tries(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    statuses = [client.post(reverse("oidc:start")).status_code for _ in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({302}, 429)
