"""Accounts of the cast."""

from datetime import timedelta

from django.utils import timezone

from techforce.access.actions import grant_role
from techforce.accounts.models import User


def account(email: str, name: str) -> User:
    """A verified account without any role: a candidate."""
    user = User.objects.create_user(email, name=name)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def staff(email: str, name: str, role: str) -> User:
    """A verified account with one global role."""
    user = account(email, name)
    ends_at = timezone.now() + timedelta(days=30) if role == "auditor" else None
    grant_role(user, role, by=None, ends_at=ends_at)
    return user
