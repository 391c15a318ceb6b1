"""Supplemental rounds: announce one, look at it, call it off, end it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from placements.actions.ranking_round import announce_round, cancel_round, conclude_round
from placements.forms.ranking_round import RoundForm, RoundReasonForm
from placements.models import MatchRun, RankingRound
from placements.queries.rounds import what_can_be_ranked
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.COHORT_RUN, "GET", "POST")
def round_new(request: SignedInRequest, cohort: str) -> HttpResponseBase:
    """Announce a round, having seen which seats and how many people it is for."""
    row = get_object_or_404(Cohort, slug=cohort)
    form = RoundForm(request.POST if request.method == "POST" else None, cohort=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = announce_round(
                row,
                by=request.user,
                opens_at=data["opens_at"],
                closes_at=data["closes_at"],
                reason=data["reason"],
                reopens=data.get("reopens", ()),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, f"Round {made.number} is announced, and everybody concerned has been told."
            )
            return redirect("placements:round", pk=made.pk)
    context = {"cohort": row, "form": form, "found": what_can_be_ranked(row), "may_open": True}
    return form_response(request, "placements/ranking_round/new.html", context, form)


@requires(Permission.MATCH_READ)
def ranking_round(request: SignedInRequest, pk: str) -> HttpResponse:
    """One round: its dates, what takes part, its runs and its history."""
    return _page(request, _find(request, pk))


@requires(Permission.COHORT_RUN, "POST")
def round_cancellation(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Call an announced round off."""
    return _end(request, pk, cancel_round)


@requires(Permission.COHORT_RUN, "POST")
def round_conclusion(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """End a round whose ranking has closed without a match."""
    return _end(request, pk, conclude_round)


def _end(request: SignedInRequest, pk: str, act: Callable[..., None]) -> HttpResponseBase:
    row = _find(request, pk)
    form = RoundReasonForm(request.POST)
    if form.is_valid():
        try:
            act(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:round", pk=pk)
    return _page(request, _find(request, pk), form)


def _find(request: SignedInRequest, pk: str) -> RankingRound:
    rows = RankingRound.objects.visible_to(request.user).select_related("cohort", "announced_by")
    return get_object_or_404(rows, pk=pk)


def _page(request: SignedInRequest, row: RankingRound, form: RoundReasonForm | None = None) -> HttpResponse:
    runs = MatchRun.objects.filter(cohort=row.cohort, round_number=row.number)
    events = LedgerEntry.objects.about(row).select_related("actor")
    context: dict[str, Any] = {
        "round": row,
        "found": what_can_be_ranked(row.cohort, row.reopens.all()) if row.is_open else None,
        "may_open": may(request.user, Permission.REQUISITION_READ),
        "runs": runs.defer("snapshot", "result", "certificate").order_by("-number"),
        "history": [("Announced" if e.act == "start" else _said(e), e) for e in events],
        "may_end": may(request.user, Permission.COHORT_RUN) and row.state in ("announced", "closed"),
        "form": form or RoundReasonForm(),
    }
    return form_response(request, "placements/ranking_round/page.html", context, *([form] if form else []))


def _said(entry: LedgerEntry) -> str:
    return "End moved" if entry.act == "extend" else RankingRound.WORKFLOW.state(entry.to_state).label
