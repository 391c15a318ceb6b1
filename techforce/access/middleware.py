"""Refuses what was not declared, asks staff for their second factor, and sets the headers no answer may lack."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from techforce.accounts.oidc.config import form_origins
from techforce.accounts.oidc.linking import is_tied
from techforce.accounts.strength import session_is_strong

from .declaring import declaration_of
from .holding import may, permissions_of, person
from .permissions import Permission

GetResponse = Callable[[HttpRequest], HttpResponse]
# Pages of libraries that carry their own access rules.
TRUSTED_MODULES = ("allauth.", "django.contrib.admin.")
# Rights that reach no further than the person's own record.
OWN_RECORD = (None, Permission.SIGNED_IN, Permission.APPLY)


class SecurityHeadersMiddleware:
    """Outermost, so that a refused host, a redirect and an error page carry them too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy())
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        user = getattr(request, "user", None)
        if user is not None and getattr(request, "session", None) is not None and request.session.accessed:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class AccessMiddleware:
    """Asks the view's declaration. Undeclared is refused; a right that is lacking is 403."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declaration = declaration_of(view)
        if declaration is None:
            if view.__module__.startswith(TRUSTED_MODULES):
                return self._admin(request, view)
            raise PermissionDenied("This view declares no access rule.")
        if request.user.is_authenticated:
            permissions_of(request.user)
        if declaration.permission is None:
            return None
        if not may(request.user, declaration.permission):
            raise PermissionDenied
        if declaration.permission in OWN_RECORD:
            return None
        return second_factor(request)

    def _admin(self, request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
        if view.__module__.startswith("django.contrib.admin.") and request.user.is_authenticated:
            permissions_of(request.user)
            return second_factor(request)
        return None


def second_factor(request: HttpRequest) -> HttpResponse | None:
    """None when this very session proved a second factor; else where to prove or set one up.

    Owning a factor is not enough: a session from before it was set up is weak.
    """
    if session_is_strong(request):
        return None
    query = urlencode({"next": request.get_full_path()})
    if is_mfa_enabled(request.user):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")
    if is_tied(person(request)):
        return HttpResponseRedirect(f"{reverse('oidc:proof')}?{query}")
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def content_security_policy() -> str:
    """The policy, with the identity provider as a place that forms may lead to where there is one."""
    policy: str = settings.CONTENT_SECURITY_POLICY
    return policy.replace("form-action 'self'", " ".join(("form-action 'self'", *form_origins())))
