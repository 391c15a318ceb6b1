"""HR's eligibility check: the queue, one application at a time, and the next one."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import capped_count, page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.screening import ask_candidate, decide_eligibility, hide_phrases, show_phrase
from ..forms.screening import DecisionForm, HiddenPhraseForm, QuestionForm
from ..models import Application, HiddenPhrase
from ..models.application import ApplicationQuerySet
from ..queries import blind_view, pending_pairs
from ..rules.eligibility import check_answers

FORM_NAMES: dict[type[BaseForm], str] = {
    DecisionForm: "decision_form",
    QuestionForm: "question_form",
    HiddenPhraseForm: "hidden_form",
}
QUEUE_ORDER = ("submitted_at", "id")


def _queue() -> ApplicationQuerySet:
    return Application.objects.filter(state="screening")


@requires(Permission.APPLICATION_SCREEN)
def queue(request: SignedInRequest) -> HttpResponse:
    """Who waits for the eligibility check, longest first."""
    rows = _queue().select_related("candidate", "cohort").with_tracks()
    context = {
        "page": page_by_key(rows, QUEUE_ORDER, request.GET.get("after")),
        "waiting": capped_count(_queue()),
    }
    return render(request, "applicants/screening/queue.html", context)


@requires(Permission.APPLICATION_SCREEN)
def next_in_queue(request: SignedInRequest) -> HttpResponseBase:
    """To the next application after the one named, or to the one that waits longest."""
    try:
        after = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return _go_on(request, None)
    return _go_on(request, Application.objects.visible_to(request.user).filter(pk=after).first())


def _go_on(request: SignedInRequest, after: Application | None) -> HttpResponseBase:
    waiting = _queue().order_by(*QUEUE_ORDER)
    found = None
    if after is not None and after.submitted_at is not None:
        waiting = waiting.exclude(pk=after.pk)
        found = waiting.filter(submitted_at__gte=after.submitted_at).first()
    found = found or waiting.first()
    if found is None:
        messages.info(request, "Nothing else waits for the eligibility check.")
        return redirect("applicants:screening")
    return redirect("applicants:screen", pk=found.pk)


@requires(Permission.APPLICATION_SCREEN)
def screen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One application with every published rule held against it."""
    application = _found(request, pk)
    if application.state != "screening":
        return redirect("applicants:staff_application", pk=application.pk)
    return _page(request, application)


def _found(request: SignedInRequest, pk: uuid.UUID) -> Application:
    rows = Application.objects.visible_to(request.user).select_related("candidate__user", "cohort")
    return get_object_or_404(rows, pk=pk)


def _page(request: SignedInRequest, application: Application, form: BaseForm | None = None) -> HttpResponse:
    version = application.versions.order_by("-number").first()
    if version is not None:
        version.application = application
    findings = check_answers(version.answers.get("eligibility") or {} if version else {})
    unmet = next((finding.rule.key for finding in findings if finding.met is False), "")
    context: dict[str, Any] = {
        "application": application,
        "version": version,
        "findings": findings,
        "contact": version.answers.get("contact") if version else {},
        "tracks": version.answers.get("tracks") if version else [],
        "resume": version.answers.get("resume") if version else None,
        "doc": blind_view(version) if version else None,
        "hidden": list(application.hidden_phrases.all()),
        "decision_form": DecisionForm(initial={"rule": unmet}),
        "question_form": QuestionForm(),
        "hidden_form": HiddenPhraseForm(),
        "pairs": pending_pairs(application),
        "all_met": all(finding.met for finding in findings),
    }
    if form is not None:
        context[FORM_NAMES[type(form)]] = form
    return form_response(request, "applicants/screening/screen.html", context, form)


@requires(Permission.APPLICATION_SCREEN, "POST")
def decision(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Eligible or not, then on to the next."""
    application = _found(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    data = form.cleaned_data
    eligible = data["decision"] == "eligible"
    try:
        decide_eligibility(
            application, by=request.user, eligible=eligible, rule=data["rule"], note=data["note"]
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, application, form)
    outcome = "eligible, now in blind review" if eligible else "ineligible; the letter names the rule"
    messages.success(request, f"{application.code}: {outcome}.")
    return _go_on(request, application)


@requires(Permission.APPLICATION_SCREEN, "POST")
def question(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One letter to the candidate, then on to the next."""
    application = _found(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    try:
        ask_candidate(application, by=request.user, reasons=form.reasons(), due_at=form.due_at())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, application, form)
    messages.success(request, f"{application.code}: the candidate is asked.")
    return _go_on(request, application)


@requires(Permission.APPLICATION_SCREEN, "POST")
def hidden_words(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hide words that the mask did not know; HR stays on this application."""
    application = _found(request, pk)
    form = HiddenPhraseForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    try:
        hide_phrases(application, by=request.user, phrases=form.lines())
    except Refused as refusal:
        form.add_error("phrases", str(refusal))
        return _page(request, application, form)
    return redirect(_reading_place(application))


@requires(Permission.APPLICATION_SCREEN, "POST")
def hidden_word_removal(request: SignedInRequest, pk: uuid.UUID, phrase: int) -> HttpResponseBase:
    """Show a word again."""
    application = _found(request, pk)
    show_phrase(get_object_or_404(HiddenPhrase, pk=phrase, application=application), by=request.user)
    return redirect(_reading_place(application))


def _reading_place(application: Application) -> str:
    return f"{reverse('applicants:screen', args=[application.pk])}#reading"
