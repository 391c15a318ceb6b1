"""Real servers: every secret and address comes from the environment, and a missing one says what to set."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import caches, database, env


def _needed(name: str, remedy: str) -> str:
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


DEBUG = False
SECRET_KEY = _needed(
    "SECRET_KEY", "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
FIELD_KEYS = _needed(
    "FIELD_KEYS",
    "One or more Fernet keys, newest first, separated by commas. Make one with: "
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
).split(",")
ALLOWED_HOSTS = _needed("ALLOWED_HOSTS", "Host names that this site answers to, separated by commas.").split(
    ","
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = _needed(
    "SITE_URL", "The address people see, for links in e-mail, as https://techforce.example.gov"
)
DATABASES = {"default": database(_needed("DATABASE_URL", "As postgres://user:password@host:5432/techforce"))}
REDIS_URL = _needed("REDIS_URL", "As redis://host:6379/0, with append-only file on and no eviction.")
CACHES = caches(env.str("CACHE_URL", REDIS_URL))
CELERY_BROKER_URL = REDIS_URL
vars().update(env.dj_email_url("EMAIL_URL", "smtp://localhost:25"))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
