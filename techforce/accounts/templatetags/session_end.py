"""The warning that a session is about to end; shown by a script, so that nobody loses time on it without one."""

from typing import Any

from django import template

from techforce.accounts.lifetime import left

register = template.Library()


@register.inclusion_tag("components/session_end.html", takes_context=True)
def session_end(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for visitors and on error pages, which are drawn before there is a session."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not getattr(user, "is_authenticated", False):
        return {}
    return {"left": left(request), "csrf_token": context.get("csrf_token")}
