"""Try a run again with something changed, and look at two runs side by side."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from placements.actions.trial import FINISHED, create_trial
from placements.changes import BadChanges
from placements.forms.trial import SHOWN, TrialForm
from placements.models import MatchRun
from placements.queries.comparison import KINDS, comparison, people_of, with_numbers
from placements.queries.crossing import crossings, too_large
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

UNREAD = ("snapshot", "result")
WORDS = {
    "worse": "Worse off",
    "better": "Better off",
    "sideways": "Moved, and their list cannot tell",
    "joined": "Only in the later run",
    "left": "Only in the earlier run",
}


@requires(Permission.MATCH_RUN, "GET", "POST")
def trial(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Change something in a finished run and see what would come of it."""
    base = _finished(request, number)
    start = request.GET.get("start", "").strip()[:40]
    form = TrialForm(request.POST if request.method == "POST" else None, base=base, start=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_trial(base, by=request.user, changes=form.changes())
        except BadChanges as bad:
            form.add_error(None, str(bad))
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("placements:match_run", number=made.number)
    context = {
        "run": base,
        "form": form,
        "start": start,
        "more": len(form.requisitions) > SHOWN,
        "shown": len(form.rows),
    }
    return form_response(request, "placements/match_run/trial.html", context, form)


@requires(Permission.MATCH_READ)
def against(request: SignedInRequest, number: int) -> HttpResponse:
    """Go to the comparison with the run that was chosen."""
    other = request.GET.get("other", "")
    if not other.isdecimal() or len(other) > 9:
        raise Http404("Choose a run to compare with.")
    return redirect("placements:match_comparison", number=int(other), other=number)


@requires(Permission.MATCH_READ)
def match_comparison(request: SignedInRequest, number: int, other: int) -> HttpResponse:
    """Who gains and who loses from one run to another, which seats change, and the figures of both."""
    old, new = _finished(request, number), _finished(request, other)
    found = comparison(old, new)
    asked = request.GET.get("show", "")
    kind = asked if asked in KINDS else next((name for name in KINDS if found.counts[name]), "worse")
    page = page_by_key(
        people_of(old, new, kind), order=("application__code", "id"), after=request.GET.get("after"), size=50
    )
    context = {
        "found": found,
        "kind": kind,
        "title": WORDS[kind],
        "tabs": [(name, WORDS[name], found.counts[name]) for name in KINDS],
        "page": page,
        "rows": with_numbers(page.items),
        "same_lists": old.snapshot_digest == new.snapshot_digest or new.base_id is not None,
    }
    return render(request, "placements/match_run/comparison.html", context)


@requires(Permission.MATCH_READ)
def match_crossing(request: SignedInRequest, number: int, other: int) -> HttpResponse:
    """Which people and requisitions of one run would rather have each other in the other."""
    old, new = _finished(request, number), _finished(request, other)
    large = too_large(old, new)
    context = {"old": old, "new": new, "large": large, "crossings": None if large else crossings(old, new)}
    return render(request, "placements/match_run/crossing.html", context)


def _finished(request: SignedInRequest, number: int) -> MatchRun:
    """A run with a result. Its documents stay in the database until something reads them."""
    rows = MatchRun.objects.visible_to(request.user).filter(state__in=FINISHED).defer(*UNREAD)
    return get_object_or_404(rows.select_related("cohort", "track", "created_by"), number=number)
