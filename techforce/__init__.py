"""The project package: settings, URLs, the Celery app and the kernel every app stands on."""

from techforce.celery import app as celery_app

__all__ = ["celery_app"]
