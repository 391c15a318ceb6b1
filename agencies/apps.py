"""Agencies, their people, and what they ask for."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Agencies"

    def ready(self) -> None:
        from . import memberships, navigation, notifications, publish_checks  # noqa: F401
