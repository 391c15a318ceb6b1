"""People whose panels are decided and who passed: look, then qualify several at once."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import capped_count, page_by_key

from ..actions.qualification import qualify_each
from ..models import Application, Panel

ORDER = ("assessed_at", "id")
AT_ONCE = 100


def _ready() -> QuerySet[Application]:
    panels = Panel.objects.filter(state="decided").select_related("track", "competency_not_met")
    rows = Application.objects.filter(state="in_hurdles", assessed_at__isnull=False)
    return rows.select_related("candidate", "cohort").prefetch_related(Prefetch("panels", panels, "decided"))


@requires(Permission.REVIEW_MANAGE)
def ready(request: SignedInRequest) -> HttpResponse:
    """Who can be qualified, longest waiting first."""
    context = {
        "page": page_by_key(_ready(), ORDER, request.GET.get("after")),
        "waiting": capped_count(_ready()),
    }
    return render(request, "applicants/screening/ready.html", context)


@requires(Permission.REVIEW_MANAGE, "GET", "POST")
def qualification(request: SignedInRequest) -> HttpResponseBase:
    """GET shows what would happen to the chosen people; POST does it."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = list(_ready().filter(pk__in=_ids(given.getlist("application"))).order_by(*ORDER))
    if not chosen:
        messages.warning(request, "Choose at least one person who is ready.")
        return redirect("applicants:ready")
    if request.method != "POST":
        return render(request, "applicants/screening/qualification.html", {"chosen": chosen})
    failed = qualify_each(chosen, by=request.user)
    for application, words in failed.items():
        messages.warning(request, f"{application.code} was not qualified. {words}")
    done = len(chosen) - len(failed)
    if done:
        messages.success(request, f"{done} {'person is' if done == 1 else 'people are'} qualified.")
    return redirect("applicants:ready")


def _ids(values: list[str]) -> list[uuid.UUID]:
    """What was sent, as ids; anything else is passed over."""
    found = []
    for value in values[:AT_ONCE]:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
