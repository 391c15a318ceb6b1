"""App configuration of the interface kernel."""

from django.apps import AppConfig


class UIConfig(AppConfig):
    """Templates, static files and tags; no models."""

    name = "techforce.ui"
    label = "ui"
    verbose_name = "Interface"
