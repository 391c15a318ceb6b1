"""What OPM and agency HR do with a requisition: check, return, publish, hold, end, fund."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from agencies.actions import requisition as acts
from agencies.actions.ending_seats import cancel_seat
from agencies.actions.funding import certify_funding, current_funding, withdraw_funding
from agencies.actions.publication import publish_requisition
from agencies.actions.requisition import may_write
from agencies.forms.acts import FundingForm, ReasonForm, ReturnForm, SuspensionForm
from agencies.impact import Affected, affected_by, impact_of
from agencies.models import Agency, Requisition, Seat
from techforce.access.declaring import requires
from techforce.access.holding import may, person
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from .reading import find, show
from .writing import writable


@dataclass(frozen=True)
class Confirmation:
    """The page on which an act that needs a reason is confirmed."""

    title: str
    lead: str
    button: str
    done: str
    danger: bool = False
    form: type[ReasonForm] = ReasonForm


RETURN = Confirmation(
    "Return with comments",
    "The coordinator gets your words, changes the request and submits it again.",
    "Return to the agency",
    "Returned to the agency.",
    form=ReturnForm,
)
SUSPENSION = Confirmation(
    "Put on hold",
    "It leaves the public pages and nobody new can rank it.",
    "Put on hold",
    "The request is on hold.",
    form=SuspensionForm,
)
CANCELLATION = Confirmation(
    "Cancel this request",
    "This is final. Its seats end with it. Whoever holds one and has not started is found another place first.",
    "Cancel the request",
    "The request is cancelled.",
    danger=True,
)
SEAT_CANCELLATION = Confirmation(
    "Cancel a seat",
    "This is final. Whoever holds it and has not started is found another place first.",
    "Cancel the seat",
    "The seat is cancelled.",
    danger=True,
)
CLOSURE = Confirmation(
    "Close with open seats",
    "This is final. Its open seats go back unfilled; people who hold a seat are not affected.",
    "Close the request",
    "The request is closed.",
    danger=True,
)
WITHDRAWAL = Confirmation(
    "Take the certification back",
    "Without certified money the request cannot be published.",
    "Take it back",
    "The certification is taken back.",
    danger=True,
)


@requires(Permission.REQUISITION_TRIAGE, "POST")
def validation(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Accept the need; the time-to-hire clock starts."""
    return _act(request, pk, acts.validate_requisition, "The need is accepted and the clock has started.")


@requires(Permission.REQUISITION_TRIAGE, "POST")
def publication(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Publish with all its seats."""
    return _act(request, pk, publish_requisition, "Published. Candidates can rank it.")


@requires(Permission.REQUISITION_TRIAGE, "GET", "POST")
def sending_back(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Return it with comments."""
    return _confirm(request, find(request, pk), acts.return_requisition, RETURN)


@requires(Permission.REQUISITION_TRIAGE, "GET", "POST")
def suspension(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Put it on hold, having seen whom that touches."""
    return _confirm(request, find(request, pk), acts.suspend_requisition, SUSPENSION)


@requires(Permission.REQUISITION_TRIAGE, "GET", "POST")
def closure(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """End it with open seats."""
    return _confirm(request, find(request, pk), acts.close_requisition_short, CLOSURE)


@requires(Permission.REQUISITION_EDIT, "GET", "POST")
def cancellation(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The agency cancels its own request."""
    return _confirm(request, writable(request, pk), acts.cancel_requisition, CANCELLATION)


@requires(Permission.REQUISITION_TRIAGE, "GET", "POST")
def staff_cancellation(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """OPM cancels a request."""
    return _confirm(request, find(request, pk), acts.cancel_requisition, CANCELLATION)


@requires(Permission.REQUISITION_READ, "GET", "POST")
def seat_cancellation(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A coordinator of the agency or OPM ends one seat, having seen who holds it."""
    need = find(request, pk)
    if not (may(person(request), Permission.REQUISITION_TRIAGE) or may_write(need, person(request))):
        raise PermissionDenied
    seat = get_object_or_404(need.seats.select_related("requisition"), number=number)

    def act(need: Requisition, **given: Any) -> Any:
        return cancel_seat(seat, **given)

    return _confirm(request, need, act, SEAT_CANCELLATION, seat)


@requires(Permission.FUNDING_CERTIFY, "GET", "POST")
def funding(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Agency HR certifies the money."""
    need = _fundable(request, pk)
    form = FundingForm(request.POST if request.method == "POST" else None, initial=_proposal(need))
    if form.is_valid():
        stated = {name: form.cleaned_data[name] for name in ("seat_count", "source", "available_until")}
        try:
            certify_funding(need, by=person(request), **stated)
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "The money is certified.")
            return redirect("agencies:requisition", pk)
    context = {"requisition": need, "form": form, "current": current_funding(need)}
    return form_response(request, "agencies/requisition/funding.html", context, form)


@requires(Permission.FUNDING_CERTIFY, "GET", "POST")
def funding_withdrawal(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Agency HR takes the certification back."""
    return _confirm(request, _fundable(request, pk), withdraw_funding, WITHDRAWAL)


def _fundable(request: HttpRequest, pk: UUID) -> Requisition:
    """404 out of sight, 403 for somebody who is not HR of this agency."""
    need = find(request, pk)
    if not Agency.objects.of_member(person(request), "agency_hr").filter(pk=need.agency_id).exists():
        raise PermissionDenied
    return need


def _proposal(need: Requisition) -> dict[str, Any]:
    """What the form starts with: the present statement, else one for all seats."""
    held = current_funding(need)
    if held is None:
        return {"seat_count": need.seat_count}
    return {"seat_count": held.seat_count, "source": held.source, "available_until": held.available_until}


def _act(request: HttpRequest, pk: UUID, act: Callable[..., Any], done: str) -> HttpResponseBase:
    """Do it and go back to the page; what is missing is shown there, each point by itself."""
    need = find(request, pk)
    try:
        act(need, by=person(request))
    except acts.Incomplete as error:
        return show(request, find(request, pk), error)
    messages.success(request, done)
    return redirect("agencies:requisition", pk)


def _confirm(
    request: HttpRequest,
    need: Requisition,
    act: Callable[..., Any],
    page: Confirmation,
    seat: Seat | None = None,
) -> HttpResponseBase:
    """Show what it means and for whom, ask for a reason, do it. A refusal keeps what was typed."""
    form = page.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(need, by=person(request), **form.values())
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, page.done)
            return redirect("agencies:requisition", need.pk)
    context = {
        "requisition": need,
        "form": form,
        "confirmation": page,
        "seat": seat,
        "impact": impact_of(need) if page in (SUSPENSION, CANCELLATION, CLOSURE) else [],
        "affected": _affected(need, page, seat),
    }
    return form_response(request, "agencies/requisition/confirm.html", context, form)


def _affected(need: Requisition, page: Confirmation, seat: Seat | None) -> list[Affected]:
    """Who would lose a seat by it; on hold only those who then move on."""
    if seat is not None:
        return affected_by(need, [seat])
    if page in (SUSPENSION, CANCELLATION):
        return affected_by(need, need.seats.filter(state__in=["matched", "offered"]))
    return []
