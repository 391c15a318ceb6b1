"""The reviewer's pages: what is mine, the next one, scoring, stepping aside. Nothing here knows who applied."""

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.ui.responses import is_htmx
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from ..actions.panel import refuse_unfit, take_next_review
from ..actions.review import EDITABLE, NotReady, Stale, lock_review, recuse_review, save_review
from ..actions.ties import is_tied
from ..forms.reviewing import RECUSAL_TIES, RecusalForm, ReviewForm, stored_scores
from ..models import Conflict, Review
from ..queries import blind_view, locked_ratings, others_locked, track_loads

NOTHING_WAITS = (
    "Nothing waits for you at this moment. New applications arrive as they pass the eligibility check."
)


@requires(Permission.REVIEW)
def reviews(request: SignedInRequest) -> HttpResponse:
    """My tracks, my load and what I hold."""
    refuse_unfit(request.user)
    mine = Review.objects.filter(reviewer=request.user).select_related("panel__application", "panel__track")
    context = {
        "loads": track_loads(request.user),
        "held": list(mine.held().order_by("due_at", "pk")[:50]),
        "done": list(mine.filter(state__in=["locked", "final"]).order_by("-locked_at", "-pk")[:10]),
    }
    return render(request, "applicants/reviewing/home.html", context)


@requires(Permission.REVIEW, "POST")
def next_review(request: SignedInRequest) -> HttpResponseBase:
    """Take the next review of my tracks."""
    return _open_next(request)


def _open_next(request: SignedInRequest, *, unless_held: bool = False) -> HttpResponseBase:
    try:
        review = take_next_review(request.user, unless_held=unless_held)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("applicants:reviews")
    if review is None:
        messages.info(request, NOTHING_WAITS)
        return redirect("applicants:reviews")
    return redirect("applicants:scoring", pk=review.pk)


@requires(Permission.REVIEW, "GET", "POST")
def scoring(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The masked application beside the rubric; POST saves or locks."""
    refuse_unfit(request.user)
    review = _mine(request.user, pk)
    if request.method == "POST":
        return _save(request, review)
    if review.state not in (*EDITABLE, "locked", "final") or _is_tied(request.user, review):
        return render(request, "applicants/reviewing/closed.html", {"review": review})
    competencies = list(review.panel.rubric.competencies.all())
    initial = stored_scores(review, review.ratings.all())
    form = ReviewForm(competencies, initial={**initial, "page": secrets.token_hex(8)})
    return _page(request, review, form)


def _mine(reviewer: User, pk: uuid.UUID) -> Review:
    """The reviewer's own review; anybody else's is not found, whatever else they may read."""
    rows = Review.objects.visible_to(reviewer).filter(reviewer=reviewer)
    joined = rows.select_related(
        "panel__track", "panel__rubric", "panel__version__application__candidate__user"
    )
    return get_object_or_404(joined.prefetch_related("panel__rubric__competencies"), pk=pk)


def _is_tied(reviewer: User, review: Review) -> bool:
    return is_tied(reviewer, review.panel.version.application.candidate_id)


def _page(
    request: SignedInRequest, review: Review, form: ReviewForm, status: int = 200, words: str = ""
) -> HttpResponse:
    """The page of a review that is being done or was locked."""
    is_open = review.state in EDITABLE
    context: dict[str, Any] = {
        "review": review,
        "code": review.panel.version.application.code,
        "track": review.panel.track.name,
        "doc": blind_view(review.panel.version),
        "form": form,
        "form_errors": form.is_bound and bool(form.errors),
        "words": words,
        "is_open": is_open,
        "ties": RECUSAL_TIES,
    }
    if not is_open:
        context["own"] = locked_ratings(review)
        context["others"] = others_locked(review)
    return render(request, "applicants/reviewing/scoring.html", context, status=status)


def _save(request: SignedInRequest, review: Review) -> HttpResponseBase:
    if review.state not in EDITABLE:
        raise WrongState("This review can no longer be changed. Nothing was saved.")
    form = ReviewForm(list(review.panel.rubric.competencies.all()), request.POST)
    if "autosave" in request.GET and is_htmx(request):
        return _autosave(request, review, form)
    if not form.is_valid():
        return _page(request, review, form, 422)
    locks = request.POST.get("go") == "lock"
    try:
        _store(request.user, review, form, lock_review if locks else save_review)
    except NotReady as refusal:
        form.show_problems(refusal.problems)
        return _page(request, review, form, refusal.status)
    except Stale as refusal:
        # What was typed stays; saving again on purpose replaces what the other window saved.
        sent = request.POST.copy()
        sent["lock_version"] = str(refusal.current)
        form = ReviewForm(form.competencies, sent)
        return _page(request, review, form, refusal.status, str(refusal))
    if not locks:
        messages.success(request, "Saved, not locked.")
        return redirect("applicants:scoring", pk=review.pk)
    messages.success(request, f"Locked: {review.panel.version.application.code}.")
    # What is held already comes before a new one.
    return _open_next(request, unless_held=True)


def _store(reviewer: User, review: Review, form: ReviewForm, act: Callable[..., Review]) -> Review:
    data = form.cleaned_data
    scores = form.scores()
    return act(
        review,
        by=reviewer,
        scores=scores,
        lock_version=data["lock_version"],
        page=data["page"],
        turn=data["turn"] or 0,
    )


def _autosave(request: SignedInRequest, review: Review, form: ReviewForm) -> HttpResponse:
    """The line that says what is saved, for htmx."""
    words, status = "", 200
    if not form.is_valid():
        words, status = "Not saved: a field is too long.", 422
    else:
        try:
            review = _store(request.user, review, form, save_review)
        except Stale as refusal:
            words, status = "Not saved: this review was saved in another window.", refusal.status
        except WrongState as refusal:
            words, status = str(refusal), refusal.status
    context = {"review": review, "words": words, "form": form}
    return render(request, "applicants/reviewing/saved.html", context, status=status)


@requires(Permission.REVIEW, "POST")
def recusal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Step aside: one click with its class of reason."""
    review = _mine(request.user, pk)
    form = RecusalForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose how you know this person.")
    recuse_review(review, by=request.user, reason_class=form.cleaned_data["reason_class"])
    messages.success(
        request, "You stepped aside. You will not be offered this person again, and nothing you wrote counts."
    )
    return redirect("applicants:reviews")


@requires(Permission.REVIEW)
def my_conflicts(request: SignedInRequest) -> HttpResponse:
    """From whom I stepped aside, under their blind codes."""
    recused = Review.objects.filter(reviewer=request.user, state="recused")
    rows = recused.select_related("panel__application", "panel__track").order_by("-state_since", "-pk")[:100]
    labels = dict(Conflict.Reason.choices)
    ties = [(row, labels.get(row.recusal_class, "")) for row in rows]
    return render(request, "applicants/reviewing/conflicts.html", {"ties": ties})
