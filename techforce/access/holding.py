"""What the person who is signed in may do, worked out once for each request."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from techforce.accounts.models import User

from .models import Grant
from .permissions import Permission
from .roles import CANDIDATE, ROLES, Role

# A query for the keys of roles, one column of text. Every request of a signed-in person asks all of them, as one, whose
# SQL is built once: building it takes many times as long as asking it. So a source must give one query for every
# person, in which the only number is their id and the only moment is now.
Source = Callable[[User], QuerySet[Any, Any]]
# Apps that keep scoped grants (agency memberships, partner contacts) add where to look here.
_sources: list[Source] = []
STAND_IN = -1


def register_source(source: Source) -> None:
    """Add a function from a person to the query for the keys of the scoped roles they hold somewhere."""
    if source not in _sources:
        _sources.append(source)
        _question.cache_clear()


def roles_of(user: User | AnonymousUser) -> tuple[Role, ...]:
    """Every role that this person holds now. Somebody without any is a candidate."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    cached: tuple[Role, ...] | None = getattr(user, "_roles", None)
    if cached is None:
        cached = tuple(ROLES[key] for key in sorted(_keys_held(user))) or (CANDIDATE,)
        user._roles = cached  # type: ignore[attr-defined]
        user.permission_values = _values(cached)  # type: ignore[attr-defined]
    return cached


def _keys_held(user: User) -> set[str]:
    words, values = _question()
    now = timezone.now()
    filled = [
        now if isinstance(value, datetime) else user.pk if value == STAND_IN else value for value in values
    ]
    with connection.cursor() as cursor:
        cursor.execute(words, filled)
        return {key for (key,) in cursor.fetchall()}


@cache
def _question() -> tuple[str, tuple[Any, ...]]:
    """The SQL of all sources as one, with what takes the place of the person's id and of now."""
    somebody = User(pk=STAND_IN)
    held = Grant.objects.current().filter(user=somebody).order_by().values_list("role")
    return held.union(*(source(somebody) for source in _sources)).query.sql_with_params()


def is_more_than_candidate(user: User) -> bool:
    """Whether somebody holds any role beyond the one that everybody has."""
    return roles_of(user) not in ((), (CANDIDATE,))


def _values(roles: tuple[Role, ...]) -> frozenset[str]:
    return frozenset(p.value for role in roles for p in role.permissions) | {Permission.SIGNED_IN.value}


def permissions_of(user: User | AnonymousUser) -> frozenset[str]:
    """The rights that go with those roles, as plain strings."""
    if not roles_of(user):
        return frozenset()
    return user.permission_values  # type: ignore[union-attr]


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether this person holds the right somewhere; where exactly is the object's own question."""
    return permission.value in permissions_of(user)


def role_with(user: User, permission: Permission) -> str:
    """The key of the role in which this person holds the right, for the ledger."""
    for role in roles_of(user):
        if permission in role.permissions:
            return role.key
    return "none"


def person(request: HttpRequest) -> User:
    """Who is behind a request that `@requires` let through. Raises PermissionDenied when it is nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def forget(user: User) -> None:
    """Work the person's roles out anew at the next question, after a grant changed."""
    for name in ("_roles", "permission_values"):
        if hasattr(user, name):
            delattr(user, name)
