"""Pages about the session itself: stay signed in, and go on with what was typed when it ended."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url

from .keeping import forget, kept
from .lifetime import touch
from .models import User


def use(request: HttpRequest) -> HttpResponse:
    """Somebody is still there: the idle limit starts anew."""
    touch(request, at_once=True)
    return HttpResponse(status=204)


def kept_form(request: HttpRequest) -> HttpResponse:
    """Show what was sent too late, to send it again; a POST drops it."""
    if request.method == "POST":
        forget(request)
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    found = kept(request, request.user) if isinstance(request.user, User) else None
    if found is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "account/kept.html", {"kept": found})
