"""Ask the identity provider: its description, its keys, and what it says about a person."""

import json
from collections.abc import Callable
from typing import Any

import requests
from django.core.cache import cache
from urllib3.exceptions import HTTPError

from .config import SingleSignOn, is_safe_address
from .refusals import Refused

TIMEOUT = (3, 5)
LONGEST_ANSWER = 256 * 1024
KEPT = 60 * 60
# How often keys may be fetched anew because a token names one that we do not know.
KEY_PAUSE = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Authorise = Callable[[requests.PreparedRequest], requests.PreparedRequest]


def discovery(sso: SingleSignOn) -> dict[str, Any]:
    """What the provider says about itself, kept for an hour. Raises Refused."""
    found: dict[str, Any] | None = cache.get(_key("description", sso))
    if found is None:
        found = _checked(ask("GET", sso.discovery_url), sso)
        cache.set(_key("description", sso), found, KEPT)
    return found


def known_discovery(sso: SingleSignOn) -> dict[str, Any]:
    """What we already know of it; asks nobody."""
    return cache.get(_key("description", sso)) or {}


def signing_keys(sso: SingleSignOn, *, anew: bool = False) -> list[dict[str, Any]]:
    """Its public keys, kept for an hour; `anew` fetches them now, at most once a minute. Raises Refused."""
    found: list[dict[str, Any]] | None = cache.get(_key("keys", sso))
    if found is None or (anew and cache.add(_key("pause", sso), True, KEY_PAUSE)):
        listed = ask("GET", discovery(sso)["jwks_uri"]).get("keys")
        if not isinstance(listed, list):
            raise Refused("answer", "no keys")
        found = [key for key in listed if isinstance(key, dict)]
        cache.set(_key("keys", sso), found, KEPT)
    return found


def ask(
    method: str, url: str, *, data: dict[str, str] | None = None, auth: Authorise | None = None
) -> dict[str, Any]:
    """One answer in JSON: no redirects, a short wait, a limited size. Raises Refused."""
    if not is_safe_address(url):
        raise Refused("answer", "address without HTTPS")
    try:
        with requests.request(
            method, url, data=data, auth=auth, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            body = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
    except (requests.RequestException, OSError, HTTPError) as error:
        raise Refused("away", type(error).__name__) from None
    if answer.status_code >= 500:
        raise Refused("away", f"status {answer.status_code}")
    if answer.status_code != 200 or len(body) > LONGEST_ANSWER:
        raise Refused("answer", f"status {answer.status_code}")
    return _parsed(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("answer", "not JSON") from None
    if not isinstance(found, dict):
        raise Refused("answer", "no JSON object")
    return found


def _checked(found: dict[str, Any], sso: SingleSignOn) -> dict[str, Any]:
    """The description, if it is the one of this provider: else another could speak in its name."""
    if str(found.get("issuer", "")).rstrip("/") != sso.server_url.rstrip("/"):
        raise Refused("answer", "issuer is another than OIDC_SERVER_URL")
    if not all(is_safe_address(str(found.get(name, ""))) for name in ENDPOINTS):
        raise Refused("answer", "an address is missing or without HTTPS")
    return found


def _key(what: str, sso: SingleSignOn) -> str:
    return f"oidc-{what}:{sso.server_url}"
