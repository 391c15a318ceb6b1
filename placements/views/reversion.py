"""Carry out by hand what was set beforehand for seats that stay open."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from agencies.actions.reversion import seats_to_revert
from agencies.models import Requisition
from placements.actions.reversions import revert_now
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.forms import UIForm
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.REQUISITION_TRIAGE, "GET", "POST")
def reversion_page(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """What goes where, and the button for it."""
    rows = Requisition.objects.visible_to(request.user).select_related(
        "agency", "track__cohort", "reverts_to"
    )
    need = get_object_or_404(rows, pk=pk)
    form = UIForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            gone = revert_now(need, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "1 seat has gone." if gone == 1 else f"{gone} seats have gone.")
            return redirect("agencies:requisition", pk)
    context = {"requisition": need, "seats": seats_to_revert(need), "form": form}
    return form_response(request, "placements/reversion/page.html", context, form)
