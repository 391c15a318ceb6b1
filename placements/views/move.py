"""Moves to another agency: staff propose them, every side agrees or refuses on one page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from placements.actions import reassignment as act
from placements.actions.placement import is_participant
from placements.forms.offer import ReasonForm
from placements.forms.term import MoveForm
from placements.models import Reassignment, Side
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission

from .acting import Words, confirm, visible_placement

WHOLE = (
    "placement__entry__application__candidate",
    "from_seat__requisition__agency",
    "to_seat__requisition__agency",
    "to_seat__requisition__duty_station",
    "to_seat__requisition__grade",
    "created_by",
    "losing_by",
    "gaining_by",
    "opm_by",
    "ledger_entry",
)


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def proposal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Propose a move to another agency."""
    row = visible_placement(request, pk)
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, seats=act.seats_to_move_to(row))
    words = Words(
        "Propose a move",
        "Both agencies, OPM and the participant have to agree: three different people and the participant. "
        "The term goes on and keeps its last day.",
        "Propose the move",
        "Proposed. Everybody who has to agree is told.",
    )
    return confirm(
        request,
        form,
        lambda cleaned: act.propose_move(
            row,
            cleaned["seat"],
            by=request.user,
            moves_on=cleaned["moves_on"],
            reason=cleaned["reason"],
        ),
        words,
        reverse("placements:placement", args=[row.pk]),
    )


@requires(Permission.SIGNED_IN)
def move(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One move, for everybody whom it concerns: what is proposed, who has agreed, and what one can do."""
    row = _visible(request, pk)
    own = is_participant(row.placement, request.user)
    context = {
        "move": row,
        "own": own,
        "approvals": _approvals(row),
        "sides": act.sides_of(row, request.user) if row.state == "proposed" else [],
        "may_call_off": row.is_open and may(request.user, Permission.PLACEMENT_MANAGE),
        "may_see_placement": may(request.user, Permission.PLACEMENT_READ),
    }
    return render(request, "placements/move/own.html" if own else "placements/move/staff.html", context)


@requires(Permission.SIGNED_IN, "POST")
def agreement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One side agrees."""
    row = _visible(request, pk)
    act.agree_to_move(row, request.POST.get("side", ""), by=request.user)
    messages.success(request, "You have agreed. It is on the record.")
    return redirect("placements:move", pk)


@requires(Permission.SIGNED_IN, "GET", "POST")
def refusal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One side refuses, with a reason."""
    row = _visible(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    words = Words(
        "Refuse the move",
        "The person stays at the present agency and the seat is free again. Everybody reads your reason.",
        "Refuse the move",
        "Refused. Everybody is told.",
        danger=True,
    )
    return confirm(
        request,
        form,
        lambda cleaned: act.refuse_move(row, by=request.user, **cleaned),
        words,
        reverse("placements:move", args=[pk]),
        own=is_participant(row.placement, request.user),
    )


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def calling_off(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """OPM calls a move off that has not happened yet."""
    row = _visible(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    words = Words(
        "Call the move off",
        "The person stays at the present agency and the seat is free again. Everybody reads your reason.",
        "Call it off",
        "Called off. Everybody is told.",
        danger=True,
    )
    return confirm(
        request,
        form,
        lambda cleaned: act.call_off_move(row, by=request.user, **cleaned),
        words,
        reverse("placements:move", args=[pk]),
    )


def _visible(request: SignedInRequest, pk: UUID) -> Reassignment:
    return get_object_or_404(Reassignment.objects.visible_to(request.user).select_related(*WHOLE), pk=pk)


def _approvals(row: Reassignment) -> list[dict[str, object]]:
    """Each side: its name, when it agreed, and who did."""
    names = {
        Side.LOSING: row.from_seat.requisition.agency.name,
        Side.GAINING: row.to_seat.requisition.agency.name,
        Side.OPM: "OPM",
        Side.PARTICIPANT: "The participant",
    }
    return [
        {"name": names[side], "at": getattr(row, f"{side}_at"), "by": getattr(row, f"{side}_by", None)}
        for side in Side
    ]
