"""Placements: the participant's own page, and the agency's board and pages."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from placements.actions import placement as act
from placements.actions.leaving import open_exit_request
from placements.actions.reassignment import open_move
from placements.forms.placement import DayOneForm
from placements.models import ExitRequest, OnboardingStep, Placement, Reassignment
from placements.models.placement import WORKING
from placements.queries.history import history_of
from placements.rules.terms import term_of
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from .acting import TERMS, own_newest, visible_placement

MOST = 20  # of what waits for somebody, above the list


@requires(Permission.APPLY)
def own_placement(request: SignedInRequest) -> HttpResponse:
    """The participant's newest placement: steps, dates, and the first day."""
    return _page(request, own_newest(request), DayOneForm(initial={"on": timezone.localdate()}))


@requires(Permission.APPLY, "POST")
def own_step(request: SignedInRequest, order: int) -> HttpResponse:
    """The participant ticks off a step of theirs."""
    step = get_object_or_404(OnboardingStep, placement=own_newest(request), order=order)
    act.complete_step(step, by=request.user)
    return redirect("placements:own_placement")


@requires(Permission.APPLY, "POST")
def own_day_one(request: SignedInRequest) -> HttpResponse:
    """The participant confirms the first day."""
    return _confirm(request, own_newest(request))


@requires(Permission.PLACEMENT_READ)
def placements(request: SignedInRequest) -> HttpResponse:
    """Placements that this person may see, newest first, with how far onboarding is."""
    done = Count("steps", filter=Q(steps__done_at__isnull=False))
    rows = (
        Placement.objects.visible_to(request.user)
        .select_related(*TERMS)
        .annotate(steps_done=done, steps_all=Count("steps"))
    )
    page = page_by_key(rows, order=("-created_at", "-id"), after=request.GET.get("after"), size=50)
    moves = Reassignment.objects.visible_to(request.user).open()
    asked = ExitRequest.objects.filter(state="asked") if _manages(request) else ExitRequest.objects.none()
    context = {
        "page": page,
        "moves": moves.select_related(
            "placement__entry__application__candidate",
            "from_seat__requisition__agency",
            "to_seat__requisition__agency",
        )[:MOST],
        "asked": asked.select_related("placement__entry__application__candidate")[:MOST],
    }
    return render(request, "placements/placement/list.html", context)


@requires(Permission.PLACEMENT_READ)
def placement(request: SignedInRequest, pk: str) -> HttpResponse:
    """One placement for its agency and for staff."""
    return _page(request, visible_placement(request, pk), DayOneForm(initial={"on": timezone.localdate()}))


@requires(Permission.PLACEMENT_READ, "POST")
def step(request: SignedInRequest, pk: str, order: int) -> HttpResponse:
    """The agency or OPM ticks off a step of theirs."""
    row = get_object_or_404(OnboardingStep, placement=visible_placement(request, pk), order=order)
    act.complete_step(row, by=request.user)
    return redirect("placements:placement", pk=pk)


@requires(Permission.PLACEMENT_CONFIRM, "POST")
def day_one(request: SignedInRequest, pk: str) -> HttpResponse:
    """The agency confirms the first day."""
    return _confirm(request, visible_placement(request, pk))


def _confirm(request: SignedInRequest, row: Placement) -> HttpResponse:
    form = DayOneForm(request.POST)
    if form.is_valid():
        try:
            act.confirm_day_one(row, by=request.user, on=form.cleaned_data["on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            own = act.is_participant(row, request.user)
            return (
                redirect("placements:own_placement") if own else redirect("placements:placement", pk=row.pk)
            )
    return _page(request, row, form)


def _page(request: SignedInRequest, row: Placement, form: DayOneForm) -> HttpResponse:
    own = act.is_participant(row, request.user)
    agency = not own and act.is_agency_confirmer(row, request.user)
    steps = [
        {
            "row": item,
            "mine": row.state == "onboarding" and not item.done_at and _may(item, row, request, agency),
        }
        for item in row.steps.all()
    ]
    confirmed = row.participant_confirmed_at if own else row.agency_confirmed_at
    context = {
        "placement": row,
        "requisition": row.seat.requisition,
        "steps": steps,
        "form": form,
        "own": own,
        "may_confirm": row.state == "cleared" and (own or agency) and not confirmed,
        **_term(request, row, own),
    }
    template = "placements/placement/own.html" if own else "placements/placement/staff.html"
    return form_response(request, template, context, form)


def _term(request: SignedInRequest, row: Placement, own: bool) -> dict[str, Any]:
    """The clock, a move under way, a request to leave (which the agency does not see), and what staff can do."""
    manages = _manages(request)
    at_work = row.state in ("active", "extended")
    return {
        "term": term_of(row, row.entry.certificate.track.cohort, timezone.localdate()),
        "move": open_move(row),
        "asked": open_exit_request(row) if own or manages else None,
        "manages": manages,
        "at_work": at_work,
        "may_complete": manages and at_work and row.ends_on == timezone.localdate(),
        "may_leave": own and row.state in WORKING,
        "history": [] if own else history_of(row),
    }


def _manages(request: SignedInRequest) -> bool:
    return may(request.user, Permission.PLACEMENT_MANAGE)


def _may(item: OnboardingStep, row: Placement, request: SignedInRequest, agency: bool) -> bool:
    if item.owner == OnboardingStep.Owner.AGENCY:
        return agency
    return act.may_complete(item, row, request.user)
