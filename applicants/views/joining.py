"""The candidate's page for somebody who applied from two accounts: show one's code, give the other's."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from ..actions.duplicate import joining_code, prove_same_person
from ..forms.sending import JoiningForm
from .application import own


@requires(Permission.APPLY, "GET", "POST")
def joining(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The same page for everybody, whether there is a second application or not: it tells nobody who else applied."""
    found = own(request, pk)
    if not found.is_open or found.submitted_at is None:
        return redirect("applicants:status")
    form = JoiningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            prove_same_person(found, by=request.user, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, "Thank you. A person at OPM joins your applications and writes to you.")
            return redirect("applicants:status")
    context = {"application": found, "form": form, "code": joining_code(found)}
    response = form_response(request, "applicants/status/joining.html", context, form)
    response["Cache-Control"] = "no-store"
    return response
