"""Upload, read back, remove and download a résumé."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.workflow.errors import Refused

from ..actions.document import remove_resume, store_resume
from ..forms.sending import ResumeForm
from ..models import Application, Document
from ..resume.checking import KINDS, ResumeRefused, check_resume
from ..resume.uploading import TOO_LARGE
from .application import own, step_context


@requires(Permission.APPLY, "GET", "POST")
def resume(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a file, then see the text that reviewers read."""
    found = own(request, pk)
    if request.method == "GET":
        return (
            redirect("applicants:status") if found.state != "draft" else _page(request, found, ResumeForm())
        )
    form = ResumeForm(request.POST, request.FILES)
    try:
        _take(request, found)
    except (ResumeRefused, Refused) as refusal:
        form.errors["resume"] = form.error_class([str(refusal)], renderer=form.renderer)
        return _page(request, found, form, refusal.status)
    messages.success(
        request, "Your résumé passed the check and is kept. Read below what reviewers will read."
    )
    return redirect("applicants:resume", pk=found.pk)


def _take(request: SignedInRequest, found: Application) -> None:
    if getattr(request, TOO_LARGE, False):
        raise ResumeRefused("too_large")
    file = request.FILES.get("resume")
    if file is None:
        raise ResumeRefused("missing")
    store_resume(found, check_resume(file), by=request.user)


def _page(request: SignedInRequest, found: Application, form: ResumeForm, status: int = 200) -> HttpResponse:
    context = {
        **step_context(found, "resume"),
        "form": form,
        "form_errors": form.is_bound,
        "document": found.documents.filter(removed_at=None).first(),
        "page_cap": settings.RESUME_PAGE_CAP,
    }
    return render(request, "applicants/application/resume.html", context, status=status)


@requires(Permission.APPLY, "POST")
def resume_removal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove the file."""
    found = own(request, pk)
    if remove_resume(found, by=request.user):
        messages.success(request, "Your résumé is removed.")
    return redirect("applicants:resume", pk=found.pk)


@requires(Permission.APPLY)
def resume_file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The person's own file, as it was sent."""
    return download(get_object_or_404(own(request, pk).documents, removed_at=None))


@requires(Permission.APPLICATION_READ)
def document(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A résumé, for staff who read applications."""
    return download(get_object_or_404(Document.objects.visible_to(request.user), pk=pk))


def download(document: Document) -> HttpResponse:
    """The file as an attachment that no browser opens in our name."""
    try:
        with document.file.open("rb") as file:
            content = file.read()  # never more than the cap of an upload
    except FileNotFoundError:
        raise Http404("The file is not there.") from None
    response = HttpResponse(content, content_type=KINDS[document.kind])
    response["Content-Disposition"] = content_disposition_header(True, document.original_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
