"""Tells access who speaks for a partner."""

from typing import Any

from django.db.models import CharField, QuerySet, Value

from techforce.access.holding import register_source
from techforce.access.roles import PARTNER_CONTACT
from techforce.accounts.models import User


def contact_roles(user: User) -> QuerySet[Any, Any]:
    """The partner role when the person is a current contact of any partner."""
    from .models import PartnerContact

    role = Value(PARTNER_CONTACT.key, output_field=CharField())
    return PartnerContact.objects.current().filter(user=user).order_by().values_list(role)


register_source(contact_roles)
