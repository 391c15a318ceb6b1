"""Published results: each person's own, and each requisition's for its agency."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.models import Requisition
from placements.explanations import JOINT
from placements.queries.match_result import own_result, requisition_result
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission


@requires(Permission.APPLY)
def own_result_page(request: SignedInRequest) -> HttpResponse:
    """A candidate reads where they were placed and the true reason for everything they ranked higher."""
    own = own_result(request.user)
    joint = JOINT.get(own.result.pair, "") if own else ""
    return render(request, "placements/match_result/own.html", {"own": own, "joint": joint})


@requires(Permission.REQUISITION_READ)
def requisition_result_page(request: SignedInRequest, pk: str) -> HttpResponse:
    """An agency reads who is in each seat and why, and why a seat stayed open; `?run=` names an earlier round's result."""
    related = ("agency", "track__cohort", "grade", "duty_station")
    requisition = get_object_or_404(
        Requisition.objects.visible_to(request.user).select_related(*related), pk=pk
    )
    asked = request.GET.get("run", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    found = requisition_result(requisition, number)
    if found is None and number is not None:
        raise Http404
    return render(
        request, "placements/match_result/requisition.html", {"requisition": requisition, "found": found}
    )
