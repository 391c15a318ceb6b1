"""The shared vocabulary and calendar of the programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "techforce.programme"
    label = "programme"
    verbose_name = "Programme"

    def ready(self) -> None:
        from . import navigation  # noqa: F401
