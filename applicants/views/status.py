"""Where an application stands, and what its candidate can do about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.application import answer_request, chosen_tracks, missing_parts, withdraw_application
from ..actions.consent import OPTIONAL, choose_consents
from ..forms.sending import AnswerForm, OptionalConsentForm, WithdrawalForm
from ..models import Application
from ..models.application import OPEN_STATES
from ..rules.stages import expected_on, happened
from ..status_panels import is_committed, panels_for, stage_of
from .application import own

# Ends whose reason on the record was written for the candidate to read.
SAYS_WHY = ("lapsed", "merged")


@requires(Permission.APPLY)
def status(request: SignedInRequest) -> HttpResponse:
    """The live application in full, older ones in a line each."""
    rows = Application.objects.filter(candidate__user=request.user).select_related(
        "candidate__user", "cohort"
    )
    every = sorted(rows, key=lambda row: (row.state not in OPEN_STATES, -row.created_at.timestamp()))
    context: dict[str, Any] = {"application": None, "older": every[1:]}
    if every:
        context |= _standing(request, every[0])
    return render(request, "applicants/status/status.html", context)


def _standing(request: SignedInRequest, found: Application) -> dict[str, Any]:
    tracks = chosen_tracks(found)
    draft = found.state == "draft"
    given = set(found.consents.filter(revoked_at=None).values_list("kind", flat=True))
    return {
        "application": found,
        "stage": stage_of(found),
        "expected": expected_on(found.state, found.state_since, tracks),
        "tracks": tracks,
        "closes_at": min((track.closes_at for track in tracks), default=None),
        "window_open": any(track.window_is_open for track in tracks),
        "missing": missing_parts(found) if draft else [],
        "history": _history(found),
        "ended_because": found.ledger_entry.reason if found.state in SAYS_WHY else "",
        "asked": found.ledger_entry.reason if found.state == "action_needed" else "",
        "panels": [
            render_to_string(panel.template, panel.context, request)
            for panel in panels_for(request.user, found)
        ],
        "can_choose": found.is_open,
        "can_withdraw": _can_withdraw(found),
        "consent_form": OptionalConsentForm(initial=dict.fromkeys(OPTIONAL & given, True)),
    }


def _can_withdraw(found: Application) -> bool:
    return found.state in found.WORKFLOW.transition("withdraw").sources and not is_committed(found)


def _history(found: Application) -> list[tuple[str, LedgerEntry]]:
    entries = LedgerEntry.objects.about(found)
    return [(words, entry) for entry in entries if (words := happened(entry.act))][::-1]


@requires(Permission.APPLY, "GET", "POST")
def withdrawal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more, then withdraw."""
    found = own(request, pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_application(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "You have withdrawn. Everything that was held for you has been freed.")
        return redirect("applicants:status")
    if not form.is_bound and not _can_withdraw(found):
        return redirect("applicants:status")
    context = {"application": found, "form": form}
    return form_response(request, "applicants/status/withdrawal.html", context, form)


@requires(Permission.APPLY, "GET", "POST")
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer what the check asked for."""
    found = own(request, pk)
    if request.method == "GET" and found.state != "action_needed":
        return redirect("applicants:status")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal: Refused | None = None
    if form.is_bound and form.is_valid():
        try:
            answer_request(found, by=request.user, answer=form.cleaned_data["answer"])
        except Refused as error:
            refusal = error
        else:
            messages.success(request, "We have your answer. The check goes on.")
            return redirect("applicants:status")
    context = {"application": found, "form": form, "asked": found.ledger_entry.reason, "refusal": refusal}
    response = form_response(request, "applicants/status/answer.html", context, form)
    if refusal is not None:
        response.status_code = refusal.status
    return response


@requires(Permission.APPLY, "POST")
def consents(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give or take back the optional consents, at any time."""
    found = own(request, pk)
    form = OptionalConsentForm(request.POST)
    form.is_valid()
    choose_consents(found, {name for name, given in form.cleaned_data.items() if given}, by=request.user)
    messages.success(request, "Your choices are saved.")
    return redirect("applicants:status")
