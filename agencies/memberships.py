"""Tells access which scoped roles a person holds in agencies."""

from collections.abc import Iterable

from techforce.access.holding import register_source
from techforce.accounts.models import User


def membership_roles(user: User) -> Iterable[str]:
    """Role keys that the person holds in any agency now."""
    from .models import AgencyMembership

    return AgencyMembership.objects.current().filter(user=user).values_list("role", flat=True)


register_source(membership_roles)
