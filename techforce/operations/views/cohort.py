"""Make a cohort from the template."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from techforce.access.declaring import requires
from techforce.access.holding import person
from techforce.access.permissions import Permission
from techforce.operations.cohort_form import NewCohortForm
from techforce.operations.reference import make_cohort
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused


@requires(Permission.COHORT_RUN, "GET", "POST")
def cohort_new(request: HttpRequest) -> HttpResponseBase:
    """A planned cohort with its tracks and a standard for each; nothing of it is public before it is announced."""
    form = NewCohortForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = make_cohort(by=person(request), **form.values())
        except IntegrityError:
            form.add_error("name", "There is already a cohort with this name")
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"{made.name} is planned. Announce it when its dates are right.")
            return redirect("programme:cohort", made.slug)
    return form_response(request, "operations/cohort_new.html", {"form": form}, form)
