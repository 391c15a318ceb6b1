"""Limits of agencies, set before the match is run."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions.caps import remove_cap, set_cap
from placements.forms.caps import CapForm
from placements.models import SeatCap
from placements.queries.caps import caps_of
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.COHORT_RUN, "GET", "POST")
def caps(request: SignedInRequest, cohort: str) -> HttpResponseBase:
    """The limits of a cohort, and a form for one more or another number."""
    row = get_object_or_404(Cohort, slug=cohort)
    form = CapForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            set_cap(row, data["agency"], by=request.user, seats=data["seats"], reason=data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{data['agency'].name} takes at most {data['seats']}.")
            return redirect("placements:seat_caps", cohort=row.slug)
    context = {"cohort": row, "form": form, "caps": caps_of(row)}
    return form_response(request, "placements/match_run/caps.html", context, form)


@requires(Permission.COHORT_RUN, "POST")
def cap_removal(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Take a limit away."""
    cap = get_object_or_404(SeatCap.objects.select_related("cohort", "agency"), pk=pk)
    remove_cap(cap, by=request.user)
    messages.success(request, f"{cap.agency.name} is not limited any more.")
    return redirect("placements:seat_caps", cohort=cap.cohort.slug)
