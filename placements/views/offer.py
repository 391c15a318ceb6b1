"""Offers: the candidate's page with its clock and answer, and the desk where staff send and take back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from placements.actions import offer as act
from placements.forms.offer import AcceptanceForm, DeclinationForm, ReasonForm, SendOfferForm
from placements.models import Offer
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may, permissions_of
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

VIEWS = (("open", "Open"), ("answered", "Answered"), ("ended", "Ended"))
STATES = {
    "open": ["drafted", "ready", "sent"],
    "answered": ["accepted", "final", "converted"],
    "ended": ["declined", "expired", "rescinded", "voided"],
}
TERMS = (
    "seat__requisition__agency",
    "seat__requisition__track",
    "seat__requisition__grade",
    "seat__requisition__duty_station",
    "entry__application__candidate",
)


@requires(Permission.APPLY)
def own_offer(request: SignedInRequest, pk: str) -> HttpResponse:
    """The candidate reads the terms, sees the clock, and goes on to accept or decline."""
    offer = _own(request, pk)
    return render(request, "placements/offer/own.html", {"offer": offer})


@requires(Permission.APPLY, "GET", "POST")
def acceptance(request: SignedInRequest, pk: str) -> HttpResponse:
    """Accepting takes a page of its own: the second confirmation."""
    offer = _own(request, pk)
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act.accept_offer(offer, by=request.user, attested=form.cleaned_data["attested"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:own_placement")
    return form_response(request, "placements/offer/acceptance.html", {"offer": offer, "form": form}, form)


@requires(Permission.APPLY, "GET", "POST")
def declination(request: SignedInRequest, pk: str) -> HttpResponse:
    """Declining asks once, and for a reason that may be left out."""
    offer = _own(request, pk)
    form = DeclinationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act.decline_offer(offer, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:own_offer", pk=offer.pk)
    return form_response(request, "placements/offer/declination.html", {"offer": offer, "form": form}, form)


@requires(Permission.PLACEMENT_READ)
def offers(request: SignedInRequest) -> HttpResponse:
    """Offers by where they stand, newest first."""
    view = request.GET.get("view", "open")
    view = view if view in STATES else "open"
    rows = Offer.objects.visible_to(request.user).select_related(*TERMS).filter(state__in=STATES[view])
    page = page_by_key(rows, order=("-created_at", "-id"), after=request.GET.get("after"), size=50)
    context = {"page": page, "view": view, "views": VIEWS}
    return render(request, "placements/offer/list.html", context)


@requires(Permission.PLACEMENT_READ)
def offer(request: SignedInRequest, pk: str) -> HttpResponse:
    """One offer for staff and its agency, with what can be done now."""
    return _staff_page(request, _visible(request, pk), SendOfferForm(), ReasonForm())


@requires(Permission.OFFER_MANAGE, "POST")
def sending(request: SignedInRequest, pk: str) -> HttpResponse:
    """Send the offer; its clock starts."""
    offer = _visible(request, pk)
    form = SendOfferForm(request.POST)
    if form.is_valid():
        try:
            act.send_offer(offer, by=request.user, days=form.cleaned_data["days"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:offer", pk=offer.pk)
    return _staff_page(request, offer, form, ReasonForm())


@requires(Permission.OFFER_MANAGE, "POST")
def rescission(request: SignedInRequest, pk: str) -> HttpResponse:
    """Take the offer back, with a reason that the candidate reads."""
    offer = _visible(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            act.rescind_offer(offer, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:offer", pk=offer.pk)
    return _staff_page(request, offer, SendOfferForm(), form)


def _own(request: SignedInRequest, pk: str) -> Offer:
    own = Offer.objects.visible_to(request.user).filter(entry__application__candidate__user=request.user)
    return get_object_or_404(own.select_related(*TERMS), pk=pk)


def _visible(request: SignedInRequest, pk: str) -> Offer:
    return get_object_or_404(Offer.objects.visible_to(request.user).select_related(*TERMS), pk=pk)


def _staff_page(
    request: SignedInRequest, offer: Offer, send: SendOfferForm, reason: ReasonForm
) -> HttpResponse:
    moves = {move.name for move in Offer.WORKFLOW.available(offer.state, permissions_of(request.user))}
    context = {
        "offer": offer,
        "send_form": send,
        "reason_form": reason,
        "may_send": may(request.user, Permission.OFFER_MANAGE) and offer.state in ("drafted", "ready"),
        "may_rescind": "rescind" in moves,
    }
    return form_response(request, "placements/offer/staff.html", context, send, reason)
