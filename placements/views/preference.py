"""Veterans' preference: the candidate claims it, HR decides before the certificate."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions import preference as act
from placements.forms.preference import ClaimDecisionForm, ClaimForm
from placements.models import PreferenceClaim
from placements.queries.preference import claimable_application, own_claim
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.APPLY, "GET", "POST")
def own_preference(request: SignedInRequest) -> HttpResponseBase:
    """Candidates: claim preference, and read what became of it."""
    claim = own_claim(request.user)
    application = claimable_application(request.user)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if application is None:
                raise Refused(
                    "Preference can be claimed from your draft on, until the certificate is issued."
                )
            act.claim_preference(application, by=request.user, kind=form.cleaned_data["kind"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Your claim is noted. Reviewers never see it.")
            return redirect("placements:own_preference")
    may_claim = application is not None and (claim is None or claim.state == "withdrawn")
    context = {"claim": claim, "form": form, "may_claim": may_claim}
    return form_response(request, "placements/preference/own.html", context, form)


@requires(Permission.APPLY, "POST")
def preference_withdrawal(request: SignedInRequest) -> HttpResponseBase:
    """Candidates: take the claim back."""
    claims = PreferenceClaim.objects.filter(application__candidate__user=request.user)
    claim = get_object_or_404(claims.order_by("-claimed_at")[:1])
    act.withdraw_claim(claim, by=request.user)
    return redirect("placements:own_preference")


@requires(Permission.CERTIFICATE_ISSUE, "GET", "POST")
def preference_decision(request: SignedInRequest, pk: str) -> HttpResponse | HttpResponseBase:
    """HR: decide about a claim of somebody who passed every hurdle."""
    claim = get_object_or_404(PreferenceClaim.objects.select_related("application__cohort"), pk=pk)
    form = ClaimDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            act.decide_claim(claim, by=request.user, granted=data["granted"], reason=data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Decided. The person has been told.")
            return redirect("placements:certification")
    return form_response(request, "placements/preference/decision.html", {"claim": claim, "form": form}, form)
