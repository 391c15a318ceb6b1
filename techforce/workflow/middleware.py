"""Shows a refused act as a page that says why, with the right status, instead of an error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from .errors import Refused


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Views that keep a form catch Refused themselves; this is for all the others."""
        if not isinstance(error, Refused):
            return None
        back = request.headers.get("Referer", "")
        own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        context = {"message": str(error), "back": back if own else ""}
        return render(request, "workflow/refused.html", context, status=error.status)
