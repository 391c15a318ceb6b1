"""Settings of a system that a test starts: those of `make run`, with its files in a folder of its own."""

import os
from pathlib import Path

from techforce.settings.local import *  # noqa: F403

FOLDER = Path(os.environ["STACK_FOLDER"])
EMAIL_FILE_PATH = FOLDER / "mail"
MEDIA_ROOT = FOLDER / "media"
# Static files come from where they are written; collecting and compressing them is proven elsewhere.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
