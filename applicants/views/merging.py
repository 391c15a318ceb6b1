"""HR's pages about people who applied twice: the list, and two applications side by side."""

from dataclasses import dataclass
from itertools import zip_longest

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.merge import merge_applications, tell_apart
from ..forms.merging import TWO_PEOPLE, PairForm
from ..models import Application, Duplicate
from ..rules.reading import Section, sections

JOINED = ("first__candidate__user", "second__candidate__user", "first__cohort", "decided_by")


@dataclass(frozen=True)
class Line:
    """One question with both answers."""

    question: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two did not say the same."""
        return self.first != self.second


@requires(Permission.APPLICATION_SCREEN)
def duplicates(request: SignedInRequest) -> HttpResponse:
    """Pairs that wait for a decision, longest first."""
    rows = Duplicate.objects.pending().select_related(*JOINED)
    page = page_by_key(rows, ("found_at", "id"), request.GET.get("after"))
    return render(request, "applicants/screening/duplicates.html", {"page": page})


@requires(Permission.APPLICATION_SCREEN, "GET", "POST")
def duplicate(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Two applications side by side; POST decides."""
    pair = get_object_or_404(Duplicate.objects.select_related(*JOINED), pk=pk)
    form = PairForm(pair, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _decide(request, pair, form)
        except Refused as refusal:
            form.refuse(refusal)
            pair = Duplicate.objects.select_related(*JOINED).get(pk=pk)
    context = {"pair": pair, "form": form, "sections": _compared(pair.first, pair.second)}
    return form_response(request, "applicants/screening/duplicate.html", context, form)


def _decide(request: SignedInRequest, pair: Duplicate, form: PairForm) -> HttpResponseBase:
    decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    if decision == TWO_PEOPLE:
        tell_apart(pair, by=request.user, reason=reason)
        messages.success(request, "Recorded: these are two people. Both applications go on.")
        return redirect("applicants:duplicates")
    keep = pair.first if decision == "first" else pair.second
    gone = merge_applications(pair, keep=keep, by=request.user, reason=reason)
    messages.success(request, f"{gone.code} was joined with {keep.code}, which goes on. Both get a letter.")
    return redirect("applicants:staff_application", pk=keep.pk)


def _compared(first: Application, second: Application) -> list[tuple[str, list[Line]]]:
    """What both said last, section by section."""
    return [
        (ours.title if ours else theirs.title, _lines(ours, theirs))
        for ours, theirs in zip_longest(_said(first), _said(second))
    ]


def _said(application: Application) -> list[Section]:
    version = application.versions.order_by("-number").first()
    return sections(version.answers) if version else []


def _lines(ours: Section | None, theirs: Section | None) -> list[Line]:
    mine = dict(ours.rows) if ours else {}
    other = dict(theirs.rows) if theirs else {}
    return [Line(name, mine.get(name, ""), other.get(name, "")) for name in {**mine, **other}]
