"""Say at start, and in `check --deploy`, what half a set-up of staff sign-in lacks."""

from typing import Any

from django.core.checks import Tags, Warning, register

from .config import problems


@register(Tags.security)
def single_sign_on_is_whole(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Half a set-up signs nobody in, and without this nobody would learn why the button is not there."""
    return [
        Warning(
            f"Staff sign-in by OpenID Connect is off: {problem}",
            hint="Set all of OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_ACR_ALLOWED and one key, or none; see docs/settings.md.",
            id="techforce.W002",
        )
        for problem in problems()
    ]
