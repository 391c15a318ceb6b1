"""From which agencies a person is kept: read, add, lift, on the record of the person."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from applicants.models import Application
from placements.actions.exclusions import exclude_pair, lift_exclusion
from placements.forms.exclusions import ExclusionForm, LiftingForm
from placements.models import Exclusion
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def exclusions(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """The agencies a person is kept from, and a form for one more."""
    rows = Application.objects.visible_to(request.user).select_related("candidate")
    row = get_object_or_404(rows, pk=pk)
    form = ExclusionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            exclude_pair(
                row.candidate,
                data["agency"],
                by=request.user,
                reason_class=data["reason_class"],
                reason=data["reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{row.code} and {data['agency'].name} are kept apart.")
            return redirect("placements:exclusions", pk=row.pk)
    found = Exclusion.objects.visible_to(request.user).filter(candidate=row.candidate)
    context = {"application": row, "form": form, "rows": found.select_related("agency", "added_by")}
    return form_response(request, "placements/exclusion/list.html", context, form)


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def exclusion_lifting(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Let the two meet again, with a reason."""
    rows = Exclusion.objects.visible_to(request.user).select_related("agency", "candidate")
    row = get_object_or_404(rows, pk=pk)
    form = LiftingForm(request.POST if request.method == "POST" else None)
    newest = row.candidate.applications.order_by("-state_since").first()
    back = (
        redirect("placements:exclusions", pk=newest.pk)
        if newest
        else redirect("applicants:staff_applications")
    )
    if form.is_valid():
        try:
            lift_exclusion(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{row.agency.name} and this person may meet again.")
            return back
    return _lifting(request, row, form, back.url)


def _lifting(request: SignedInRequest, row: Exclusion, form: LiftingForm, back: str) -> HttpResponse:
    context = {"exclusion": row, "form": form, "back": back}
    return form_response(request, "placements/exclusion/lifting.html", context, form)
