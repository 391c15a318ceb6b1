"""An agency's ranked list over people, by one requisition; also from a file."""

from functools import cache

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from agencies.models import Requisition
from placements.explanations import POLICY
from placements.forms.rank_list import RankFileForm
from placements.queries.narrowing import narrowing
from placements.queries.pool import entries_to_rank, pool_of
from placements.queries.preference import standing_for
from placements.queries.ranking import list_of_requisition, person_choices, with_people
from placements.queries.rounds import past_lists_of_requisition
from placements.queries.signals import who_signalled
from placements.rules.rank_file import RankFile, read_rank_file, reject_file
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response

from .rank_desk import RankDesk, show, take


@requires(Permission.ENTRY_RANK)
def ranking(request: SignedInRequest, pk: str) -> HttpResponse:
    """The agency's list: codes, skills and terms, never a name."""
    return show(request, _desk(_own(request, pk)))


@requires(Permission.ENTRY_RANK, "POST")
def draft(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Save the working order or one move in it."""
    return take(request, _desk(_own(request, pk)), certify=False)


@requires(Permission.ENTRY_RANK, "POST")
def certification(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Certify the order that stands on the page."""
    return take(request, _desk(_own(request, pk)), certify=True)


@requires(Permission.ENTRY_RANK, "GET", "POST")
def rank_file(request: SignedInRequest, pk: str) -> HttpResponse:
    """A file is tried first: what it would do and what it leaves out. Saving is a second step."""
    requisition = _own(request, pk)
    form = RankFileForm(request.POST, request.FILES) if request.method == "POST" else RankFileForm()
    found = _read(form, requisition) if form.is_bound and form.is_valid() else None
    rank_list = list_of_requisition(requisition)
    context = {
        "requisition": requisition,
        "form": form,
        "found": found,
        "text": form.cleaned_data.get("text", "") if found else "",
        "rank_list": rank_list,
    }
    return form_response(request, "placements/ranking/file.html", context, form)


@requires(Permission.ENTRY_RANK, "POST")
def rejects(request: SignedInRequest, pk: str) -> HttpResponse:
    """The lines that a file leaves out, as a file."""
    requisition = _own(request, pk)
    form = RankFileForm(request.POST)
    found = _read(form, requisition) if form.is_valid() else None
    if found is None:
        return form_response(
            request, "placements/ranking/file.html", {"requisition": requisition, "form": form}, form
        )
    response = HttpResponse(reject_file(found.rejects), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{requisition.number}.csv"'
    return response


def _read(form: RankFileForm, requisition: Requisition) -> RankFile | None:
    """What the file would do; None, with the cause in the form, when it can't be read."""
    known = {code: pk for pk, code in entries_to_rank(requisition).values_list("pk", "application__code")}
    try:
        return read_rank_file(form.cleaned_data["text"], known)
    except ValueError as error:
        form.add_error(None, str(error))
        return None


def _own(request: SignedInRequest, pk: str) -> Requisition:
    """A requisition of the person's agency: 404 out of scope, 403 where they are no coordinator of it."""
    related = Requisition.objects.visible_to(request.user).select_related("agency", "track__cohort")
    requisition = get_object_or_404(related, pk=pk)
    if not Requisition.objects.editable_by(request.user).filter(pk=requisition.pk).exists():
        raise PermissionDenied
    return requisition


def _desk(requisition: Requisition) -> RankDesk:
    pool = cache(lambda: pool_of(requisition))  # read once, and only by what shows the list
    rank_list = list_of_requisition(requisition)
    return RankDesk(
        rank_list=rank_list,
        choices=lambda kept: person_choices(pool(), kept),
        cohort=requisition.track.cohort,
        template="placements/ranking/agency.html",
        here=reverse("placements:agency_ranking", args=[requisition.pk]),
        draft_url=reverse("placements:agency_ranking_draft", args=[requisition.pk]),
        certification_url=reverse("placements:agency_ranking_certification", args=[requisition.pk]),
        order_url=reverse("placements:pass_overs", args=[requisition.pk]),
        more=lambda shown: {
            "narrowing": narrowing(requisition, pool(), shown),
            "signalled": who_signalled(requisition),
            "overtaken": standing_for(requisition, pool()).passed_over(rank_list.certified),
        },
        fill=with_people,
        extra={
            "requisition": requisition,
            "policy": POLICY[requisition.unranked_policy],
            "past_lists": past_lists_of_requisition(requisition),
        },
    )
