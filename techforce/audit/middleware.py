"""Gives every request an id that its ledger entries and log lines carry."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .context import acting, new_request_id


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = new_request_id()
        with acting(request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
