"""Candidates: rank together with somebody, by consent of both."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions import pair as act
from placements.forms.pair import PairForm
from placements.models import Pair
from placements.queries.pair import pair_desk
from placements.queries.ranking import ranking_application
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

ASKED = "Your request is noted. If the number belongs to somebody you can link with, they see it now and can confirm."
LINKED = "You are linked. Either of you can dissolve it until ranking closes."
RELATED = ("asker__cohort", "asker__candidate", "asked__candidate")


@requires(Permission.APPLY, "GET", "POST")
def own_pair(request: SignedInRequest) -> HttpResponse:
    """One's link and requests, and a form to ask. The answer never says whether a number belongs to somebody."""
    application = ranking_application(request.user)
    form = PairForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if application is None:
                raise Refused(act.CANNOT_RANK)
            made = act.ask_to_link(application, by=request.user, number=form.cleaned_data["number"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, LINKED if made.state == "linked" else ASKED)
            return redirect("placements:own_pair")
    desk = pair_desk(application) if application else None
    context = {"application": application, "desk": desk, "form": form}
    response = form_response(request, "placements/pair/own.html", context, form)
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.APPLY, "POST")
def pair_confirmation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Confirm a request."""
    return _answer(request, pk, act.confirm_link, LINKED)


@requires(Permission.APPLY, "POST")
def pair_declination(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Decline a request."""
    return _answer(request, pk, act.decline_link, "You declined. You rank alone.")


@requires(Permission.APPLY, "POST")
def pair_taking_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take one's own request back."""
    return _answer(request, pk, act.take_back_request, "Your request is taken back.")


@requires(Permission.APPLY, "POST")
def pair_dissolution(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Dissolve a link, by either."""
    return _answer(request, pk, act.dissolve_link, "The link is dissolved. Each of you ranks alone.")


def _answer(
    request: SignedInRequest, pk: uuid.UUID, do: Callable[..., object], done: str
) -> HttpResponseBase:
    pair = get_object_or_404(Pair.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    do(pair, by=request.user)
    messages.success(request, done)
    return redirect("placements:own_pair")
