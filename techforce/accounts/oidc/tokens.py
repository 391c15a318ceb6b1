"""The tokens of OpenID Connect: the one that says who we are, and the one that says who somebody is."""

import hmac
import json
import secrets
import time
from typing import Any

import jwt

from .config import SingleSignOn
from .fetching import discovery, signing_keys
from .refusals import Refused

# Public-key algorithms only: with a shared-secret one our public data could sign a token, with "none" anybody could.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 10
OLDEST = 600
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = 120


def client_assertion(sso: SingleSignOn, audience: str) -> dict[str, str]:
    """What proves to the token endpoint that it is us (private_key_jwt, RFC 7523): short-lived, for one use."""
    now = int(time.time())
    claims = {"iss": sso.client_id, "sub": sso.client_id, "aud": audience, "jti": secrets.token_urlsafe(24)}
    signed = jwt.encode(
        {**claims, "iat": now, "exp": now + ASSERTION_LIFE}, sso.private_key, algorithm="RS256"
    )
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}


def verified_claims(id_token: str, *, nonce: str, sso: SingleSignOn) -> dict[str, Any]:
    """The claims of an ID token: signature, issuer, audience, times, nonce and assurance level are all checked.

    Raises Refused: "assurance" for a level that is not allowed, "token" for anything else that does not fit.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=_key_of(id_token, sso),
            algorithms=list(ALGORITHMS),
            issuer=discovery(sso)["issuer"],
            audience=sso.client_id,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise Refused("token", type(error).__name__) from None
    _refuse_foreign(claims, nonce, sso)
    if claims.get("acr") not in sso.allowed_acr:
        raise Refused("assurance", "acr is not allowed")
    return claims


def _refuse_foreign(claims: dict[str, Any], nonce: str, sso: SingleSignOn) -> None:
    if not nonce or not hmac.compare_digest(nonce.encode(), str(claims["nonce"]).encode()):
        raise Refused("token", "nonce")
    if claims["aud"] != sso.client_id and claims["aud"] != [sso.client_id]:
        raise Refused("token", "several audiences")
    if claims.get("azp", sso.client_id) != sso.client_id:
        raise Refused("token", "authorised party")
    if time.time() - claims["iat"] > OLDEST:
        raise Refused("token", "issued long ago")


def _key_of(id_token: str, sso: SingleSignOn) -> jwt.PyJWK:
    """The public key that the token names; keys are fetched anew for one that we have not seen."""
    header = jwt.get_unverified_header(id_token)
    if header.get("alg") not in ALGORITHMS:
        raise Refused("token", "algorithm")
    for anew in (False, True):
        for key in signing_keys(sso, anew=anew):
            if key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig":
                return jwt.PyJWK.from_json(json.dumps(key), algorithm=header["alg"])
    raise Refused("token", "unknown key")
