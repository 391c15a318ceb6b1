"""Refuse to start with a door left open."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from .demo import LOCAL_HOSTS


@register(Tags.security)
def demo_sign_in_is_local(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The one-click demo sign-in may only be on where the site answers to this machine's own names."""
    if not settings.DEMO_SIGN_IN or set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        return []
    return [
        Error(
            "DEMO_SIGN_IN is on, and the site answers to names that others can reach.",
            hint="Set DEMO_SIGN_IN=0: it lets every visitor sign in as anybody in the demo.",
            id="techforce.E001",
        )
    ]
