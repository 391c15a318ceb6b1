"""The theme switch and the gallery of components; access is declared where these are mounted."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from techforce.ui.context import THEME_COOKIE, THEMES
from techforce.ui.gallery import gallery_context

YEAR = 365 * 24 * 3600


# Without a token, because a token in the footer would make every public page different for every visitor and so keep
# it out of caches. What could be forged is a colour; a request from another site is refused all the same.
@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark, or (with anything else) whatever the system says; go back to the page."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return HttpResponseRedirect("/")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state on one page, for people who build pages and for the checks that guard them."""
    return render(request, "ui/gallery.html", gallery_context())
