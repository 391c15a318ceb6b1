"""Candidates, their applications and how these are assessed."""

from django.apps import AppConfig


class ApplicantsConfig(AppConfig):
    name = "applicants"
    verbose_name = "Applicants"

    def ready(self) -> None:
        from . import navigation, notifications, publish_checks  # noqa: F401
        from .actions import rubric  # noqa: F401
