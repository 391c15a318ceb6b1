"""The steps of a draft: fill in, check, send."""

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.application import missing_parts, reopen_application, save_step, submit_application
from ..actions.consent import OPTIONAL
from ..actions.version import answers_of
from ..forms.application import STEP_FORMS
from ..forms.filling import filled
from ..forms.sending import ConsentForm
from ..forms.step import StepForm
from ..models import Application
from ..rules.completeness import Gap
from ..rules.eligibility import eligibility_answers, unmet_rules
from ..rules.reading import sections
from ..rules.refusals import Incomplete
from .steps import BY_KEY, STEPS, first_open_step, links, next_url, previous_url, step_url

STEP_PAGE = "applicants/application/step.html"


def own(request: SignedInRequest, pk: uuid.UUID) -> Application:
    """The signed-in person's application of this id; anybody else's does not exist."""
    rows = Application.objects.visible_to(request.user).filter(candidate__user=request.user)
    return get_object_or_404(rows.select_related("candidate__user", "cohort"), pk=pk)


def step_context(application: Application, key: str) -> dict[str, Any]:
    """What every step's page shows around its form."""
    step = BY_KEY[key]
    return {
        "application": application,
        "step": step,
        "steps": STEPS,
        "number": STEPS.index(step) + 1,
        "links": links(application, key),
        "back": previous_url(application, key),
    }


@requires(Permission.APPLY)
def application(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Go on where something is missing."""
    found = own(request, pk)
    return redirect(first_open_step(found) if found.state == "draft" else "applicants:status")


@requires(Permission.APPLY, "GET", "POST")
def step(request: SignedInRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """One step of a draft. Posting `go=next` checks it, `go=later` keeps what can be kept; `?autosave=1` only saves."""
    if step not in STEP_FORMS:
        raise Http404
    found = own(request, pk)
    form_class = STEP_FORMS[step]
    if request.method == "POST":
        return _save(request, found, form_class(found, request.POST))
    if found.state != "draft":
        return redirect("applicants:status")
    form = filled(form_class, found) if "check" in request.GET else form_class(found)
    return _step_page(request, found, form, status=200)


def _save(request: SignedInRequest, found: Application, form: StepForm) -> HttpResponse:
    autosave = request.GET.get("autosave") == "1"
    version, page = request.POST.get("lock_version", ""), request.POST.get("page", "")
    try:
        saved = save_step(
            found,
            form.step,
            form.storable(),
            by=request.user,
            lock_version=int(version) if version.isdecimal() and len(version) < 10 else None,
            page=page,
            turn=_turn(request),
        )
    except Refused as refusal:
        return _refused(request, found, form, refusal, autosave=autosave)
    if autosave:
        return _save_status(request, saved, 200)
    if request.POST.get("go") == "later":
        return _later(request, form)
    if not form.is_valid():
        return _step_page(request, saved, form, status=422)
    return redirect(step_url(saved, "review") if "check" in request.GET else next_url(saved, form.step))


def _turn(request: SignedInRequest) -> int:
    """Which save of its page this is; 0 where the page does not count."""
    sent = request.POST.get("turn", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _later(request: SignedInRequest, form: StepForm) -> HttpResponse:
    left_out = form.unstorable()
    if left_out:
        counted = "One answer" if left_out == 1 else f"{left_out} answers"
        messages.warning(
            request, f"Your draft is saved. {counted} could not be kept as typed, such as half a date."
        )
    else:
        messages.success(request, "Your draft is saved. Come back whenever you like, on any device.")
    return redirect("applicants:status")


def _refused(
    request: SignedInRequest, found: Application, form: StepForm, refusal: Refused, *, autosave: bool
) -> HttpResponse:
    """Say why nothing was saved, and keep what was typed on the page."""
    found.refresh_from_db()
    if autosave:
        return _save_status(request, found, refusal.status, refusal=str(refusal))
    typed = type(form)(found, form.data, complete=False)
    return _step_page(request, found, typed, status=refusal.status, refusal=str(refusal))


def _save_status(request: SignedInRequest, found: Application, status: int, **words: str) -> HttpResponse:
    context = {"application": found, **words}
    response = render(request, "applicants/application/save_status.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _step_page(
    request: SignedInRequest, found: Application, form: StepForm, *, status: int, refusal: str = ""
) -> HttpResponse:
    page = request.POST.get("page", "")
    context = {
        **step_context(found, form.step),
        "form": form,
        "form_errors": bool(form.is_bound and form.errors),
        "refusal": refusal,
        "page": page if len(page) == 16 and page.isalnum() else secrets.token_hex(8),
        "turn": _turn(request),
        "unmet": unmet_rules(eligibility_answers(found)) if form.step == "eligibility" else [],
    }
    response = render(request, STEP_PAGE, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@requires(Permission.APPLY)
def review(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything once more, what is missing first, and the button that sends."""
    found = own(request, pk)
    if found.state != "draft":
        return redirect("applicants:status")
    given = found.consents.filter(revoked_at=None, kind__in=OPTIONAL)
    form = ConsentForm(initial=dict.fromkeys(given.values_list("kind", flat=True), True))
    return _review_page(request, found, form)


@requires(Permission.APPLY, "POST")
def submission(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Send. Sending twice is sending once."""
    found = own(request, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid() and found.state == "draft":
        return _review_page(request, found, form)
    try:
        submit_application(found, by=request.user, consents=form.kinds())
    except Incomplete as refusal:
        return _review_page(request, found, form, str(refusal), status=refusal.status, gaps=refusal.gaps)
    except Refused as refusal:
        return _review_page(request, found, form, str(refusal), status=refusal.status)
    return redirect("applicants:receipt", pk=found.pk)


def _review_page(
    request: SignedInRequest,
    found: Application,
    form: ConsentForm,
    refusal: str = "",
    status: int = 200,
    gaps: list[Gap] | None = None,
) -> HttpResponse:
    found.refresh_from_db()
    missing = missing_parts(found) if gaps is None else gaps
    context = {
        **step_context(found, "review"),
        "sections": sections(answers_of(found)),
        "document": found.documents.filter(removed_at=None).first(),
        "missing": [(BY_KEY[gap.step], gap, _gap_url(found, gap)) for gap in missing],
        "unmet": unmet_rules(eligibility_answers(found)),
        "refusal": refusal,
        "incomplete": gaps is not None,
    }
    response = form_response(request, "applicants/application/review.html", context, form)
    if refusal:
        response.status_code = status
    return response


def _gap_url(application: Application, gap: Gap) -> str:
    if gap.step == "review":
        return f"#id_{gap.field}"
    return f"{step_url(application, gap.step)}?check=1#error-summary"


@requires(Permission.APPLY)
def receipt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The proof that it arrived, and what happens next."""
    found = own(request, pk)
    version = found.versions.order_by("-number").first()
    if found.receipt_number is None or version is None:
        raise Http404
    context = {
        "application": found,
        "version": version,
        "sections": sections(version.answers),
        "resume": version.answers["resume"],
    }
    return render(request, "applicants/application/receipt.html", context)


@requires(Permission.APPLY, "POST")
def reopening(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Make it a draft again."""
    found = reopen_application(own(request, pk), by=request.user)
    messages.warning(
        request,
        "Your application is open for changes. Send it again before the window closes; if you do not, "
        "what you sent before counts.",
    )
    return redirect(step_url(found, "review"))
