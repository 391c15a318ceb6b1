"""Who may do what."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "techforce.access"
    label = "access"
    verbose_name = "Access"
