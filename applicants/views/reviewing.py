"""The reviewer's pages: what is mine, the next one, scoring, stepping aside. Nothing here knows who applied."""

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from techforce.access.declaring import requires
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.ui.responses import is_htmx
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from ..actions.panel import refuse_unfit, take_next_review
from ..actions.review import EDITABLE, NotReady, Stale, lock_review, recuse_review, save_review
from ..forms.reviewing import RecusalForm, ReviewForm, stored_scores
from ..models import Conflict, Review
from ..models.review import HELD
from ..queries import blind_view, locked_ratings, others_locked, track_loads

NOTHING_WAITS = (
    "Nothing waits for you at this moment. New applications arrive as they pass the eligibility check."
)


@requires(Permission.REVIEW)
def reviews(request: HttpRequest) -> HttpResponse:
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
def next_review(request: HttpRequest) -> HttpResponseBase:
    """Take the next review of my tracks."""
    return _open_next(request, request.user)


def _open_next(request: HttpRequest, reviewer: User) -> HttpResponseBase:
    try:
        review = take_next_review(reviewer)
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
def scoring(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The masked application beside the rubric; POST saves or locks."""
    refuse_unfit(request.user)
    review = _mine(request.user, pk)
    if request.method == "POST":
        return _save(request, review)
    if review.state not in (*EDITABLE, "locked", "final") or _is_tied(review):
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
    return get_object_or_404(joined, pk=pk)


def _is_tied(review: Review) -> bool:
    candidate = review.panel.version.application.candidate
    own = candidate.user_id == review.reviewer_id
    return own or Conflict.objects.filter(reviewer=review.reviewer_id, candidate=candidate).exists()


def _page(
    request: HttpRequest, review: Review, form: ReviewForm, status: int = 200, words: str = ""
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
        "ties": Conflict.Reason.choices,
    }
    if not is_open:
        context["own"] = locked_ratings(review)
        context["others"] = others_locked(review)
    return render(request, "applicants/reviewing/scoring.html", context, status=status)


def _save(request: HttpRequest, review: Review) -> HttpResponseBase:
    autosave = "autosave" in request.GET and is_htmx(request)
    form = ReviewForm(list(review.panel.rubric.competencies.all()), request.POST)
    if not form.is_valid():
        return _saved(request, review, "", 422) if autosave else _page(request, review, form, 422)
    locks = request.POST.get("go") == "lock" and not autosave
    data = form.cleaned_data
    act = lock_review if locks else save_review
    try:
        kept = act(
            review,
            by=request.user,
            scores=form.scores(),
            lock_version=data["lock_version"],
            page=data["page"],
        )
    except NotReady as refusal:
        form.show_problems(refusal.problems)
        return _page(request, review, form, refusal.status)
    except Stale as refusal:
        return _stale(request, review, form, refusal, autosave)
    except WrongState as refusal:
        if autosave:
            return _saved(request, review, str(refusal), refusal.status)
        raise
    if autosave:
        return _saved(request, kept)
    if not locks:
        messages.success(request, "Saved, not locked.")
        return redirect("applicants:scoring", pk=review.pk)
    messages.success(request, f"Locked: {review.panel.version.application.code}.")
    return _after_lock(request)


def _after_lock(request: HttpRequest) -> HttpResponseBase:
    """What is held already comes before a new one."""
    held = Review.objects.filter(reviewer=request.user, state__in=HELD).order_by("due_at", "pk").first()
    return redirect("applicants:scoring", pk=held.pk) if held else _open_next(request, request.user)


def _stale(
    request: HttpRequest, review: Review, form: ReviewForm, refusal: Stale, autosave: bool
) -> HttpResponse:
    """Keep what was typed; saving again on purpose replaces what the other window saved."""
    if autosave:
        return _saved(request, review, "Not saved: this review was saved in another window.", refusal.status)
    form.data = form.data.copy()
    form.data["lock_version"] = str(refusal.current)
    return _page(request, review, form, refusal.status, str(refusal))


def _saved(request: HttpRequest, review: Review, words: str = "", status: int = 200) -> HttpResponse:
    if status == 422:
        words = "Not saved: a field is too long."
    context = {"review": review, "words": words}
    return render(request, "applicants/reviewing/saved.html", context, status=status)


@requires(Permission.REVIEW, "POST")
def recusal(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
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
def my_conflicts(request: HttpRequest) -> HttpResponse:
    """From whom I stepped aside, under their blind codes."""
    recused = Review.objects.filter(reviewer=request.user, state="recused")
    rows = recused.select_related("panel__application", "panel__track").order_by("-state_since", "-pk")[:100]
    labels = dict(Conflict.Reason.choices)
    ties = [(row, labels.get(row.recusal_class, "")) for row in rows]
    return render(request, "applicants/reviewing/conflicts.html", {"ties": ties})
