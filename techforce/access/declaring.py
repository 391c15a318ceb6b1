"""How a view says who may call it. A view that says nothing is refused for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from techforce.accounts.models import User

from .permissions import Permission

View = Callable[..., Any]


class SignedInRequest(HttpRequest):
    """What a view that requires a permission receives; for annotations only."""

    user: User


@dataclass(frozen=True)
class Declaration:
    """`permission=None` is public. `allauth` pages guard themselves and are declared by the middleware."""

    permission: Permission | None
    methods: tuple[str, ...]


def requires(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Only for people who hold the permission. Methods default to GET; HEAD comes with it."""
    return _declare(permission, methods)


def public(*methods: str) -> Callable[[View], View]:
    """For everybody, signed in or not. Methods default to GET; HEAD comes with it."""

    def decorate(view: View) -> View:
        return login_not_required(_declare(None, methods)(view))

    return decorate


def _declare(permission: Permission | None, methods: tuple[str, ...]) -> Callable[[View], View]:
    allowed = methods or ("GET",)
    with_head = (*allowed, "HEAD") if "GET" in allowed else allowed

    def decorate(view: View) -> View:
        wrapped = require_http_methods(list(with_head))(view)
        wrapped.declaration = Declaration(permission, allowed)  # type: ignore[attr-defined]
        return wrapped

    return decorate


def declaration_of(view: View) -> Declaration | None:
    """What the view declared; None when it declared nothing."""
    return getattr(view, "declaration", None)
