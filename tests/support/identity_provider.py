"""A strict identity provider on loopback: real HTTP, real keys, the request rules of federal ones."""

import base64
import hashlib
import json
import secrets
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "urn:gov:tech-force:staff"
STRONG = "urn:example:aal:2"
WEAK = "urn:example:aal:1"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Answer = tuple[int, dict[str, Any] | str]


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """One key for each name; making them is dear."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


class IdentityProvider:
    """`person` is who signs in; `claims`, `headers` and `answers` replace what it would say; `requests` is its log."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "uuid-1",
            "email": "holly@opm.example",
            "email_verified": True,
        }
        self.claims: dict[str, Any] = {}
        self.answers: dict[str, Answer] = {}
        self.signing = "provider"
        self.kid = "provider"
        self.algorithm = "RS256"
        self.secret = ""
        self.redirect_path = "/account/staff/callback/"
        self.asks_first = False
        self.requests: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.spent: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = False
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, method: str, path: str, given: dict[str, str], token: str) -> Answer:
        self.requests.append(f"{method} {path}")
        if path in self.answers:
            return self.answers[path]
        if path == "/authorize":
            return self.authorize(given)
        if (method, path) == ("POST", "/token"):
            return self.redeem(given)
        if path == "/userinfo":
            return (200, self.person) if token in self.tokens else (401, {"error": "invalid_token"})
        return {
            "/.well-known/openid-configuration": (200, self.description()),
            "/certs": (200, {"keys": [self.public_key()]}),
            "/favicon.ico": (200, ""),
            "/bye": (200, "<h1>Signed out of the provider</h1>"),
        }.get(path, (404, {}))

    def description(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "bye"}
        addresses = {f"{name}_endpoint": f"{self.base}/{path}" for name, path in ends.items()}
        return {"issuer": f"{self.base}/", "jwks_uri": f"{self.base}/certs", **addresses}

    def public_key(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(self.kid).public_key()))
        return {**public, "kid": self.kid, "alg": "RS256", "use": "sig"}

    def authorize(self, asked: dict[str, str]) -> Answer:
        wrong = [name for name in ("state", "nonce") if len(asked.get(name, "")) < 22]
        wrong += [name for name in ("acr_values", "code_challenge") if not asked.get(name)]
        fixed = {"response_type": "code", "code_challenge_method": "S256", "client_id": CLIENT_ID}
        wrong += [name for name, value in fixed.items() if asked.get(name) != value]
        wrong += (
            [] if urlsplit(asked.get("redirect_uri", "")).path == self.redirect_path else ["redirect_uri"]
        )
        wrong += [] if sorted(asked.get("scope", "").split()) == ["email", "openid"] else ["scope"]
        if wrong:
            return 400, {"error": "invalid_request", "wrong": wrong}
        if self.asks_first and asked.pop("agreed", "") != "yes":
            fields = "".join(f'<input type="hidden" name="{k}" value="{v}">' for k, v in asked.items())
            page = f'<h1>Example ID</h1><form>{fields}<button name="agreed" value="yes">Agree</button></form>'
            return 200, f"<!doctype html><title>Example ID</title>{page}"
        code = secrets.token_hex(16)
        self.codes[code] = asked
        return 302, f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str]) -> Answer:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("grant_type") != "authorization_code":
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if not self.is_the_client(form):
            return 401, {"error": "invalid_client"}
        token = secrets.token_hex(16)
        self.tokens.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "id_token": self.id_token(asked)}

    def is_the_client(self, form: dict[str, str]) -> bool:
        """By a shared secret if there is one; else by a signed assertion for one use."""
        if self.secret:
            return form.get("client_secret") == self.secret and "client_assertion" not in form
        try:
            claims = jwt.decode(
                form.get("client_assertion", ""),
                rsa_key("client").public_key(),
                algorithms=["RS256"],
                audience=f"{self.base}/token",
                issuer=CLIENT_ID,
                options={"require": ["exp", "jti", "sub", "iat"]},
            )
        except jwt.PyJWTError:
            return False
        fresh = claims["jti"] not in self.spent and claims["exp"] - time.time() <= 300
        self.spent.add(claims["jti"])
        return fresh and claims["sub"] == CLIENT_ID and form.get("client_assertion_type") == ASSERTION

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": f"{self.base}/", "aud": CLIENT_ID, "sub": self.person["sub"], "acr": STRONG}
        claims |= {"nonce": asked["nonce"], "iat": now, "exp": now + 300, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        key: Any = rsa_key(self.signing)
        if self.algorithm != "RS256":
            key = None if self.algorithm == "none" else CLIENT_ID * 3
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": self.kid})


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the test's output clean."""

        def do_GET(self) -> None:
            self.reply(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.reply(dict(parse_qsl(body.decode())))

        def reply(self, given: dict[str, str]) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, body = provider.answer(self.command, urlsplit(self.path).path, given, token)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", str(body))
                body = ""
            text = body if isinstance(body, str) else json.dumps(body)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler
