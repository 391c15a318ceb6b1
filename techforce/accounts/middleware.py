"""How long a session may live."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url


class SessionLifetimeMiddleware:
    """Ends a session after its absolute age; the cookie's own age is only an idle limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            now = time.time()
            born = request.session.setdefault("born_at", now)
            if now - born > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
                return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))
            # The idle limit moves with use, once a minute so that a read is not a write each time.
            if now - request.session.get("seen_at", 0) > 60:
                request.session["seen_at"] = now
        return self.get_response(request)
