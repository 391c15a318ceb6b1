"""Fit interviews: the agency invites, calls off and notes the outcome; the person chooses a time or declines."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from agencies.models import Requisition
from placements.actions import interview as act
from placements.forms.interview import CallOffForm, ChooseTimeForm, InviteForm, OutcomeForm
from placements.models import CertificateEntry, FitInterview
from placements.queries.pool import entries_to_rank
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

RELATED = (
    "entry__application__candidate",
    "entry__certificate",
    "requisition__agency",
    "requisition__track__cohort",
)


@requires(Permission.CERTIFICATE_BROWSE)
def interviews(request: SignedInRequest, pk: str) -> HttpResponse:
    """Agencies: the fit interviews of one requisition, newest first."""
    requisition = get_object_or_404(Requisition.objects.visible_to(request.user), pk=pk)
    rows = FitInterview.objects.filter(requisition=requisition).select_related("entry__application")
    page = page_by_key(rows, order=("-invited_at", "-id"), after=request.GET.get("after"), size=25)
    return render(request, "placements/interview/list.html", {"requisition": requisition, "page": page})


@requires(Permission.ENTRY_RANK, "GET", "POST")
def invitation(request: SignedInRequest, pk: str, code: str) -> HttpResponseBase:
    """Coordinators: invite one available person."""
    related = Requisition.objects.visible_to(request.user).select_related("agency", "track__cohort")
    requisition = get_object_or_404(related, pk=pk)
    if not Requisition.objects.editable_by(request.user).filter(pk=requisition.pk).exists():
        raise PermissionDenied
    entry = _available(requisition, code)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = act.invite_to_interview(
                entry,
                requisition,
                by=request.user,
                slots=data["slots"],
                minutes=data["minutes"],
                how=data["how"],
                joining=data["joining"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The person has been invited. You hear when they answer.")
            return redirect("placements:interview", pk=row.pk)
    context = {"requisition": requisition, "entry": entry, "form": form}
    return form_response(request, "placements/interview/invitation.html", context, form)


@requires(Permission.CERTIFICATE_BROWSE)
def interview(request: SignedInRequest, pk: str) -> HttpResponse:
    """Agencies: one interview. The name stands here once the person has accepted, and nowhere before."""
    return _agency_page(request, _of_agency(request, pk))


@requires(Permission.ENTRY_RANK, "POST")
def cancellation(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Coordinators: cancel, with a reason that the person reads."""
    form = CallOffForm(request.POST)
    return _act(
        request,
        pk,
        form,
        "call_off",
        lambda row: act.cancel_interview(row, by=request.user, reason=form.cleaned_data["reason"]),
    )


@requires(Permission.ENTRY_RANK, "POST")
def outcome(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Coordinators: note suitability and interest after the conversation."""
    form = OutcomeForm(request.POST)
    return _act(
        request,
        pk,
        form,
        "outcome",
        lambda row: act.note_outcome(
            row, by=request.user, answers=form.answers, note=form.cleaned_data["note"]
        ),
    )


@requires(Permission.APPLY)
def own_interview(request: SignedInRequest, pk: str) -> HttpResponse:
    """Candidates: who invites, to talk about what, at which times."""
    row = _own(request, pk)
    return render(
        request, "placements/interview/own.html", {"row": row, "form": ChooseTimeForm(interview=row)}
    )


@requires(Permission.APPLY, "POST")
def own_acceptance(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Candidates: choose one of the times."""
    row = _own(request, pk)
    form = ChooseTimeForm(request.POST, interview=row)
    if form.is_valid():
        try:
            act.accept_interview(row, by=request.user, chosen=form.cleaned_data["chosen"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:own_interview", pk=row.pk)
    return form_response(request, "placements/interview/own.html", {"row": row, "form": form}, form)


@requires(Permission.APPLY, "POST")
def own_declination(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Candidates: decline, or call an agreed interview off. No reason is asked for."""
    row = _own(request, pk)
    act.decline_interview(row, by=request.user)
    messages.success(request, "You declined. It counts against nobody.")
    return redirect("placements:own_interview", pk=row.pk)


def _available(requisition: Requisition, code: str) -> CertificateEntry:
    rows = entries_to_rank(requisition).filter(application__code=code).select_related("application")
    found = rows.order_by("-score", "pk").first()
    return found or get_object_or_404(rows, pk=None)


def _of_agency(request: SignedInRequest, pk: str) -> FitInterview:
    return get_object_or_404(
        FitInterview.objects.of_agency(request.user).select_related(*RELATED, "invited_by"), pk=pk
    )


def _own(request: SignedInRequest, pk: str) -> FitInterview:
    return get_object_or_404(FitInterview.objects.of_candidate(request.user).select_related(*RELATED), pk=pk)


def _act(
    request: SignedInRequest, pk: str, form: Any, name: str, do: Callable[[FitInterview], None]
) -> HttpResponseBase:
    row = _of_agency(request, pk)
    if form.is_valid():
        try:
            do(row)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:interview", pk=row.pk)
    return _agency_page(request, row, **{name: form})


def _agency_page(request: SignedInRequest, row: FitInterview, **forms: Any) -> HttpResponse:
    acts = Requisition.objects.editable_by(request.user).filter(pk=row.requisition_id).exists()
    context = {
        "row": row,
        "may_act": acts,
        "call_off": forms.get("call_off") or CallOffForm(),
        "outcome": forms.get("outcome") or OutcomeForm(),
        "answers": [(field.label, getattr(row, f"get_{name}_display")()) for name, field in _questions()],
    }
    return form_response(request, "placements/interview/page.html", context, *forms.values())


def _questions() -> list[tuple[str, Any]]:
    return [(name, field) for name, field in OutcomeForm().fields.items() if name != "note"]
