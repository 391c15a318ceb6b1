"""The Celery app. Work enters through `techforce.jobs`, never by calling tasks directly."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techforce.settings.local")

app = Celery("techforce")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
