"""Sign-in of staff at an identity provider, by OpenID Connect."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "techforce.accounts.oidc"
    label = "oidc"
    verbose_name = "Staff sign-in"

    def ready(self) -> None:
        from . import checks  # noqa: F401
