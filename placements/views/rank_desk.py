"""What the ranking pages of both sides share: show a list, take a move, save, certify."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from placements.actions.pass_over import OutOfOrder
from placements.actions.rank_list import certify_order, save_rank_list
from placements.forms.rank_list import RankForm
from placements.models import RankList
from techforce.access.declaring import SignedInRequest
from techforce.programme.models import Cohort
from techforce.ui.responses import is_htmx
from techforce.workflow.errors import Refused

SHOWN, MORE = 25, 25


class Line(NamedTuple):
    """One line of the list on the page: `place` as typed or as it is, and what is wrong with it."""

    row: Any
    place: str
    wrong: str


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
    order_url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    # What the page says about the order that stands on it.
    more: Callable[[list[uuid.UUID]], dict[str, Any]] = lambda shown: {}
    # Reads what only the rows that are shown need.
    fill: Callable[[list[Any]], list[Any]] = list


@dataclass(frozen=True)
class Refusal:
    """What was posted and why it was refused. `remedy`: the page on which something can be done about it."""

    problem: str = ""
    status: int = 200
    order: list[uuid.UUID] | None = None
    remedy: str = ""
    typed: Mapping[uuid.UUID, str] = field(default_factory=dict)
    wrong: Mapping[uuid.UUID, str] = field(default_factory=dict)


NOTHING_REFUSED = Refusal()


def show(request: SignedInRequest, desk: RankDesk, refusal: Refusal = NOTHING_REFUSED) -> HttpResponse:
    """The page with the saved order, or with an unsaved one and what was wrong with it."""
    rank_list = desk.rank_list
    shown = list(rank_list.draft) if refusal.order is None else refusal.order
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
        "ranked": _lines([filled[pk] for pk in shown if pk in filled], refusal),
        "certified": [filled[pk] for pk in rank_list.certified if pk in filled],
        "rest": [filled[row.pk] for row in rest[:limit]],
        "rest_count": len(rest),
        "more": limit + MORE if len(rest) > limit else 0,
        "numbers": "numbers" in request.GET or bool(refusal.typed),
        "problem": refusal.problem,
        "remedy": refusal.remedy,
        "form_errors": bool(refusal.problem),
        "differs": shown != list(rank_list.certified),
        "unsaved": refusal.order is not None,
    }
    template = "placements/ranking/state.html" if is_htmx(request) else desk.template
    return render(request, template, context, status=refusal.status)


def take(request: SignedInRequest, desk: RankDesk, *, certify: bool) -> HttpResponseBase:
    """Save what was posted, certify it if asked; a refusal shows the page again with the order as it was posted."""
    form = RankForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(message) for messages_ in form.errors.values() for message in messages_)
        posted = form.cleaned_data.get("order")
        return show(request, desk, Refusal(problem, 422, posted, typed=form.typed, wrong=form.wrong))
    order = form.cleaned_data["result"]
    act = certify_order if certify else save_rank_list
    try:
        saved = act(desk.rank_list, order, by=request.user, lock_version=form.cleaned_data["lock_version"])
    except OutOfOrder as refused:
        kept = _with(desk, refused.rank_list)
        return show(request, kept, Refusal(str(refused), refused.status, remedy=desk.order_url))
    except Refused as refused:
        # Numbers are shown as they were typed, so beside the order in which they were typed.
        posted = form.cleaned_data["order"] if form.typed else order
        return show(request, desk, Refusal(str(refused), refused.status, posted, typed=form.typed))
    if is_htmx(request):
        return show(request, _with(desk, saved))
    if certify:
        messages.success(request, "Your list is certified. It counts until you certify another one.")
    touched = f"#r-{form.touched}" if form.touched else ""
    return HttpResponseRedirect(desk.here + touched)


def _with(desk: RankDesk, rank_list: RankList) -> RankDesk:
    return replace(desk, rank_list=rank_list)


def _lines(rows: list[Any], refusal: Refusal) -> list[Line]:
    return [
        Line(row, refusal.typed.get(row.pk, str(at)), refusal.wrong.get(row.pk, ""))
        for at, row in enumerate(rows, start=1)
    ]


def _limit(request: SignedInRequest) -> int:
    asked = request.GET.get("show", "")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 else SHOWN
