"""The Celery app of tests: the product's own, with the jobs of tests in it."""

import django

from techforce.celery import app

django.setup()
from tests.jobs import kinds  # noqa: E402, F401 - jobs can be registered once Django is set up

__all__ = ["app"]
