"""Where people and seats meet: certificates, rank lists, the match, offers, placements."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placements"

    def ready(self) -> None:
        from . import jobs, navigation, notifications, partner_ties, requisition_panels, status_panels  # noqa: F401
        from .actions import withdrawal  # noqa: F401
