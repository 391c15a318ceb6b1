"""Cohorts and tracks: where each stands, and the acts that move it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from techforce.access.declaring import requires
from techforce.access.holding import permissions_of, person
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from .actions import cohort as cohorts_do
from .actions import track as tracks_do
from .checklist import Unready, checklist
from .forms import CausedForm, ChangedSetUpForm, ExtensionForm, SetUpForm, WindowForm, parts
from .models import Cohort, Track
from .workflow import COHORT, TRACK

STAGES: dict[str, Callable[..., Any]] = {
    "announce": cohorts_do.announce_cohort,
    "run": cohorts_do.run_cohort,
    "place": cohorts_do.place_cohort,
    "serve": cohorts_do.serve_cohort,
    "complete": cohorts_do.complete_cohort,
    "archive": cohorts_do.archive_cohort,
}
OTHER_ACTS = {
    "set_up": "Announcement and terms changed",
    "set_ranking_window": "Ranking window set",
    "commit_seed": "Seed of the lottery drawn, and its SHA-256 recorded",
    "reschedule": "Window moved",
    "extend": "Deadline extended",
    "start": "Made",
}


@requires(Permission.COHORT_RUN)
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every cohort, the latest first."""
    rows = Cohort.objects.annotate(
        tracks_open=Count("tracks", filter=Q(tracks__state="open")), tracks_all=Count("tracks")
    )
    return render(request, "programme/cohorts.html", {"cohorts": rows.order_by("-state_since", "name")})


@requires(Permission.COHORT_RUN)
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One cohort with its tracks, its windows and what can be done now."""
    return _show(request, get_object_or_404(Cohort, slug=slug))


@requires(Permission.COHORT_RUN, "POST")
def stage(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Move the cohort on by one of the acts that need no reason."""
    found, name = get_object_or_404(Cohort, slug=slug), request.POST.get("move", "")
    if name not in STAGES:
        raise Http404
    try:
        STAGES[name](found, by=person(request))
    except Unready as refusal:
        return _show(request, found, refusal)
    messages.success(request, f"{found.name}: {found.state_info.label}.")
    return redirect("programme:cohort", slug)


@requires(Permission.COHORT_RUN, "GET", "POST")
def setup(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the cohort announces, and on what terms people serve."""
    found = get_object_or_404(Cohort, slug=slug)
    kind = SetUpForm if found.state == "planned" else ChangedSetUpForm
    initial = {name: getattr(found, name) for name in SetUpForm.base_fields}
    form = kind(request.POST if request.method == "POST" else None, initial=initial)

    def act(cleaned: dict[str, Any]) -> None:
        cohorts_do.set_up_cohort(found, by=person(request), **cleaned)

    lead = "Whoever is at work already keeps the last day they have."
    return _form(request, found, form, act, ("Announcement and terms", lead, "Save"))


@requires(Permission.COHORT_RUN, "GET", "POST")
def cancellation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Cancel a cohort that has not started."""
    found = get_object_or_404(Cohort, slug=slug)
    form = CausedForm(request.POST if request.method == "POST" else None)

    def act(cleaned: dict[str, Any]) -> None:
        cohorts_do.cancel_cohort(found, by=person(request), reason=cleaned["reason"])

    words = ("Cancel the cohort", "This is final.", "Cancel the cohort")
    return _form(request, found, form, act, words)


@requires(Permission.COHORT_RUN, "GET", "POST")
def track_window(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Move the window of a planned track, or extend the deadline of an open one."""
    track = _track(slug, key)
    data = request.POST if request.method == "POST" else None
    if track.state == "planned":
        initial = parts("opens", track.opens_at) | parts("closes", track.closes_at)
        form: Any = WindowForm(data, initial=initial)
        words = (f"Window of {track.name}", "It opens and closes by itself at these times.", "Set the window")
        return _form(request, track.cohort, form, _reschedule(request, track), words)
    form = ExtensionForm(data, initial=parts("closes", track.closes_at))
    lead = "Everybody with an open draft in this track gets a message with the new date."
    return _form(
        request, track.cohort, form, _extend(request, track), (f"Extend {track.name}", lead, "Extend")
    )


@requires(Permission.COHORT_RUN, "POST")
def opening(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Open a track now."""
    track = _track(slug, key)
    try:
        tracks_do.open_track(track, by=person(request))
    except Unready as refusal:
        return _show(request, track.cohort, refusal)
    messages.success(request, f"{track.name}: {track.state_info.label}.")
    return redirect("programme:cohort", slug)


@requires(Permission.COHORT_RUN, "GET", "POST")
def closing(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Close a track now, with a reason."""
    track = _track(slug, key)
    form = CausedForm(request.POST if request.method == "POST" else None)

    def act(cleaned: dict[str, Any]) -> None:
        tracks_do.close_track(track, by=person(request), reason=cleaned["reason"])

    lead = "From this moment on nobody can send an application to this track; drafts stay unsent."
    return _form(request, track.cohort, form, act, (f"Close {track.name} now", lead, "Close the track"))


def _show(request: HttpRequest, found: Cohort, refusal: Unready | None = None) -> HttpResponse:
    """The page of one cohort; with what is missing, and 409, where an act was refused for it."""
    held = permissions_of(request.user)
    tracks = list(found.tracks.all())
    waiting = [track for track in tracks if track.state == "planned"]
    before = found.state == "planned" or (found.state in ("announced", "running") and waiting)
    context = {
        "cohort": found,
        "tracks": tracks,
        "moves": [move for move in COHORT.available(found.state, held) if move.name in STAGES],
        "cancels": any(move.name == "cancel" for move in COHORT.available(found.state, held)),
        "lines": checklist(found, waiting) if before else [],
        "refusal": refusal,
        "may_set_up": found.state in cohorts_do.BEFORE_PLACING,
        "history": _history(found, tracks),
    }
    return render(request, "programme/cohort.html", context, status=refusal.status if refusal else 200)


def _track(slug: str, key: str) -> Track:
    return get_object_or_404(Track.objects.select_related("cohort"), cohort__slug=slug, key=key)


def _reschedule(request: HttpRequest, track: Track) -> Callable[[dict[str, Any]], Any]:
    return lambda cleaned: tracks_do.reschedule_track(
        track,
        by=person(request),
        opens_at=cleaned["opens_at"],
        closes_at=cleaned["closes_at"],
    )


def _extend(request: HttpRequest, track: Track) -> Callable[[dict[str, Any]], Any]:
    return lambda cleaned: tracks_do.extend_track(
        track,
        by=person(request),
        closes_at=cleaned["closes_at"],
        reason=cleaned["reason"],
    )


def _form(
    request: HttpRequest,
    found: Cohort,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    words: tuple[str, str, str],
) -> HttpResponseBase:
    """One act with a form: done and back to the cohort, or refused with what was typed."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Saved. It is on the record.")
            return redirect("programme:cohort", found.slug)
    title, lead, button = words
    context = {"cohort": found, "form": form, "title": title, "lead": lead, "button": button}
    return form_response(request, "programme/form.html", context, form)


def _history(found: Cohort, tracks: list[Track]) -> list[tuple[LedgerEntry, str, str]]:
    """(entry, what, of which track) for the cohort and its tracks, newest first."""
    names = {str(found.pk): "", **{str(track.pk): track.name for track in tracks}}
    entries = LedgerEntry.objects.filter(
        subject_type__in=[COHORT.noun, TRACK.noun], subject_id__in=list(names)
    ).select_related("actor")[:60]
    return [(entry, _what(entry), names[entry.subject_id]) for entry in entries]


def _what(entry: LedgerEntry) -> str:
    table = COHORT if entry.subject_type == COHORT.noun else TRACK
    if entry.act in OTHER_ACTS:
        return OTHER_ACTS[entry.act]
    return table.state(entry.to_state).label if entry.to_state else entry.act
