"""`make run`: embedded servers, demo sign-in, e-mail into a folder. Never for real people's data."""

from techforce import embedded

from .base import *  # noqa: F403
from .base import VAR_DIR, caches, database, env

_addresses = embedded.addresses(VAR_DIR)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "local-only-key-for-a-machine-of-your-own")
FIELD_KEYS = env.list("FIELD_KEYS", ["bG9jYWwtb25seS1maWVsZC1rZXktMzItYnl0ZXMtb2s="])
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database(env.str("DATABASE_URL", _addresses["DATABASE_URL"]))}
REDIS_URL = env.str("REDIS_URL", _addresses["REDIS_URL"])
CACHES = caches(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL
DEMO_SIGN_IN = env.bool("DEMO_SIGN_IN", True)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
