"""What the settings say about the identity provider, and whether that is enough to sign anybody in."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class SingleSignOn:
    """One identity provider. It knows us by `client_id` and by a private key or, failing that, a shared secret."""

    server_url: str
    client_id: str
    private_key: str
    client_secret: str
    allowed_acr: tuple[str, ...]
    acr_values: str
    name: str

    @property
    def discovery_url(self) -> str:
        return f"{self.server_url.rstrip('/')}/.well-known/openid-configuration"


def current() -> SingleSignOn | None:
    """The provider, or None where none is set up. Half a set-up counts as none: `problems` says what it lacks."""
    if not settings.OIDC_SERVER_URL or problems():
        return None
    allowed = tuple(settings.OIDC_ACR_ALLOWED)
    return SingleSignOn(
        server_url=settings.OIDC_SERVER_URL,
        client_id=settings.OIDC_CLIENT_ID,
        private_key=settings.OIDC_PRIVATE_KEY,
        client_secret=settings.OIDC_CLIENT_SECRET,
        allowed_acr=allowed,
        acr_values=settings.OIDC_ACR_VALUES or " ".join(allowed),
        name=settings.OIDC_NAME or urlsplit(settings.OIDC_SERVER_URL).hostname or "",
    )


def problems() -> list[str]:
    """What stands between these settings and a working sign-in; empty when nothing or everything is set."""
    names = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_ACR_ALLOWED")
    keys = ("OIDC_PRIVATE_KEY", "OIDC_CLIENT_SECRET")
    if not any(getattr(settings, name) for name in (*names, *keys)):
        return []
    found = [f"{name} is not set." for name in names if not getattr(settings, name)]
    if not any(getattr(settings, name) for name in keys):
        found.append("Neither OIDC_PRIVATE_KEY nor OIDC_CLIENT_SECRET is set.")
    if all(getattr(settings, name) for name in keys):
        found.append("OIDC_PRIVATE_KEY and OIDC_CLIENT_SECRET are both set: keep the one the provider knows.")
    if settings.OIDC_PRIVATE_KEY and not _is_rsa_key(settings.OIDC_PRIVATE_KEY):
        found.append(
            "OIDC_PRIVATE_KEY is not an RSA private key of 2048 bits or more in PEM, without a password."
        )
    addresses = [settings.OIDC_SERVER_URL, *settings.OIDC_FORM_ORIGINS]
    found += [f"{url} does not begin with https://." for url in addresses if url and not is_safe_address(url)]
    return found


def is_safe_address(url: str) -> bool:
    """Whether secrets may travel there: HTTPS, or this very machine in a trial."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def form_origins() -> tuple[str, ...]:
    """Where the sign-in form may lead, for the Content-Security-Policy: browsers apply it to redirects too."""
    if not settings.OIDC_SERVER_URL or current() is None:
        return ()
    addresses = (settings.OIDC_SERVER_URL, *settings.OIDC_FORM_ORIGINS)
    return tuple(dict.fromkeys(origin_of(url) for url in addresses))


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=4)
def _is_rsa_key(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        return False
    return isinstance(key, RSAPrivateKey) and key.key_size >= 2048
