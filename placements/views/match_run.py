"""Match runs: start, watch, stop, read the report, get a second signature."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from placements.actions import match_run as act
from placements.actions.ranking_window import MATCHING_COHORTS, set_ranking_window
from placements.actions.trial import FINISHED
from placements.changes import in_words, read_changes
from placements.forms.match_run import ApprovalForm, DiscardForm, StartForm, WindowForm
from placements.models import MatchBundle, MatchRun, Override
from placements.queries.match import run_report, run_results
from placements.queries.pins import pins_of_run
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may, permissions_of
from techforce.access.permissions import Permission
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

ACTIVE = act.ACTIVE
# Heavy columns that no page reads.
UNREAD = ("snapshot", "result")
# How many earlier runs are offered for comparing.
COMPARED = 30


@requires(Permission.MATCH_READ)
def matches(request: SignedInRequest) -> HttpResponse:
    """Every run, newest first; those who run matches start one here."""
    return _list(request, StartForm(cohort=_cohorts().first()))


@requires(Permission.MATCH_RUN, "POST")
def start(request: SignedInRequest) -> HttpResponseBase:
    """Start a run and go to its page."""
    form = StartForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            run = act.create_match_run(
                data["cohort"], by=request.user, track=data["track"], dry_run=data["dry_run"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:match_run", number=run.number)
    return _list(request, form)


@requires(Permission.COHORT_RUN, "GET", "POST")
def window(request: SignedInRequest, cohort: str) -> HttpResponseBase:
    """Set when ranking of a cohort opens and closes."""
    row = get_object_or_404(Cohort, slug=cohort)
    form = WindowForm(request.POST if request.method == "POST" else None, initial=_window_of(row))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_ranking_window(
                row,
                by=request.user,
                opens_at=data["opens_at"],
                closes_at=data["closes_at"],
                reason=data["reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The ranking dates are set, and everybody who ranks has been told.")
            return redirect("placements:matches")
    return form_response(request, "placements/match_run/window.html", {"cohort": row, "form": form}, form)


@requires(Permission.MATCH_READ)
def match_run(request: SignedInRequest, number: int) -> HttpResponse:
    """One run: its progress while it runs, its report when it is complete."""
    return _page(request, _run(request, number))


@requires(Permission.MATCH_READ)
def progress(request: SignedInRequest, number: int) -> HttpResponse:
    """The part of the page that changes every second; when the run has ended, the whole page is due."""
    run = _run(request, number)
    if run.state not in ACTIVE:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "placements/match_run/progress.html", {"run": run})


@requires(Permission.MATCH_READ)
def people(request: SignedInRequest, number: int) -> HttpResponse:
    """Who was placed where by one run; nothing of anybody's list."""
    run = _run(request, number)
    page = page_by_key(
        run_results(run), order=("application__code", "id"), after=request.GET.get("after"), size=50
    )
    return render(request, "placements/match_run/people.html", {"run": run, "page": page})


@requires(Permission.MATCH_RUN, "POST")
def cancellation(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Stop a run."""
    return _do(request, number, lambda run: act.cancel_match_run(run, by=request.user))


@requires(Permission.MATCH_RUN, "POST")
def review(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Send a completed run to a second person."""
    return _do(request, number, lambda run: act.send_for_approval(run, by=request.user))


@requires(Permission.MATCH_APPROVE, "POST")
def approval(request: SignedInRequest, number: int) -> HttpResponseBase:
    """The second signature, with the minute of publishing."""
    form = ApprovalForm(request.POST)
    if not form.is_valid() or "publish_at" not in form.cleaned_data:
        return _page(request, _run(request, number), approve=form)
    minute = form.cleaned_data["publish_at"]
    return _do(
        request,
        number,
        lambda run: act.approve_match_run(run, by=request.user, publish_at=minute),
        approve=form,
    )


@requires(Permission.MATCH_READ, "POST")
def discard(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Put a run aside with a reason, by those who run or approve matches."""
    if not (may(request.user, Permission.MATCH_RUN) or may(request.user, Permission.MATCH_APPROVE)):
        raise PermissionDenied
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _page(request, _run(request, number), away=form)
    reason = form.cleaned_data["reason"]
    return _do(
        request, number, lambda run: act.discard_match_run(run, by=request.user, reason=reason), away=form
    )


def _do(
    request: SignedInRequest,
    number: int,
    deed: Callable[[MatchRun], Any],
    approve: ApprovalForm | None = None,
    away: DiscardForm | None = None,
) -> HttpResponseBase:
    """Do one thing to a run and show it; a refusal is shown in the form it came from, or as a page of its own."""
    run = _run(request, number)
    form = approve or away
    try:
        deed(run)
    except Refused as refused:
        if form is None:
            raise
        form.refuse(refused)
        return _page(request, _run(request, number), approve, away)
    return redirect("placements:match_run", number=number)


def _run(request: SignedInRequest, number: int) -> MatchRun:
    rows = MatchRun.objects.visible_to(request.user).defer(
        *UNREAD, *(f"base__{name}" for name in (*UNREAD, "certificate"))
    )
    related = ("cohort", "track", "created_by", "approved_by", "job", "base")
    return get_object_or_404(rows.select_related(*related), number=number)


def _list(request: SignedInRequest, form: StartForm) -> HttpResponse:
    rows = MatchRun.objects.visible_to(request.user).defer(*UNREAD, "certificate")
    page = page_by_key(
        rows.select_related("cohort", "track", "created_by"),
        order=("-number",),
        after=request.GET.get("after"),
        size=25,
    )
    context = {
        "page": page,
        "form": form,
        "cohorts": _cohorts().prefetch_related("tracks", "rounds"),
        "may_run": may(request.user, Permission.MATCH_RUN),
        "may_set_window": may(request.user, Permission.COHORT_RUN),
    }
    return form_response(request, "placements/match_run/list.html", context, form)


def _cohorts() -> Any:
    return Cohort.objects.filter(state__in=MATCHING_COHORTS)


def _page(
    request: SignedInRequest,
    run: MatchRun,
    approve: ApprovalForm | None = None,
    away: DiscardForm | None = None,
) -> HttpResponse:
    moves = {move.name for move in MatchRun.WORKFLOW.available(run.state, permissions_of(request.user))}
    context = {
        "run": run,
        "report": run_report(run),
        "bundle": MatchBundle.objects.defer("content").filter(run=run).first(),
        "history": [
            (_said(entry), entry) for entry in LedgerEntry.objects.about(run).select_related("actor")
        ],
        "moves": moves,
        **_variants(request, run),
        "active": run.state in ACTIVE,
        "revealed": run.state not in (*ACTIVE, "failed", "cancelled"),
        "may_review": "review" in moves and not run.dry_run,
        "may_approve": "approve" in moves and request.user.pk not in (run.created_by_id, *run.overriders),
        "approve_form": approve or ApprovalForm(initial={"publish_on": timezone.localdate()}),
        "discard_form": away or DiscardForm(),
    }
    forms = [form for form in (approve, away) if form is not None]
    return form_response(request, "placements/match_run/page.html", context, *forms)


def _variants(request: SignedInRequest, run: MatchRun) -> dict[str, Any]:
    """What the run changes in another one, what it can be compared with, and the exceptions proposed on it."""
    running = may(request.user, Permission.MATCH_RUN)
    summary = run.certificate or {}
    open_ = run.state == "completed" and not run.dry_run
    others = MatchRun.objects.filter(cohort=run.cohort_id, state__in=FINISHED).exclude(pk=run.pk)
    rows = Override.objects.filter(Q(base=run) | Q(outcome=run)).select_related("application", "requisition")
    return {
        "changes": in_words(read_changes(run.changes)),
        "utility": summary.get("utility"),
        "utility_missing": summary.get("utility") == {},
        "others": list(others.only("number", "state", "dry_run")[:COMPARED]),
        "overrides": list(rows),
        "pinned": list(pins_of_run(run)[:COMPARED]),
        "may_run": running and run.state in FINISHED,
        "may_override": running and open_,
    }


# Acts on a run that leave its state as it is.
SAID = {"start": "Created", "store_bundle": "Verification bundle stored"}


def _said(entry: LedgerEntry) -> str:
    """What an act on a run did, in the words of the state that it led to."""
    return SAID.get(entry.act) or MatchRun.WORKFLOW.state(entry.to_state).label


def _window_of(cohort: Cohort) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for name, moment in (("opens", cohort.ranking_opens_at), ("closes", cohort.ranking_closes_at)):
        if moment is not None:
            local = timezone.localtime(moment)
            initial |= {
                f"{name}_on": local.date(),
                f"{name}_time": local.time().replace(second=0, microsecond=0),
            }
    return initial
