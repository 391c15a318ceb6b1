"""Who may do what."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "techforce.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from techforce.accounts.adapters import register_judge

        from . import signing_in  # noqa: F401
        from .holding import is_more_than_candidate

        register_judge(is_more_than_candidate)
