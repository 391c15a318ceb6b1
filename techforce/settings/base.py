"""Settings that hold everywhere. What differs between machines comes from the environment."""

from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from django.urls import reverse_lazy
from environs import Env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"
env = Env()

# --- apps ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "techforce.ui",
    "techforce.jobs",
    "techforce.accounts",
    "techforce.accounts.oidc",
    "techforce.audit",
    "techforce.access",
    "techforce.programme",
    "techforce.notifications",
    "techforce.workflow",
    "applicants",
    "agencies",
    "partners",
    "placements",
    "techforce.operations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "pgtrigger",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "techforce.access.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "techforce.audit.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "techforce.accounts.middleware.KeepTypedMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "techforce.accounts.middleware.CacheAwayMiddleware",
    "techforce.accounts.middleware.SessionLifetimeMiddleware",
    "techforce.accounts.middleware.FreshSignInMiddleware",
    "techforce.access.middleware.AccessMiddleware",
    "techforce.workflow.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "techforce.urls"
WSGI_APPLICATION = "techforce.wsgi.application"
FORM_RENDERER = "techforce.ui.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "techforce.ui.context.layout",
            ],
        },
    },
]

# --- database, cache ----------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# pgtrigger asks for its setting at each row and catches the error where there is none; each such error walks over
# all foreign keys that the transaction has yet to check, so without it a thousand rows cost a million steps.
DATABASE_OPTIONS = {
    "connect_timeout": 2,
    "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c pgtrigger.ignore={}",
}
# Liveness of a job is a session-level lock, so each worker holds its own connection: no pool here.
CONN_MAX_AGE = 60


def database(url: str) -> dict[str, Any]:
    """The one database, from its URL, with the limits that keep a stuck query from stopping the site."""
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    config.update(
        {
            "CONN_MAX_AGE": CONN_MAX_AGE,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**config.get("OPTIONS", {}), **DATABASE_OPTIONS},
        }
    )
    return config


def caches(url: str) -> dict[str, Any]:
    """Shared cache: rate limits and the TOTP replay guard live here, so it is never local memory."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "techforce",
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }


# --- language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"

# --- files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "static"]
STATIC_ROOT = VAR_DIR / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
RESUME_MAX_BYTES = 5 * 1024 * 1024
RESUME_PAGE_CAP = 2
FILE_UPLOAD_HANDLERS = [
    "applicants.resume.uploading.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# How many days somebody should wait in each stage at most. The board judges by it, and candidates read it as the day
# by which the programme means to have acted, except where the next move is theirs.
STAGE_DAYS = {
    "submitted": 14,
    "screening": 14,
    "action_needed": 10,
    "eligible": 2,
    "in_hurdles": 28,
    "qualified": 14,
    "certified": 30,
}
# The federal goal for time to hire, as the board draws it.
HIRING_GOAL_DAYS = env.int("HIRING_GOAL_DAYS", 80)
# What a new cohort starts with; each cohort has its own, and names the authority for them.
TERM_MONTHS = env.int("TERM_MONTHS", 24)
EXTENSION_MONTHS = env.int("EXTENSION_MONTHS", 24)
# How many days before the end of a term its participant and agency are reminded, once each.
TERM_REMINDER_DAYS = (180, 90, 30)
# How many days after the end of the term a participant becomes an alumnus, unless somebody does it before.
ALUMNI_AFTER_DAYS = env.int("ALUMNI_AFTER_DAYS", 30)
# A review in which nothing is saved for so long goes back to the queue.
REVIEW_IDLE_DAYS = 5
# For how many years a shared employer keeps a reviewer from a candidate.
CONFLICT_YEARS = env.int("CONFLICT_YEARS", 3)

# --- people -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("operations:home")
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a session can be ended at once
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True

ACCOUNT_ADAPTER = "techforce.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {"login": "techforce.accounts.forms.LoginForm"}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# By address of the visitor, and by account: a campus behind one address must still get in on the last day.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "request_login_code": "30/m/ip,4/5m/key",
    "reset_password": "20/m/ip,4/5m/key",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "techforce.accounts.adapters.MFAAdapter"
MFA_FORMS = {"activate_totp": "techforce.accounts.forms.ActivateTOTPForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "Tech Force"
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

# Staff sign-in at an identity provider; off while nothing is set. docs/operations.md says how to register.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_PRIVATE_KEY = env.str("OIDC_PRIVATE_KEY", "").replace("\\n", "\n")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_ACR_ALLOWED: list[str] = env.list("OIDC_ACR_ALLOWED", [])
OIDC_ACR_VALUES = env.str("OIDC_ACR_VALUES", "")
OIDC_NAME = env.str("OIDC_NAME", "")
OIDC_FORM_ORIGINS: list[str] = env.list("OIDC_FORM_ORIGINS", [])
SOCIALACCOUNT_ADAPTER = "techforce.accounts.oidc.linking.StaffOidcAccounts"
SOCIALACCOUNT_STORE_TOKENS = False

# Lets a visitor to a machine of their own sign in as a member of the demo cast. Refused in production.
DEMO_SIGN_IN = False

# --- headers ------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

# --- e-mail -------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Tech Force <no-reply@techforce.example>")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
EMAIL_TIMEOUT = 10
# Where people write when a page stops them; left out of the pages while nobody has named an address.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")

# --- background work ----------------------------------------------------------------------------------
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"techforce.jobs.tasks.run_long": {"queue": "long"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 25
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 30,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 15,
    "retry_on_timeout": True,
}
# Short: each of these looks for rows that are due and does nothing when there are none. They expire so that a
# worker that was away does not work off a pile of them, but late enough for one that is merely busy.
CELERY_BEAT_SCHEDULE = {
    "seal the ledger": {"task": "techforce.audit.tasks.seal", "schedule": 1.0, "options": {"expires": 15}},
    "prove the ledger": {"task": "techforce.audit.tasks.verify", "schedule": crontab(hour="3", minute="20")},
    "sweep notifications": {
        "task": "techforce.notifications.tasks.sweep",
        "schedule": 10.0,
        "options": {"expires": 60},
    },
    "sweep jobs": {"task": "techforce.jobs.tasks.sweep", "schedule": 5.0, "options": {"expires": 60}},
    "keep the calendar": {
        "task": "placements.tasks.keep_calendar",
        "schedule": 5.0,
        "options": {"expires": 60},
    },
}
JOB_MAX_ATTEMPTS = 5
NOTIFICATION_MAX_ATTEMPTS = 5

# --- logs: what happened and where, never who ---------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "techforce.audit.logs.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # Two lines a second for sweeps that find nothing to do would bury the rest.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.request": {"level": "WARNING"},
        # It names each passkey.
        "fido2": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # SecurityHeadersMiddleware sends X-Frame-Options on every answer
