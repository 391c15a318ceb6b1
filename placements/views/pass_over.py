"""Pass-over cases: the agency's page, the person's page, and the desk of the second approver."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from agencies.models import Requisition
from placements.actions import pass_over as act
from placements.forms.preference import AnswerForm, PassOverDecisionForm, PassOverForm
from placements.models import CertificateEntry, PassOver
from placements.queries.preference import cases_of, standing_for
from placements.queries.ranking import list_of_requisition
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

VIEWS = {"open": ["answered", "proposed"], "decided": ["sustained", "denied", "withdrawn"]}
RELATED = ("requisition__agency", "entry__application", "opened_by", "decided_by")


@requires(Permission.ENTRY_RANK)
def pass_overs(request: SignedInRequest, pk: str) -> HttpResponse:
    """Coordinators: whom the saved order passes over, the order that would not, and the cases."""
    requisition = _own_requisition(request, pk)
    rank_list = list_of_requisition(requisition)
    standing = standing_for(requisition)
    found = standing.passed_over(rank_list.draft)
    wanted = {each.entry for each in found} | {other for each in found for other in each.ahead}
    codes = dict(CertificateEntry.objects.filter(pk__in=wanted).values_list("pk", "application__code"))
    cases = list(cases_of(requisition))
    open_for = {case.entry_id for case in cases if case.state in ("proposed", "answered")}
    context = {
        "requisition": requisition,
        "rank_list": rank_list,
        "found": [
            (codes[row.entry], [codes[pk] for pk in row.ahead], row.entry in open_for) for row in found
        ],
        "in_order": standing.in_order(rank_list.draft) if found else [],
        "cases": cases,
    }
    return render(request, "placements/pass_over/agency.html", context)


@requires(Permission.ENTRY_RANK, "GET", "POST")
def pass_over_request(request: SignedInRequest, pk: str, code: str) -> HttpResponseBase:
    """Coordinators: give reasons for passing one person over."""
    requisition = _own_requisition(request, pk)
    passed = {
        row.entry for row in standing_for(requisition).passed_over(list_of_requisition(requisition).draft)
    }
    rows = CertificateEntry.objects.filter(pk__in=passed).select_related("application")
    entry = get_object_or_404(rows, application__code=code)
    form = PassOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            act.propose_pass_over(
                requisition, entry, by=request.user, ground=data["ground"], reasons=data["reasons"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The case is open. The person has been told and may answer.")
            return redirect("placements:pass_overs", pk=requisition.pk)
    context = {"requisition": requisition, "entry": entry, "form": form}
    return form_response(request, "placements/pass_over/request.html", context, form)


@requires(Permission.ENTRY_RANK, "POST")
def pass_over_withdrawal(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Coordinators: take an open case back."""
    own = PassOver.objects.filter(requisition__in=Requisition.objects.editable_by(request.user))
    case = get_object_or_404(own, pk=pk)
    act.withdraw_pass_over(case, by=request.user)
    return redirect("placements:pass_overs", pk=case.requisition_id)


@requires(Permission.APPLY, "GET", "POST")
def own_pass_over(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Candidates: the reasons an agency gives, and the answer to them."""
    own = PassOver.objects.filter(entry__application__candidate__user=request.user)
    case = get_object_or_404(own.select_related(*RELATED), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            form,
            lambda: act.answer_pass_over(case, by=request.user, text=form.cleaned_data["text"]),
            lambda: _own_page(request, case, form),
            "placements:own_pass_over",
            case,
        )
    return _own_page(request, case, form)


@requires(Permission.MATCH_READ)
def pass_over_desk(request: SignedInRequest) -> HttpResponse:
    """OPM: cases that wait, and those that ended."""
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    rows = PassOver.objects.filter(state__in=VIEWS[view]).select_related(*RELATED)
    page = page_by_key(rows, order=("-opened_at", "-id"), after=request.GET.get("after"), size=25)
    return render(request, "placements/pass_over/list.html", {"page": page, "view": view})


@requires(Permission.MATCH_READ)
def pass_over(request: SignedInRequest, pk: str) -> HttpResponse:
    """OPM: one case with both sides' words."""
    return _staff_page(request, _case(pk), PassOverDecisionForm())


@requires(Permission.MATCH_APPROVE, "POST")
def pass_over_decision(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Second approvers: sustain or deny, with a reason that both sides read."""
    case = _case(pk)
    form = PassOverDecisionForm(request.POST)
    if not form.is_valid():
        return _staff_page(request, case, form)
    data = form.cleaned_data
    return _do(
        request,
        form,
        lambda: act.decide_pass_over(
            case, by=request.user, sustained=data["sustained"], reason=data["reason"]
        ),
        lambda: _staff_page(request, case, form),
        "placements:pass_over",
        case,
    )


def _do(
    request: SignedInRequest,
    form: Any,
    do: Callable[[], None],
    again: Callable[[], HttpResponse],
    name: str,
    case: PassOver,
) -> HttpResponseBase:
    try:
        do()
    except Refused as refused:
        form.refuse(refused)
        return again()
    return redirect(name, pk=case.pk)


def _own_requisition(request: SignedInRequest, pk: str) -> Requisition:
    related = Requisition.objects.visible_to(request.user).select_related("agency", "track__cohort")
    requisition = get_object_or_404(related, pk=pk)
    if not Requisition.objects.editable_by(request.user).filter(pk=requisition.pk).exists():
        raise PermissionDenied
    return requisition


def _case(pk: str) -> PassOver:
    return get_object_or_404(PassOver.objects.select_related(*RELATED), pk=pk)


def _own_page(request: SignedInRequest, case: PassOver, form: AnswerForm) -> HttpResponse:
    return form_response(request, "placements/pass_over/own.html", {"case": case, "form": form}, form)


def _staff_page(request: SignedInRequest, case: PassOver, form: PassOverDecisionForm) -> HttpResponse:
    ahead = CertificateEntry.objects.filter(pk__in=case.ahead).order_by("-score", "pk")
    entries = LedgerEntry.objects.about(case).select_related("actor")
    context = {
        "case": case,
        "form": form,
        "ahead": list(ahead.values_list("application__code", "score")),
        "may_decide": may(request.user, Permission.MATCH_APPROVE) and case.opened_by_id != request.user.pk,
        "history": [(PassOver.WORKFLOW.state(entry.to_state).label, entry) for entry in entries],
    }
    return form_response(request, "placements/pass_over/page.html", context, form)
