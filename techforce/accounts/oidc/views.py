"""Pages of staff sign-in: begin, come back, be refused kindly, prove it, and the end."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from .config import SingleSignOn, current, form_origins, is_safe_address, origin_of
from .fetching import discovery, known_discovery
from .provider import StaffOidcAdapter
from .refusals import Refused

log = logging.getLogger(__name__)
View = Callable[[HttpRequest, SingleSignOn], HttpResponse]


def single_sign_on(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Gives a view the provider; without one there is no such page, and what stops a sign-in becomes a page."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        sso = current()
        if sso is None:
            raise Http404
        try:
            return view(request, sso)
        except Refused as refused:
            return _refusal(request, refused, sso)

    return guarded


@single_sign_on
def start(request: HttpRequest, sso: SingleSignOn) -> HttpResponse:
    """Send the browser to the provider."""
    limited = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    # Else the browser would stop on the way, without a word.
    if origin_of(discovery(sso)["authorization_endpoint"]) not in form_origins():
        raise Refused("answer", "the authorization endpoint is outside OIDC_SERVER_URL and OIDC_FORM_ORIGINS")
    provider = get_adapter().get_provider(request, provider=sso.server_url)
    answer: HttpResponse = provider.redirect(
        request, process="login", next_url=get_next_redirect_url(request)
    )
    return answer


@single_sign_on
def callback(request: HttpRequest, sso: SingleSignOn) -> HttpResponse:
    """The browser is back: redeem its code and sign the person in."""
    answer: HttpResponse = Callback.adapter_view(StaffOidcAdapter(request, sso))(request)
    return answer


@single_sign_on
def proof(request: HttpRequest, sso: SingleSignOn) -> HttpResponse:
    """Ask somebody who came in by email code to sign in at the provider before they go on."""
    context = {"next": get_next_redirect_url(request) or "", "local": is_mfa_enabled(request.user)}
    return render(request, "account/staff/proof.html", context)


@single_sign_on
def signed_out(request: HttpRequest, sso: SingleSignOn) -> HttpResponse:
    """Say that the provider may still know this browser, and where to end that."""
    address = str(known_discovery(sso).get("end_session_endpoint", ""))
    home = request.build_absolute_uri(reverse("public:home"))
    query = urlencode({"client_id": sso.client_id, "post_logout_redirect_uri": home})
    link = f"{address}?{query}" if is_safe_address(address) else ""
    return render(request, "account/staff/signed_out.html", {"link": link})


class Callback(OAuth2CallbackView):
    """Allauth's callback; hands the stashed nonce to the adapter."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer


def _refusal(request: HttpRequest, refused: Refused, sso: SingleSignOn) -> HttpResponse:
    log.warning("staff sign-in refused: %s", refused)
    # The page's small forms lead back to where it was shown: never to a used-up code.
    request.path, request.META["QUERY_STRING"] = reverse("account_login"), ""
    context = {"reason": refused.reason, "again": refused.key not in ("stranger", "closed", "other")}
    answer = render(request, "account/staff/refused.html", context, status=refused.reason.status)
    if refused.reason.status == 503:
        answer["Retry-After"] = "60"
    return answer
