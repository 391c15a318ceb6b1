"""Where people and seats meet: certificates, rank lists, the match, offers, placements."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placements"

    def ready(self) -> None:
        from . import (  # noqa: F401
            impact,
            jobs,
            navigation,
            notifications,
            partner_ties,
            requisition_panels,
            staff_panels,
            status_panels,
        )
        from .actions import rehoming, track_end, withdrawal  # noqa: F401
