"""The test suite: real PostgreSQL and Redis, quick hashes, e-mail kept in memory."""

from zlib import crc32

from techforce import embedded

from .base import *  # noqa: F403
from .base import VAR_DIR, caches, database, env

_addresses = embedded.addresses(VAR_DIR / "test")  # not the broker that `make run` listens to
DEBUG = False
SECRET_KEY = "test-only"
FIELD_KEYS = ["dGVzdC1vbmx5LWZpZWxkLWtleS0tMzItYnl0ZXMtb2s="]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database(env.str("DATABASE_URL", _addresses["DATABASE_URL"]))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": f"test_techforce_{env.str('TEST_NAME', 'suite')}"}
REDIS_URL = env.str("REDIS_URL", _addresses["REDIS_URL"])
_process = f"test-{env.str('TEST_NAME', 'suite')}-{env.str('PYTEST_XDIST_WORKER', 'main')}"
# A database of the server for each test process: what one of them empties is its own.
CACHES = caches(f"{REDIS_URL.rpartition('/')[0]}/{1 + crc32(_process.encode()) % 15}")
CACHES["default"]["KEY_PREFIX"] = _process
CELERY_BROKER_URL = REDIS_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come from where they are written; nothing is collected for a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DEMO_SIGN_IN = False
