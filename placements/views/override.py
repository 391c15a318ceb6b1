"""Exceptions to a match: propose one, read its price, decide as a second person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions import override as act
from placements.forms.override import OverrideForm, RefusalForm
from placements.models import MatchRun, Override
from placements.queries.override import price_of
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

DOCUMENTS = ("snapshot", "result")
RUNS = ("base", "trial", "outcome")


@requires(Permission.MATCH_RUN, "GET", "POST")
def proposal(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Propose an exception to a completed run; its trial starts at once."""
    rows = MatchRun.objects.visible_to(request.user).defer(*DOCUMENTS).select_related("cohort")
    run = get_object_or_404(rows, number=number)
    form = OverrideForm(request.POST if request.method == "POST" else None, base=run)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = act.propose_override(
                run,
                by=request.user,
                application=data["code"],
                requisition=data["number"],
                reason_class=data["reason_class"],
                reason=data["reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:override", pk=made.pk)
    return form_response(request, "placements/override/new.html", {"run": run, "form": form}, form)


@requires(Permission.MATCH_READ)
def override(request: SignedInRequest, pk: str) -> HttpResponse:
    """One exception with its price, for those who propose, decide and audit."""
    return _page(request, _override(request, pk))


@requires(Permission.MATCH_APPROVE, "POST")
def approval(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Approve an exception: a real run with it is made."""
    return _do(
        request,
        pk,
        lambda row: act.approve_override(row, by=request.user),
        "The run with the exception has started.",
    )


@requires(Permission.MATCH_APPROVE, "POST")
def refusal(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Refuse an exception with a reason."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, _override(request, pk), form)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        pk,
        lambda row: act.refuse_override(row, by=request.user, reason=reason),
        "The exception was refused. The run stays as it is.",
        form,
    )


@requires(Permission.MATCH_RUN, "POST")
def withdrawal(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Take an own proposal back."""
    return _do(
        request, pk, lambda row: act.withdraw_override(row, by=request.user), "The exception was taken back."
    )


def _do(
    request: SignedInRequest,
    pk: str,
    deed: Callable[[Override], Any],
    said: str,
    form: RefusalForm | None = None,
) -> HttpResponseBase:
    """Do one thing to an exception and show it; a refusal stands on the page with its own status."""
    row = _override(request, pk)
    shown = form or RefusalForm({})
    try:
        deed(row)
    except Refused as refused:
        shown.errors.clear()
        shown.refuse(refused)
        return _page(request, _override(request, pk), shown)
    messages.success(request, said)
    return redirect("placements:override", pk=pk)


def _override(request: SignedInRequest, pk: str) -> Override:
    heavy = [f"{run}__{name}" for run in RUNS for name in DOCUMENTS]
    related = (
        "base__cohort",
        "trial",
        "outcome",
        "application",
        "requisition__agency",
        "proposed_by",
        "decided_by",
    )
    rows = Override.objects.visible_to(request.user).select_related(*related).defer(*heavy)
    return get_object_or_404(rows, pk=pk)


def _page(request: SignedInRequest, row: Override, form: RefusalForm | None = None) -> HttpResponse:
    own = row.proposed_by_id == request.user.pk
    context = {
        "override": row,
        "price": price_of(row),
        "form": form or RefusalForm(),
        "open": row.state == "proposed",
        "own": own,
        "may_decide": row.state == "proposed" and not own and may(request.user, Permission.MATCH_APPROVE),
        "may_withdraw": row.state == "proposed" and own,
    }
    return form_response(request, "placements/override/page.html", context, *([form] if form else []))
