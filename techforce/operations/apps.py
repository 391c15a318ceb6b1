"""What keeps the system running: reference data, demo data, health, background work."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "techforce.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        from . import checks, navigation  # noqa: F401
