"""Placements: the participant's own page, and the agency's board and pages."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from placements.actions import placement as act
from placements.forms.placement import DayOneForm
from placements.models import OnboardingStep, Placement
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

TERMS = (
    "seat__requisition__agency",
    "seat__requisition__grade",
    "seat__requisition__duty_station",
    "entry__application__candidate",
)


@requires(Permission.APPLY)
def own_placement(request: SignedInRequest) -> HttpResponse:
    """The participant's newest placement: steps, dates, and the first day."""
    return _page(request, _own(request), DayOneForm(initial={"on": timezone.localdate()}))


@requires(Permission.APPLY, "POST")
def own_step(request: SignedInRequest, order: int) -> HttpResponse:
    """The participant ticks off a step of theirs."""
    step = get_object_or_404(OnboardingStep, placement=_own(request), order=order)
    act.complete_step(step, by=request.user)
    return redirect("placements:own_placement")


@requires(Permission.APPLY, "POST")
def own_day_one(request: SignedInRequest) -> HttpResponse:
    """The participant confirms the first day."""
    return _confirm(request, _own(request))


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
    return render(request, "placements/placement/list.html", {"page": page})


@requires(Permission.PLACEMENT_READ)
def placement(request: SignedInRequest, pk: str) -> HttpResponse:
    """One placement for its agency and for staff."""
    return _page(request, _visible(request, pk), DayOneForm(initial={"on": timezone.localdate()}))


@requires(Permission.PLACEMENT_READ, "POST")
def step(request: SignedInRequest, pk: str, order: int) -> HttpResponse:
    """The agency or OPM ticks off a step of theirs."""
    row = get_object_or_404(OnboardingStep, placement=_visible(request, pk), order=order)
    act.complete_step(row, by=request.user)
    return redirect("placements:placement", pk=pk)


@requires(Permission.PLACEMENT_CONFIRM, "POST")
def day_one(request: SignedInRequest, pk: str) -> HttpResponse:
    """The agency confirms the first day."""
    return _confirm(request, _visible(request, pk))


def _own(request: SignedInRequest) -> Placement:
    own = Placement.objects.filter(entry__application__candidate__user=request.user)
    row = own.select_related(*TERMS).order_by("-created_at").first()
    return row or get_object_or_404(own)


def _visible(request: SignedInRequest, pk: str) -> Placement:
    return get_object_or_404(Placement.objects.visible_to(request.user).select_related(*TERMS), pk=pk)


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
    }
    template = "placements/placement/own.html" if own else "placements/placement/staff.html"
    return form_response(request, template, context, form)


def _may(item: OnboardingStep, row: Placement, request: SignedInRequest, agency: bool) -> bool:
    if item.owner == OnboardingStep.Owner.AGENCY:
        return agency
    return act.may_complete(item, row, request.user)
