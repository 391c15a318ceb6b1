"""People and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "techforce.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import factors, letters  # noqa: F401
