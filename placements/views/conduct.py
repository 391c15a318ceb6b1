"""Conduct reports: made by candidates and agencies, read and decided by OPM alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from placements.actions import conduct as act
from placements.forms.conduct import ConductDecisionForm, ConductReportForm
from placements.models import ConductReport
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

VIEWS = {"open": ["received", "looking"], "decided": ["upheld", "dismissed"]}


@requires(Permission.SIGNED_IN, "GET", "POST")
def report(request: SignedInRequest) -> HttpResponseBase:
    """Candidates and agencies: report a breach to OPM."""
    side = act.side_of(request.user)
    if not side:
        raise PermissionDenied
    is_agency = side == ConductReport.Side.AGENCY
    initial = {"number": request.GET.get("number", "")[:24], "code": request.GET.get("code", "")[:12]}
    data = request.POST if request.method == "POST" else None
    form = ConductReportForm(data, initial=initial, user=request.user, is_agency=is_agency)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            act.report_conduct(
                by=request.user,
                kind=found["kind"],
                words=found["words"],
                requisition=found["number"],
                entry=found.get("code"),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "OPM has your report. Nobody else reads it.")
            return redirect("placements:own_reports")
    return form_response(
        request, "placements/conduct/report.html", {"form": form, "layout_of": _layout(is_agency)}, form
    )


@requires(Permission.SIGNED_IN)
def own_reports(request: SignedInRequest) -> HttpResponse:
    """Whoever reported: what became of it."""
    side = act.side_of(request.user)
    if not side:
        raise PermissionDenied
    rows = ConductReport.objects.filter(reporter=request.user)
    page = page_by_key(rows, order=("-created_at", "-id"), after=request.GET.get("after"), size=25)
    context = {"page": page, "layout_of": _layout(side == ConductReport.Side.AGENCY)}
    return render(request, "placements/conduct/own.html", context)


@requires(Permission.CONDUCT_READ)
def reports(request: SignedInRequest) -> HttpResponse:
    """OPM: reports that wait, and those that were decided."""
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    rows = ConductReport.objects.filter(state__in=VIEWS[view]).select_related("requisition__agency", "entry")
    page = page_by_key(rows, order=("-created_at", "-id"), after=request.GET.get("after"), size=25)
    return render(request, "placements/conduct/list.html", {"page": page, "view": view})


@requires(Permission.CONDUCT_READ)
def conduct_report(request: SignedInRequest, pk: str) -> HttpResponse:
    """OPM: one report, with what was done about it."""
    return _page(request, _report(pk), ConductDecisionForm())


@requires(Permission.CONDUCT_HANDLE, "POST")
def taking_up(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """OPM: take a report up."""
    row = _report(pk)
    act.take_up_report(row, by=request.user)
    return redirect("placements:conduct_report", pk=row.pk)


@requires(Permission.CONDUCT_HANDLE, "POST")
def decision(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """OPM: decide a report, with a reason on the record."""
    row = _report(pk)
    form = ConductDecisionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            act.decide_report(row, by=request.user, upheld=data["upheld"], reason=data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:conduct_report", pk=row.pk)
    return _page(request, row, form)


def _layout(is_agency: bool) -> str:
    return "layouts/staff.html" if is_agency else "layouts/candidate.html"


def _report(pk: str) -> ConductReport:
    rows = ConductReport.objects.select_related("reporter", "requisition__agency", "entry__application")
    return get_object_or_404(rows, pk=pk)


def _page(request: SignedInRequest, row: ConductReport, form: ConductDecisionForm) -> HttpResponse:
    entries = LedgerEntry.objects.about(row).select_related("actor")
    context = {
        "row": row,
        "form": form,
        "may_handle": may(request.user, Permission.CONDUCT_HANDLE),
        "history": [(ConductReport.WORKFLOW.state(entry.to_state).label, entry) for entry in entries],
    }
    return form_response(request, "placements/conduct/page.html", context, form)
