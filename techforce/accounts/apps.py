"""People who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "techforce.accounts"
    label = "accounts"
    verbose_name = "Accounts"
