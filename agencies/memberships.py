"""Tells access which scoped roles a person holds in agencies."""

from typing import Any

from django.db.models import QuerySet

from techforce.access.holding import register_source
from techforce.accounts.models import User


def membership_roles(user: User) -> QuerySet[Any, Any]:
    """Role keys that the person holds in any agency now."""
    from .models import AgencyMembership

    return AgencyMembership.objects.current().filter(user=user).order_by().values_list("role")


register_source(membership_roles)
