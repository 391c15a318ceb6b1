"""Seats decided before a match: the list of a cohort, proposing one, deciding as a second person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions import pins as act
from placements.forms.override import RefusalForm
from placements.forms.pins import PinForm, WithdrawalForm
from placements.models import Pin
from placements.queries.pins import outcome_of, standing_pins
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort
from techforce.ui.forms import UIForm
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.MATCH_READ)
def pins(request: SignedInRequest, cohort: str) -> HttpResponse:
    """Every pin of a cohort, newest first, for those who propose, decide and audit."""
    return _list(request, get_object_or_404(Cohort, slug=cohort))


@requires(Permission.MATCH_RUN, "POST")
def pin_proposal(request: SignedInRequest, cohort: str) -> HttpResponseBase:
    """Propose one."""
    row = get_object_or_404(Cohort, slug=cohort)
    form = PinForm(request.POST, cohort=row)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = act.propose_pin(
                row,
                by=request.user,
                application=data["code"],
                requisition=data["number"],
                reason_class=data["reason_class"],
                reason=data["reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Proposed. Every second approver has been told.")
            return redirect("placements:pin", pk=made.pk)
    return _list(request, row, form)


@requires(Permission.MATCH_READ)
def pin(request: SignedInRequest, pk: str) -> HttpResponse:
    """One pin with its reason."""
    return _page(request, _pin(request, pk))


@requires(Permission.MATCH_APPROVE, "POST")
def pin_approval(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Let it count, as a second person."""
    return _do(
        request,
        pk,
        RefusalForm({}),
        lambda row: act.approve_pin(row, by=request.user),
        "Approved. It comes first in every run from now on.",
    )


@requires(Permission.MATCH_APPROVE, "POST")
def pin_refusal(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Refuse it with a reason."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, _pin(request, pk), form)
    reason = form.cleaned_data["reason"]
    return _do(request, pk, form, lambda row: act.refuse_pin(row, by=request.user, reason=reason), "Refused.")


@requires(Permission.MATCH_RUN, "POST")
def pin_withdrawal(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Take it back with a reason."""
    form = WithdrawalForm(request.POST, auto_id="back_%s")
    if not form.is_valid():
        return _page(request, _pin(request, pk), form)
    reason = form.cleaned_data["reason"]
    return _do(
        request, pk, form, lambda row: act.withdraw_pin(row, by=request.user, reason=reason), "Taken back."
    )


def _do(
    request: SignedInRequest, pk: str, form: UIForm, deed: Callable[[Pin], Any], said: str
) -> HttpResponseBase:
    """Do one thing to a pin and show it; a refusal stands on the page with its own status."""
    try:
        deed(_pin(request, pk))
    except Refused as refused:
        form.errors.clear()
        form.refuse(refused)
        return _page(request, _pin(request, pk), form)
    messages.success(request, said)
    return redirect("placements:pin", pk=pk)


def _pin(request: SignedInRequest, pk: str) -> Pin:
    related = ("cohort", "application", "requisition__agency", "proposed_by", "decided_by")
    return get_object_or_404(Pin.objects.visible_to(request.user).select_related(*related), pk=pk)


def _list(request: SignedInRequest, cohort: Cohort, form: PinForm | None = None) -> HttpResponse:
    rows = Pin.objects.visible_to(request.user).filter(cohort=cohort)
    related = ("application", "requisition__agency", "proposed_by", "decided_by")
    context = {
        "cohort": cohort,
        "page": page_by_key(
            rows.select_related(*related), order=("-state_since", "-id"), after=request.GET.get("after")
        ),
        "counting": standing_pins(cohort).filter(state="approved").count(),
        "form": form or PinForm(cohort=cohort),
        "may_propose": may(request.user, Permission.MATCH_RUN),
    }
    return form_response(request, "placements/pin/list.html", context, form)


def _page(request: SignedInRequest, row: Pin, form: UIForm | None = None) -> HttpResponse:
    own = row.proposed_by_id == request.user.pk
    waiting = row.state == "proposed"
    context = {
        "pin": row,
        "outcome": outcome_of(row),
        "refusal": form if isinstance(form, RefusalForm) else RefusalForm(),
        "withdrawal": form if isinstance(form, WithdrawalForm) else WithdrawalForm(auto_id="back_%s"),
        "form": form,
        "open": row.is_open,
        "waiting": waiting,
        "may_decide": waiting and not own and may(request.user, Permission.MATCH_APPROVE),
        "may_withdraw": row.is_open and may(request.user, Permission.MATCH_RUN),
    }
    return form_response(request, "placements/pin/page.html", context, form)
