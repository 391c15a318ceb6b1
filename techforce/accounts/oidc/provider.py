"""Allauth's OpenID Connect provider, held to what federal providers ask and to what we must be sure of.

The stock one sends no nonce, cannot sign a client assertion, lets a visitor lower the assurance level by a parameter, and
skips the signature of the ID token; each of these is replaced here.
"""

import secrets
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .config import SingleSignOn, current
from .fetching import Authorise, ask, discovery
from .refusals import Refused
from .tokens import client_assertion, verified_claims

PROVIDER = "staff_oidc"
LONGEST_SUBJECT = 191


class StaffOidcAdapter(OpenIDConnectOAuth2Adapter):
    """One sign-in: where to send the browser, how to redeem its code, whom the answer names."""

    basic_auth = False

    def __init__(self, request: HttpRequest, sso: SingleSignOn) -> None:
        super().__init__(request, sso.server_url)
        self.sso = sso
        self.state: dict[str, Any] = {}

    @property
    def openid_config(self) -> dict[str, Any]:
        return discovery(self.sso)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(build_absolute_uri(request, reverse("oidc:callback"), self.redirect_uri_protocol))

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Redeem the code. Raises Refused."""
        data = {
            "grant_type": "authorization_code",
            "code": request.GET["code"],
            "redirect_uri": self.get_callback_url(request, app),
            "client_id": self.sso.client_id,
            "code_verifier": pkce_code_verifier or "",
        }
        data |= self._proof_of_us()
        found = ask("POST", self.access_token_url, data=data)
        if not isinstance(found.get("id_token"), str):
            raise Refused("answer", "no ID token")
        return found

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Used for this one sign-in and never stored."""
        return SocialToken(token=str(data.get("access_token", "")))

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Whom the provider vouches for. Raises Refused."""
        claims = verified_claims(
            kwargs["response"]["id_token"], nonce=self.state.get("nonce", ""), sso=self.sso
        )
        person = self._person(claims, token.token)
        if person.get("sub") != claims["sub"]:
            raise Refused("token", "the person is another than the token's")
        if person.get("email_verified") is not True:
            raise Refused("unverified")
        data = {"sub": _subject(claims), "email": _address(person), "acr": claims["acr"]}
        return self.get_provider().sociallogin_from_response(request, data)

    def _person(self, claims: dict[str, Any], token: str) -> dict[str, Any]:
        address = self.openid_config.get("userinfo_endpoint")
        return ask("GET", address, auth=_bearer(token)) if address and token else claims

    def _proof_of_us(self) -> dict[str, str]:
        if self.sso.private_key:
            return client_assertion(self.sso, self.access_token_url)
        return {"client_secret": self.sso.client_secret}


class StaffOidcProvider(OpenIDConnectProvider):
    """What allauth asks about the provider; nothing a visitor adds to the address changes what we ask of it."""

    id = PROVIDER
    name = "Staff sign-in"
    oauth2_adapter_class = StaffOidcAdapter
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> StaffOidcAdapter:
        sso = current()
        if sso is None:
            raise Refused("away", "not set up")
        return StaffOidcAdapter(request, sso)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider. The nonce waits in the session beside the PKCE verifier."""
        nonce = secrets.token_urlsafe(32)
        kwargs["auth_params"] = {
            "acr_values": self.app.settings["acr_values"],
            "nonce": nonce,
            "prompt": "select_account",
        }
        kwargs["scope"] = ["openid", "email"]
        return super().redirect(request, process, next_url=next_url, data=data, nonce=nonce, **kwargs)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept beside the link: the level of the last sign-in, nothing about the person."""
        return {"acr": data["acr"]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": data["email"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return [EmailAddress(email=data["email"], verified=True, primary=True)]


def _bearer(token: str) -> Authorise:
    """As an object and not a header, which a .netrc file on the machine would replace."""

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return sign


def _subject(claims: dict[str, Any]) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Refused("answer", "subject")
    return subject


def _address(person: dict[str, Any]) -> str:
    address = str(person.get("email", "")).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("answer", "email address") from None
    return address


provider_classes = [StaffOidcProvider]
