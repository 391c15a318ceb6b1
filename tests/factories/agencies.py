"""Agencies, their people and their requisitions."""

from typing import Any

from agencies.models import Agency, AgencyMembership
from techforce.accounts.models import User
from tests.factories.people import account


def agency(acronym: str = "VA", **fields: Any) -> Agency:
    names = {"VA": "Department of Veterans Affairs", "TREAS": "Department of the Treasury"}
    values = {"name": names.get(acronym, acronym), "kind": "department", **fields}
    return Agency.objects.get_or_create(acronym=acronym, defaults=values)[0]


def member(agency: Agency, role: str, email: str, name: str) -> User:
    """A verified account with one role in one agency."""
    user = account(email, name)
    AgencyMembership.objects.create(user=user, agency=agency, role=role)
    return user
