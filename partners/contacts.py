"""Tells access who speaks for a partner."""

from collections.abc import Iterable

from techforce.access.holding import register_source
from techforce.accounts.models import User


def contact_roles(user: User) -> Iterable[str]:
    """The partner role when the person is a current contact of any partner."""
    from .models import PartnerContact

    return ["partner_contact"] if PartnerContact.objects.current().filter(user=user).exists() else []


register_source(contact_roles)
