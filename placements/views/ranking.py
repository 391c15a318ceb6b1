"""The candidate's ranked list over requisitions."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from placements.models import CertificateEntry
from placements.queries.pair import pair_desk
from placements.queries.ranking import (
    available_entries,
    list_of_candidate,
    ranking_application,
    requisition_choices,
)
from placements.queries.rounds import past_lists_of_person
from placements.queries.signals import signal_desk
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission

from .rank_desk import RankDesk, show, take


@requires(Permission.APPLY)
def ranking(request: SignedInRequest) -> HttpResponse:
    """Facts first, then the list; without script every button is a plain form."""
    desk = _desk(request)
    if desk is None:
        entries = CertificateEntry.objects.filter(application__candidate__user=request.user, state="listed")
        return render(
            request,
            "placements/ranking/nothing.html",
            {"listed": entries.select_related("certificate__track")},
        )
    return show(request, desk)


@requires(Permission.APPLY, "POST")
def draft(request: SignedInRequest) -> HttpResponseBase:
    """Save the working order or one move in it."""
    desk = _desk(request)
    return take(request, desk, certify=False) if desk else redirect("placements:ranking")


@requires(Permission.APPLY, "POST")
def certification(request: SignedInRequest) -> HttpResponseBase:
    """Certify the order that stands on the page."""
    desk = _desk(request)
    return take(request, desk, certify=True) if desk else redirect("placements:ranking")


def _desk(request: SignedInRequest) -> RankDesk | None:
    """The person's list; None for somebody who is not available on any certificate."""
    application = ranking_application(request.user)
    if application is None or not available_entries(application).exists():
        return None
    return RankDesk(
        rank_list=list_of_candidate(application),
        choices=lambda kept: requisition_choices(application, kept),
        cohort=application.cohort,
        template="placements/ranking/candidate.html",
        here=reverse("placements:ranking"),
        draft_url=reverse("placements:ranking_draft"),
        certification_url=reverse("placements:ranking_certification"),
        extra={"past_lists": past_lists_of_person(application), "pairs": pair_desk(application)},
        more=lambda shown: {"signals": signal_desk(application)},
    )
