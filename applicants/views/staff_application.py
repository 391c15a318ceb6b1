"""What staff see of applications: the list, and one with everything that happened to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.conflict import declare_conflict
from ..actions.lapse import lapse_application
from ..actions.review import give_back_review
from ..actions.ties import tied_by_rule
from ..forms.reviewing import ReturnForm
from ..forms.screening import ConflictForm, FilterForm, LapseForm
from ..models import Application, ApplicationTrack, Review
from ..models.application import ApplicationQuerySet
from ..queries import application_history, panel_reviews
from ..staff_panels import staff_panels

NEWEST = ("-submitted_at", "-id")
SHORTEST_CODE = 3


@requires(Permission.APPLICATION_READ)
def applications(request: SignedInRequest) -> HttpResponse:
    """Everything that was ever submitted, newest first, by state, track or code."""
    form = FilterForm(request.GET or None)
    rows = Application.objects.visible_to(request.user).select_related("candidate", "cohort")
    if form.is_bound and form.is_valid():
        rows = _narrowed(rows, form.cleaned_data)
    page = page_by_key(rows.with_tracks(), NEWEST, request.GET.get("after"))
    return form_response(request, "applicants/staff/applications.html", {"form": form, "page": page}, form)


def _narrowed(rows: ApplicationQuerySet, wanted: dict[str, Any]) -> ApplicationQuerySet:
    if wanted["state"]:
        rows = rows.filter(state=wanted["state"])
    if wanted["track"]:
        chosen = ApplicationTrack.objects.filter(application=OuterRef("pk"), track=wanted["track"])
        rows = rows.filter(Exists(chosen))
    code = wanted["q"].strip().upper()
    if code:
        exact = Q(code=code) | Q(code=f"A-{code}")
        begins = Q(code__startswith=code) | Q(code__startswith=f"A-{code}")
        rows = rows.filter(exact if len(code) < SHORTEST_CODE else begins)
    return rows


@requires(Permission.APPLICATION_READ)
def application(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One application: who, where it stands, what was sent, how it was judged, what happened."""
    return _page(request, _found(request, pk))


def _found(request: SignedInRequest, pk: uuid.UUID) -> Application:
    rows = Application.objects.visible_to(request.user)
    joined = rows.select_related("candidate__user", "cohort", "eligibility_decision__decided_by")
    return get_object_or_404(joined, pk=pk)


def _page(
    request: SignedInRequest, row: Application, form: ReturnForm | LapseForm | None = None
) -> HttpResponse:
    versions = list(row.versions.all())
    panels = list(
        row.panels.select_related("track", "rubric", "competency_not_met").order_by("track__order", "pk")
    )
    manages = may(request.user, Permission.REVIEW_MANAGE)
    locked = panel_reviews(panels, request.user)
    context = {
        "application": row,
        "version": _chosen(versions, request.GET.get("version", "")),
        "versions": versions,
        "decision": getattr(row, "eligibility_decision", None),
        "panels": [(panel, locked[panel.pk]) for panel in panels],
        "history": application_history(row, panels),
        "manages": manages,
        "screens": may(request.user, Permission.APPLICATION_SCREEN) and row.state == "screening",
        "return_form": form if isinstance(form, ReturnForm) else None,
        "more": staff_panels.of(request.user, row),
        "lapse_form": _lapse_form(row, form) if manages else None,
    }
    return form_response(request, "applicants/staff/application.html", context, form)


def _lapse_form(row: Application, form: ReturnForm | LapseForm | None) -> LapseForm | None:
    """The form that was refused, or an empty one while the application can lapse."""
    if isinstance(form, LapseForm):
        return form
    return LapseForm() if row.state == "in_hurdles" and row.assessed_at is None else None


def _chosen(versions: list[Any], wanted: str) -> Any:
    """The version that is asked for, else the newest."""
    return next((one for one in versions if str(one.number) == wanted), versions[-1] if versions else None)


@requires(Permission.REVIEW_MANAGE, "GET", "POST")
def conflicts(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Who must not review this person; POST records one more."""
    row = _found(request, pk)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        ties = list(row.candidate.conflicts.select_related("reviewer"))
        context = {
            "application": row,
            "ties": ties,
            "by_rule": tied_by_rule(row.candidate),
            "possible": row.candidate.possible_ties.filter(decided_at=None).select_related("reviewer"),
            "form": form,
        }
        return form_response(request, "applicants/staff/conflicts.html", context, form)
    reviewer = form.cleaned_data["reviewer"]
    declare_conflict(reviewer, row.candidate, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(
        request, f"{reviewer} will not be offered this person. What they held of it went back to the queue."
    )
    return redirect("applicants:conflicts", pk=row.pk)


@requires(Permission.REVIEW_MANAGE, "POST")
def review_return(request: SignedInRequest, pk: uuid.UUID, review: uuid.UUID) -> HttpResponseBase:
    """Return a locked review to its reviewer."""
    row = _found(request, pk)
    mine = Review.objects.visible_to(request.user).filter(panel__application=row)
    found = get_object_or_404(mine, pk=review)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        give_back_review(found, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, _found(request, pk), form)
    messages.success(request, "The review went back to its reviewer. What was locked is kept.")
    return redirect("applicants:staff_application", pk=row.pk)


@requires(Permission.REVIEW_MANAGE, "POST")
def lapse(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """End an application in review whose candidate did not take part; the letter gives the reason."""
    row = _found(request, pk)
    form = LapseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        lapse_application(row, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, _found(request, pk), form)
    messages.success(request, f"{row.code} has lapsed. The candidate gets a letter with your reason.")
    return redirect("applicants:staff_application", pk=row.pk)
