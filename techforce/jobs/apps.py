"""The one door to background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "techforce.jobs"
    label = "jobs"
    verbose_name = "Jobs"
