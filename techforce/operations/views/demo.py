"""Play any member of the demo cast, on a machine of one's own only."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from techforce.access.declaring import public
from techforce.operations import demo

View = Callable[[HttpRequest], HttpResponse]


def _only_local(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if not demo.is_open():
            raise Http404
        return view(request)

    return wrapped


@public("GET")
@_only_local
def cast(request: HttpRequest) -> HttpResponse:
    """Everybody one can be."""
    return render(request, "operations/demo.html", {"players": demo.players()})


@public("POST")
@_only_local
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign the visitor in as a member of the cast; the session is marked, and needs no second factor."""
    user = demo.player(request.POST.get("email", ""))
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["demo_sign_in"] = True
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@public("GET")
@_only_local
def mail(request: HttpRequest) -> HttpResponse:
    """The newest emails that this system would have sent."""
    return render(request, "operations/demo_mail.html", {"letters": demo.letters()})
