"""Certificates: HR issues them, agencies browse them, candidates say that they are available."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from placements.actions.certificate import confirm_availability, issue_certificate
from placements.forms.certificate import IssueForm, PeopleFilterForm
from placements.models import CertificateEntry
from placements.queries.browsing import fits_of, people_on, shown_people
from placements.queries.certificate import (
    evidence_of,
    issued_certificates,
    open_certificates,
    requisitions_of,
    track_desks,
    waiting_for_certificate,
)
from placements.queries.preference import claims_to_decide
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Track
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

FILTERS = frozenset(PeopleFilterForm.base_fields)


@requires(Permission.CERTIFICATE_ISSUE)
def certification(request: SignedInRequest) -> HttpResponse:
    """HR: tracks with the people who wait for a certificate, and every certificate issued."""
    page = page_by_key(
        issued_certificates(), order=("-issued_at", "-id"), after=request.GET.get("after"), size=25
    )
    return render(request, "placements/certificate/desk.html", {"desks": track_desks(), "page": page})


@requires(Permission.CERTIFICATE_ISSUE, "GET", "POST")
def issuing(request: SignedInRequest, pk: str) -> HttpResponse:
    """HR: issue a certificate of one track. What was chosen stays chosen when it is refused."""
    track = get_object_or_404(Track.objects.select_related("cohort"), pk=pk)
    waiting = waiting_for_certificate(track)
    form = IssueForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            certificate = issue_certificate(
                track,
                by=request.user,
                applications=data["applications"],
                expires_on=data["expires_on"],
                authority=data["authority"],
                left_off_reason=data["left_off_reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, f"Certificate {certificate.number} is issued. Everybody on it has been told."
            )
            return redirect("placements:certification")
    context = {"track": track, "form": form, "waiting": waiting, "claims": claims_to_decide(waiting)}
    return form_response(request, "placements/certificate/issuing.html", context, form)


@requires(Permission.CERTIFICATE_BROWSE)
def certificates(request: SignedInRequest) -> HttpResponse:
    """Agencies: the certificates that hold, and their own requisitions with the way to ranking and result."""
    context = {
        "certificates": open_certificates(),
        "requisitions": requisitions_of(request.user),
        "may_rank": may(request.user, Permission.ENTRY_RANK),
    }
    return render(request, "placements/certificate/list.html", context)


@requires(Permission.CERTIFICATE_BROWSE)
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    """Agencies: who is available on one certificate, by code, skills, terms and words of their work."""
    row = get_object_or_404(open_certificates(), number=number)
    own = requisitions_of(request.user).filter(track=row.track_id, state="published")
    form = PeopleFilterForm(request.GET if set(request.GET) & FILTERS else None, requisitions=own)
    wanted = form.wanted
    page = page_by_key(
        people_on(row, wanted), order=("-score", "id"), after=request.GET.get("after"), size=25
    )
    context = {
        "certificate": row,
        "form": form,
        "page": page,
        "wanted": wanted,
        "rows": shown_people(page.items, wanted.words, form.fit_to),
        "requisition": form.fit_to,
    }
    return form_response(request, "placements/certificate/people.html", context, form)


@requires(Permission.CERTIFICATE_BROWSE)
def person(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Agencies: one person's work as the reviewers read it, without anything that says who it is."""
    entry = get_object_or_404(
        CertificateEntry.objects.visible_to(request.user).select_related("certificate__track", "application"),
        certificate__number=number,
        application__code=code,
    )
    own = requisitions_of(request.user).filter(track=entry.certificate.track_id, state="published")
    context = {"evidence": evidence_of(entry), "entry": entry, "fits": fits_of(entry, own)}
    return render(request, "placements/certificate/person.html", context)


@requires(Permission.APPLY, "POST")
def confirmation(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """A candidate says that they are available."""
    own = CertificateEntry.objects.filter(application__candidate__user=request.user)
    confirm_availability(get_object_or_404(own, pk=pk), by=request.user)
    messages.success(request, "Agencies can now find you. Rank the work you want next.")
    return redirect("placements:ranking")
