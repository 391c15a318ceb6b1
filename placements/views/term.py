"""The running term: staff extend, complete and end it; a participant asks to leave it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from placements.actions import leaving, term
from placements.forms.offer import ReasonForm
from placements.forms.term import EarlyEndForm, ExtensionForm, LeaveForm
from placements.models import Placement
from placements.rules.terms import term_of
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.moments import eastern_words

from .acting import Words, confirm, own_newest, visible_placement


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def extension(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Extend the term to a later day."""
    row = visible_placement(request, pk)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    return confirm(
        request,
        form,
        lambda cleaned: term.extend_term(row, by=request.user, **cleaned),
        Words("Extend the term", _limit(row), "Extend the term", "The term is extended. Everybody is told."),
        _page(row),
    )


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def early_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End the placement before its term."""
    row = visible_placement(request, pk)
    asked = leaving.open_exit_request(row)
    initial = {"last_day": timezone.localdate()} | ({"reason_code": asked.reason} if asked else {})
    form = EarlyEndForm(request.POST if request.method == "POST" else None, initial=initial)
    words = Words(
        "End the placement early",
        "This is final. The seat reopens and is offered to people in reserve first. A move under way is called off.",
        "End the placement",
        "The placement has ended and its seat is free. Everybody is told.",
        danger=True,
    )
    return confirm(
        request,
        form,
        lambda cleaned: leaving.end_placement_early(row, by=request.user, **cleaned),
        words,
        _page(row),
    )


@requires(Permission.PLACEMENT_MANAGE, "GET", "POST")
def exit_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record that somebody who had asked to leave stays."""
    row = visible_placement(request, pk)
    if leaving.open_exit_request(row) is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    words = Words(
        "The person stays",
        "Record what you agreed. The participant reads it; the agency does not.",
        "Record it",
        "Recorded. The participant is told.",
    )
    return confirm(
        request,
        form,
        lambda cleaned: leaving.settle_exit_request(row, by=request.user, **cleaned),
        words,
        _page(row),
    )


@requires(Permission.PLACEMENT_MANAGE, "POST")
def completion(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Complete the term on its last day."""
    row = visible_placement(request, pk)
    term.complete_placement(row, by=request.user)
    messages.success(request, "The term is complete. Everybody is told.")
    return redirect(_page(row))


@requires(Permission.PLACEMENT_MANAGE, "POST")
def graduation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Move somebody whose term is complete to the alumni."""
    row = visible_placement(request, pk)
    term.graduate_placement(row, by=request.user)
    messages.success(request, "Moved to the alumni. Everybody is told.")
    return redirect(_page(row))


@requires(Permission.APPLY, "GET", "POST")
def own_leaving(request: SignedInRequest) -> HttpResponse:
    """The participant asks OPM to leave early."""
    row = own_newest(request)
    if request.method == "GET" and (row.state not in ("active", "extended", "reassigning")):
        return redirect("placements:own_placement")
    form = LeaveForm(request.POST if request.method == "POST" else None)
    words = Words(
        "Ask to leave early",
        "OPM reads this and talks to you. Your agency is not told. Nothing changes before OPM and you agree.",
        "Ask OPM",
        "OPM has your request and will talk to you.",
    )
    return confirm(
        request,
        form,
        lambda cleaned: leaving.ask_to_leave(row, by=request.user, **cleaned),
        words,
        reverse("placements:own_placement"),
        own=True,
    )


@requires(Permission.APPLY, "POST")
def own_taking_back(request: SignedInRequest) -> HttpResponse:
    """The participant takes the request back."""
    asked = leaving.open_exit_request(own_newest(request))
    if asked is not None:
        leaving.take_back_exit_request(asked, by=request.user)
        messages.success(request, "You took it back. Nothing has changed.")
    return redirect("placements:own_placement")


def _page(row: Placement) -> str:
    return reverse("placements:placement", args=[row.pk])


def _limit(row: Placement) -> str:
    cohort = row.entry.certificate.track.cohort
    found = term_of(row, cohort, timezone.localdate())
    if found is None:
        return "The term has not begun."
    under = f" under {cohort.term_authority}" if cohort.term_authority else ""
    return (
        f"The term runs until {eastern_words(found.ends_on)}. "
        f"It may run until {eastern_words(found.latest_end)} at most{under}."
    )
