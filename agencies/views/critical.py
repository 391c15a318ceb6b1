"""Mission-critical claims: the agency asks, a second approver at OPM decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from agencies.actions.critical import claim_critical, decide_critical, standing_claim, withdraw_critical
from agencies.forms.acts import ClaimForm, DecisionForm
from agencies.models import CriticalClaim
from techforce.access.declaring import requires
from techforce.access.holding import person
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused, WrongState

from .writing import writable

VIEWS = {"": ("Waiting", "asked"), "approved": ("Approved", "approved"), "declined": ("Declined", "declined")}


@requires(Permission.REQUISITION_EDIT, "GET", "POST")
def claim(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Ask OPM to count the work as mission critical."""
    need = writable(request, pk)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            claim_critical(need, by=person(request), reason=form.cleaned_data["reason"])
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Asked. It counts only after OPM has approved it.")
            return redirect("agencies:requisition", pk)
    return form_response(request, "agencies/critical/claim.html", {"requisition": need, "form": form}, form)


@requires(Permission.REQUISITION_EDIT, "POST")
def withdrawal(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Take the claim back."""
    need = writable(request, pk)
    found = standing_claim(need)
    if found is None:
        raise WrongState("There is no claim to take back. This page may be old.")
    withdraw_critical(found, by=person(request))
    messages.success(request, "The claim is taken back.")
    return redirect("agencies:requisition", pk)


@requires(Permission.MATCH_APPROVE)
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that wait for a decision, longest waiting first, and those decided."""
    view = request.GET.get("view", "")
    _, state = VIEWS.get(view, VIEWS[""])
    rows = CriticalClaim.objects.filter(state=state).select_related("requisition__agency", "asked_by")
    context = {
        "page": page_by_key(rows, ("state_since", "id"), request.GET.get("after"), 25),
        "views": {key: label for key, (label, _) in VIEWS.items()},
        "view": view if view in VIEWS else "",
    }
    return form_response(request, "agencies/critical/list.html", context)


@requires(Permission.MATCH_APPROVE, "GET", "POST")
def decision(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Approve or decline one claim, with a reason."""
    related = ("requisition__agency", "requisition__track__cohort", "asked_by", "decided_by")
    found = get_object_or_404(CriticalClaim.objects.select_related(*related), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        approve, reason = form.cleaned_data["decision"] == "approve", form.cleaned_data["reason"]
        try:
            decide_critical(found, by=person(request), approve=approve, reason=reason)
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Approved: it counts in the match." if approve else "Declined.")
            return redirect("agencies:critical_claims")
    return form_response(request, "agencies/critical/decision.html", {"claim": found, "form": form}, form)
