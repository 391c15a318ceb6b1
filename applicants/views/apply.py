"""Where an application starts, and the eligibility check that needs no account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from techforce.access.declaring import SignedInRequest, public, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from techforce.ui.responses import form_response

from ..actions.application import start_application
from ..forms.application import SelfCheckForm
from ..models import Application
from ..rules.eligibility import RULES, check_answers
from .steps import STEPS, first_open_step


@public("GET")
def start(request: HttpRequest) -> HttpResponse:
    """What is open, what it takes and who sees what; then start, or go on."""
    tracks = list(Track.objects.open_now().select_related("cohort").order_by("cohort__name", "order", "name"))
    live: list[Application] = []
    candidate = may(request.user, Permission.APPLY)
    if candidate and isinstance(request.user, User):
        mine = Application.objects.live().filter(candidate__user=request.user)
        live = list(mine.select_related("cohort"))
    taken = {application.cohort_id for application in live}
    context = {
        "tracks": tracks,
        "cohorts": [
            cohort for cohort in dict.fromkeys(track.cohort for track in tracks) if cohort.pk not in taken
        ],
        "live": live,
        "is_candidate": candidate,
        "rules": RULES,
        "steps": STEPS,
        "upcoming": _upcoming() if not tracks else None,
    }
    response = render(request, "applicants/apply/start.html", context)
    patch_vary_headers(response, ["Cookie"])
    return response


def _upcoming() -> Track | None:
    return Track.objects.public().filter(state="planned").order_by("opens_at").first()


@requires(Permission.APPLY, "POST")
def drafts(request: SignedInRequest) -> HttpResponse:
    """Start a draft in the chosen cohort, or go on with the live one."""
    wanted = request.POST.get("cohort", "")
    cohort = next((row for row in Cohort.objects.all() if row.slug == wanted), None)
    if cohort is None:
        raise Http404
    application = start_application(request.user, cohort, by=request.user)
    if application.state != "draft":
        return redirect("applicants:status")
    return redirect(first_open_step(application))


@public("GET", "POST")
def eligibility_check(request: HttpRequest) -> HttpResponse:
    """Hold answers against the published rules; nothing is stored, not even that somebody asked."""
    form = SelfCheckForm(request.POST if request.method == "POST" else None)
    findings = check_answers(form.cleaned_data) if form.is_bound and form.is_valid() else []
    context = {
        "form": form,
        "findings": findings,
        "unmet": [finding for finding in findings if finding.met is False],
        "rules": RULES,
    }
    return form_response(request, "applicants/apply/eligibility_check.html", context, form)
