"""Where reviewers worked, as they declare it; and HR's list of employers that may be the same."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.employer import decide_possible_tie, declare_employers
from ..actions.panel import refuse_unfit
from ..forms.employers import ReviewerEmployersForm
from ..models import PossibleTie


@requires(Permission.REVIEW, "GET", "POST")
def my_employers(request: SignedInRequest) -> HttpResponseBase:
    """The reviewer's own list; POST replaces it."""
    refuse_unfit(request.user)
    rows = request.user.declared_employers.values("name", "from_year", "to_year")
    initial = {"employers": list(rows)}
    form = ReviewerEmployersForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        declare_employers(request.user, form.cleaned_data["employers"], by=request.user)
        messages.success(request, "Saved. The queue follows your list from now on.")
        return redirect("applicants:my_employers")
    context = {"form": form, "years": settings.CONFLICT_YEARS}
    return form_response(request, "applicants/reviewing/employers.html", context, form)


@requires(Permission.REVIEW_MANAGE)
def possible_ties(request: SignedInRequest) -> HttpResponse:
    """What waits for HR, longest first."""
    rows = PossibleTie.objects.filter(decided_at=None).select_related("reviewer")
    page = page_by_key(rows, ("found_at", "id"), request.GET.get("after"))
    return render(request, "applicants/screening/ties.html", {"page": page})


@requires(Permission.REVIEW_MANAGE, "POST")
def tie_decision(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The same employer, or two."""
    tie = get_object_or_404(PossibleTie.objects.select_related("reviewer", "candidate"), pk=pk)
    decision = request.POST.get("decision")
    if decision not in ("same", "different"):
        raise Refused("Choose whether the two are the same employer.")
    decide_possible_tie(tie, by=request.user, tied=decision == "same")
    words = "kept apart" if decision == "same" else "not tied by this"
    messages.success(request, f"Recorded: {tie.reviewer} and this candidate are {words}.")
    return redirect("applicants:possible_ties")
