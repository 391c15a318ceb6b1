"""Candidates show interest in a requisition, a limited number of times."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from placements.actions.signal import send_signal
from placements.queries.ranking import ranking_application, requisitions_to_rank
from placements.queries.signals import signal_desk
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.workflow.errors import Refused


@requires(Permission.APPLY, "GET", "POST")
def signal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What a signal says and what it costs, and the button that sends it."""
    application = ranking_application(request.user)
    if application is None:
        return redirect("placements:ranking")
    related = requisitions_to_rank(application).select_related(
        "agency", "track__cohort", "grade", "duty_station"
    )
    requisition = get_object_or_404(related, pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            send_signal(application, requisition, by=request.user)
        except Refused as refused:
            problem, status = str(refused), refused.status
        else:
            messages.success(request, f"{requisition.agency.name} now sees that you are interested.")
            return redirect(reverse("placements:ranking") + f"#r-{requisition.pk}")
    context = {"requisition": requisition, "signals": signal_desk(application), "problem": problem}
    return _show(request, context, status if problem else 200)


def _show(request: SignedInRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "placements/signal/new.html", context, status=status)
