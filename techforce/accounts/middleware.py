"""How long a session may live, and what signing in stands on."""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from redis import RedisError

from .keeping import COOKIE, KEY, forget, keep, mark_of, mark_writer
from .lifetime import is_over, touch
from .models import User
from .oidc.linking import is_tied
from .strength import session_is_strong

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLifetimeMiddleware:
    """Ends a session after its absolute age; the cookie's own age is only an idle limit. Marks whose browser it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.session.session_key and isinstance(request.user, User)):
            return self.get_response(request)
        user, is_new = request.user, "born_at" not in request.session
        if is_over(request):
            logout(
                request
            )  # and go on as a visitor: who must sign in is asked to, and what they sent is kept
            return self.get_response(request)
        touch(request)
        if request.method == "POST" and request.session.get(KEY, {}).get("path") == request.path:
            forget(request)
        response = self.get_response(request)
        if is_new or request.COOKIES.get(COOKIE) != mark_of(user):
            mark_writer(response, user)
        return response


class KeepTypedMiddleware:
    """Somebody sends a form, and their session has ended: keeps it until they have signed in again.

    Stands before the middleware that asks to sign in, and behind the one that refuses forged forms.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Keep what a visitor sent to a page of ours that needs signing in, and lead there by way of it."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        by_script = request.headers.get("HX-Request") == "true"
        if by_script and request.GET.get("autosave") == "1":
            return HttpResponse(status=401)
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path if by_script else ""
        if request.method == "POST" and hasattr(view, "declaration") and keep(request):
            path = reverse("accounts:kept")
        if not path:
            return None
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path})}"
        if by_script:
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)


class CacheAwayMiddleware:
    """Without the cache there are no rate limits and no guard against replayed codes: refuse, and say so.

    Only pages that ask the cache fail; the rest of the site goes on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 when Redis did not answer."""
        if not isinstance(error, RedisError):
            return None
        log.warning("cache away on %s: %s", request.path, type(error).__name__)
        response = render(request, "account/away.html", status=503)
        response["Retry-After"] = "60"
        return response


class FreshSignInMiddleware:
    """Asks for a new sign-in before anybody changes how they sign in.

    allauth asks for a password or a second factor again. People who have neither would never be asked, so
    for them an email code that is older than the limit does not count. People who sign in at the identity
    provider prove themselves there before they add a factor here, or their mailbox alone would be enough for it.
    """

    FACTORS = frozenset({"mfa_add_webauthn", "mfa_activate_totp"})
    PAGES = FACTORS | {"account_email", "account_set_password"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Sign out and ask to sign in again when the last proof is too old."""
        match = request.resolver_match
        if match is None or match.view_name not in self.PAGES or not request.user.is_authenticated:
            return None
        if match.view_name in self.FACTORS and is_tied(request.user) and not session_is_strong(request):
            return HttpResponseRedirect(
                f"{reverse('oidc:proof')}?{urlencode({'next': request.get_full_path()})}"
            )
        if get_reauthentication_flows(request.user) or signed_in_recently(request):
            return None
        path = request.get_full_path()
        logout(request)
        messages.info(request, "Sign in once more before you change how you sign in.")
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path})}")


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether this session proved who it is within the limit, or is a local demo session."""
    if settings.DEMO_SIGN_IN and request.session.get("demo_sign_in"):
        return True
    now = time.time()
    records = get_authentication_records(request, request.user)
    return any(0 <= now - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)
