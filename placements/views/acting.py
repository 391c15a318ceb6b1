"""The page on which staff or a participant confirm an act around a placement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from placements.models import Placement
from techforce.access.declaring import SignedInRequest
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

TERMS = (
    "seat__requisition__agency",
    "seat__requisition__grade",
    "seat__requisition__duty_station",
    "entry__application__candidate",
    "entry__certificate__track__cohort",
)


@dataclass(frozen=True)
class Words:
    """What a confirming page says; `done` is the message afterwards."""

    title: str
    lead: str
    button: str
    done: str
    danger: bool = False


def visible_placement(request: SignedInRequest, pk: Any) -> Placement:
    """404 out of sight."""
    return get_object_or_404(Placement.objects.visible_to(request.user).select_related(*TERMS), pk=pk)


def own_newest(request: SignedInRequest) -> Placement:
    """The participant's newest placement; 404 without one."""
    own = Placement.objects.filter(entry__application__candidate__user=request.user)
    row = own.select_related(*TERMS).order_by("-created_at").first()
    return row or get_object_or_404(own)


def confirm(
    request: SignedInRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    words: Words,
    back: str,
    *,
    own: bool = False,
) -> HttpResponse:
    """Show what it means, ask, do it and go back. A refusal keeps what was typed."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, words.done)
            return redirect(back)
    template = "placements/placement/own_act.html" if own else "placements/placement/act.html"
    return form_response(request, template, {"form": form, "words": words, "back": back}, form)
