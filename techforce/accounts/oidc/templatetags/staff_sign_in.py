"""Lets the sign-in pages offer the identity provider where there is one."""

from django import template

from techforce.accounts.oidc.config import SingleSignOn, current

register = template.Library()


@register.simple_tag
def staff_sign_in() -> SingleSignOn | None:
    """The identity provider of staff, or nothing."""
    return current()
