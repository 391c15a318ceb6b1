"""Companies and talent platforms that support the programme."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        from . import contacts, navigation  # noqa: F401
