"""What the ranking pages of both sides share: show a list, take a move, save, certify."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from placements.actions.rank_list import certify_order, save_rank_list
from placements.forms.rank_list import RankForm
from placements.models import RankList
from techforce.access.declaring import SignedInRequest
from techforce.programme.models import Cohort
from techforce.ui.responses import is_htmx
from techforce.workflow.errors import Refused

SHOWN, MORE = 25, 25


@dataclass(frozen=True)
class RankDesk:
    """One list at work. `choices`: everything that can stand on it, by id, in the order in which it is offered."""

    rank_list: RankList
    choices: Callable[[list[uuid.UUID]], Mapping[uuid.UUID, Any]]
    cohort: Cohort
    template: str
    here: str
    draft_url: str
    certification_url: str
    extra: dict[str, Any] = field(default_factory=dict)
    more: Callable[[list[uuid.UUID]], dict[str, Any]] = (
        lambda shown: {}
    )  # what the page says about this order
    fill: Callable[[list[Any]], list[Any]] = list  # reads what only the rows that are shown need


def show(
    request: SignedInRequest,
    desk: RankDesk,
    order: list[uuid.UUID] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with the saved order, or with an unsaved one and what was wrong with it."""
    rank_list = desk.rank_list
    shown = list(rank_list.draft) if order is None else order
    kept = [*shown, *rank_list.certified]
    choices = desk.choices(kept)
    rest = [row for pk, row in choices.items() if pk not in set(shown) and row.is_open]
    rest.sort(key=lambda row: bool(row.broken))  # what can lead to a match stands first, else the order stays
    limit = _limit(request)
    rows = [choices[pk] for pk in dict.fromkeys(kept) if pk in choices]
    filled = {row.pk: row for row in desk.fill([*rows, *rest[:limit]])}
    context = {
        **desk.extra,
        **({} if is_htmx(request) else desk.more(shown)),
        "desk": desk,
        "rank_list": rank_list,
        "cohort": desk.cohort,
        "ranked": [filled[pk] for pk in shown if pk in filled],
        "certified": [filled[pk] for pk in rank_list.certified if pk in filled],
        "rest": [filled[row.pk] for row in rest[:limit]],
        "rest_count": len(rest),
        "more": limit + MORE if len(rest) > limit else 0,
        "numbers": "numbers" in request.GET,
        "problem": problem,
        "form_errors": bool(problem),
        "differs": shown != list(rank_list.certified),
        "unsaved": order is not None,
    }
    template = "placements/ranking/state.html" if is_htmx(request) else desk.template
    return render(request, template, context, status=status)


def take(request: SignedInRequest, desk: RankDesk, *, certify: bool) -> HttpResponseBase:
    """Save what was posted, certify it if asked; a refusal shows the page again with the order as it was posted."""
    form = RankForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(message) for messages_ in form.errors.values() for message in messages_)
        return show(request, desk, form.cleaned_data.get("order"), problem, 422)
    order = form.cleaned_data["result"]
    act = certify_order if certify else save_rank_list
    try:
        saved = act(desk.rank_list, order, by=request.user, lock_version=form.cleaned_data["lock_version"])
    except Refused as refused:
        return show(request, desk, order, str(refused), refused.status)
    if is_htmx(request):
        return show(request, _with(desk, saved))
    if certify:
        messages.success(request, "Your list is certified. It counts until you certify another one.")
    touched = f"#r-{form.touched}" if form.touched else ""
    return HttpResponseRedirect(desk.here + touched)


def _with(desk: RankDesk, rank_list: RankList) -> RankDesk:
    return replace(desk, rank_list=rank_list)


def _limit(request: SignedInRequest) -> int:
    asked = request.GET.get("show", "")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 else SHOWN
