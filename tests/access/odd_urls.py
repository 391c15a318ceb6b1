"""The product's pages and a few that must never be: for the tests of what surrounds every view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from techforce.access.declaring import public
from techforce.urls import urlpatterns as real
from techforce.workflow.errors import Refused


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen by somebody")


@public("GET")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


@public("GET")
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("The window is closed.")


urlpatterns = [
    path("undeclared/", undeclared),
    path("broken/", broken),
    path("refused/", refused),
    *real,
]
