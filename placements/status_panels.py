"""What placements adds to a candidate's status page: being available, ranking, the result, the offer, the first day."""

from typing import Any

from django.utils import timezone

from applicants.models import Application
from applicants.status_panels import Panel, commitments, stages, status_panels
from techforce.workflow.table import State

from .models import (
    CertificateEntry,
    FitInterview,
    MatchResult,
    Offer,
    PassOver,
    Placement,
    PreferenceClaim,
    RankingRound,
    RankList,
)
from .queries.pair import pair_desk
from .queries.preference import CLAIMABLE
from .queries.rounds import COMMITTED

# Of several entries, in several tracks, the one that has come furthest says where somebody stands.
FURTHEST = ("placed", "accepted", "offered", "matched", "available", "listed", "reserve", "expired")


@stages.register
def stage(application: Application) -> State | None:
    """Once somebody is certified, their placement says where they stand, before it their entry."""
    if application.state != "certified":
        return None
    placements = Placement.objects.filter(entry__application=application).exclude(state="cancelled")
    placement = placements.order_by("-created_at").first()
    if placement is not None:
        return placement.state_info
    held = set(CertificateEntry.objects.filter(application=application).values_list("state", flat=True))
    found = next((key for key in FURTHEST if key in held), None)
    return CertificateEntry.WORKFLOW.state(found) if found else None


@commitments.register
def is_placed(application: Application) -> bool:
    """Somebody who has started work asks to leave on the page of the placement instead."""
    return CertificateEntry.objects.filter(application=application, state="placed").exists()


@status_panels.register
def availability(user: Any, application: Application) -> Panel | None:
    """Entries that wait for the person to say that they are available."""
    if application.state != "certified":
        return None
    listed = CertificateEntry.objects.filter(
        application=application, state="listed", certificate__expires_on__gte=timezone.localdate()
    )
    entries = list(listed.select_related("certificate__track"))
    return Panel("placements/certificate/panel.html", {"entries": entries}, 10) if entries else None


@status_panels.register
def ranking(user: Any, application: Application) -> Panel | None:
    """The ranked list while there is something to rank: what counts now, and until when it can change."""
    if application.state != "certified":
        return None
    if not CertificateEntry.objects.filter(application=application, state="available").exists():
        return None
    rank_list = RankList.objects.filter(application=application).first()
    return Panel("placements/ranking/panel.html", {"rank_list": rank_list, "cohort": application.cohort}, 20)


@status_panels.register
def pair(user: Any, application: Application) -> Panel | None:
    """A link with somebody, or a request to answer or of one's own; requests first, because they end with ranking."""
    if application.state != "certified":
        return None
    desk = pair_desk(application)
    if not (desk.linked or desk.asked or desk.received):
        return None
    return Panel("placements/pair/panel.html", {"desk": desk}, 11 if desk.waits else 22)


@status_panels.register
def coming_round(user: Any, application: Application) -> Panel | None:
    """An announced supplemental round, for somebody on a certificate who holds no seat."""
    if application.state != "certified":
        return None
    states = set(CertificateEntry.objects.filter(application=application).values_list("state", flat=True))
    if states.isdisjoint({"listed", "available", "reserve"}) or not states.isdisjoint(COMMITTED):
        return None
    row = RankingRound.objects.filter(cohort=application.cohort_id, state="announced").first()
    return Panel("placements/ranking_round/panel.html", {"round": row}, 12) if row else None


@status_panels.register
def preference(user: Any, application: Application) -> Panel | None:
    """Veterans' preference: to claim while that is possible, and what became of it; cases of agencies about it."""
    claim = PreferenceClaim.objects.filter(application=application).first()
    cases = PassOver.objects.filter(entry__application=application).select_related("requisition__agency")
    found = list(cases.order_by("-opened_at")) if claim else []
    if claim is None and application.state not in CLAIMABLE:
        return None
    place = 4 if any(case.state == "proposed" for case in found) else 60
    return Panel("placements/preference/panel.html", {"claim": claim, "cases": found}, place)


@status_panels.register
def interviews(user: Any, application: Application) -> Panel | None:
    """Invitations to talk that wait for an answer, and times agreed."""
    if application.state != "certified":
        return None
    rows = FitInterview.objects.open().filter(entry__application=application)
    found = list(rows.select_related("requisition__agency").order_by("invited_at"))
    return Panel("placements/interview/panel.html", {"interviews": found}, 12) if found else None


@status_panels.register
def result(user: Any, application: Application) -> Panel | None:
    """The newest published result."""
    found = (
        MatchResult.objects.published().filter(application=application).select_related("requisition__agency")
    )
    row = found.order_by("-run__published_at").first()
    return Panel("placements/match_result/panel.html", {"result": row}, 15) if row else None


@status_panels.register
def offer(user: Any, application: Application) -> Panel | None:
    """The offer that waits for an answer, before anything else on the page."""
    rows = Offer.objects.filter(entry__application=application, state="sent")
    row = rows.select_related("seat__requisition__agency").first()
    return Panel("placements/offer/panel.html", {"offer": row}, 5) if row else None


@status_panels.register
def placement(user: Any, application: Application) -> Panel | None:
    """What comes before the first day, and the term afterwards."""
    rows = Placement.objects.filter(entry__application=application).exclude(state="cancelled")
    row = rows.select_related("seat__requisition__agency").order_by("-created_at").first()
    return Panel("placements/placement/panel.html", {"placement": row}, 6) if row else None
