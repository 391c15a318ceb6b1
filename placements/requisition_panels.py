"""What placements adds to the page of a requisition: the ranked list of its agency, and the published result."""

from django.db.models import Count, Q
from django.urls import reverse

from agencies.actions.reversion import seats_to_revert
from agencies.models import Requisition
from agencies.requisition_panels import requisition_panels
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.contributions import LinkPanel
from techforce.ui.moments import eastern_words, to_eastern

from .models import FitInterview, RankingRound, RankList
from .models.interview import OPEN
from .queries.match_result import published_runs_of
from .queries.rounds import REOPENING


@requisition_panels.register
def ranking(user: User, requisition: Requisition) -> LinkPanel | None:
    """For those who rank for this agency, from publication until the result."""
    if requisition.state not in ("published", "ranking_closed", "in_match"):
        return None
    if not Requisition.objects.editable_by(user).filter(pk=requisition.pk).exists():
        return None
    counts = RankList.objects.filter(requisition=requisition, certified_at__isnull=False).exists()
    cohort = requisition.track.cohort
    text = (
        "Your certified list counts."
        if counts
        else "Nothing counts yet: only a certified list takes part in the match."
    )
    if cohort.ranking_is_open and cohort.ranking_closes_at:
        text += f" Ranking closes {eastern_words(to_eastern(cohort.ranking_closes_at))}."
    elif not cohort.ranking_is_open:
        text += " Ranking is not open now."
    link = reverse("placements:agency_ranking", args=[requisition.pk])
    return LinkPanel("Rank people", text, link, "See or change the list" if counts else "Rank people")


@requisition_panels.register
def coming_round(user: User, requisition: Requisition) -> LinkPanel | None:
    """An announced supplemental round, where seats are open for it."""
    if requisition.state not in ("published", *REOPENING, "closed_short"):
        return None
    row = RankingRound.objects.filter(cohort=requisition.track.cohort_id, state="announced").first()
    if row is None or not _takes_part(row, requisition):
        return None
    opens, closes = (eastern_words(to_eastern(moment)) for moment in (row.opens_at, row.closes_at))
    text = (
        f"It opens {opens} and closes {closes}. Both sides rank anew: earlier lists do not count. "
        "Whoever holds a seat keeps it."
    )
    return LinkPanel(f"Round {row.number} of ranking is announced", text)


def _takes_part(row: RankingRound, requisition: Requisition) -> bool:
    if requisition.state == "closed_short":
        return row.reopens.filter(pk=requisition.pk).exists()
    return requisition.seats.filter(state="open").exists()


@requisition_panels.register
def interviews(user: User, requisition: Requisition) -> LinkPanel | None:
    """Fit interviews, for people of the agency."""
    if not may(user, Permission.CERTIFICATE_BROWSE):
        return None
    rows = FitInterview.objects.filter(requisition=requisition)
    found = rows.aggregate(all=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN)))
    if not found["all"]:
        return None
    link = reverse("placements:interviews", args=[requisition.pk])
    return LinkPanel("Fit interviews", f"{found['open']} open of {found['all']} in all.", link, "See them")


@requisition_panels.register
def reversion(user: User, requisition: Requisition) -> LinkPanel | None:
    """For those at OPM who carry it out by hand: seats whose day has come."""
    if requisition.state not in REOPENING or not may(user, Permission.REQUISITION_TRIAGE):
        return None
    due = seats_to_revert(requisition).count()
    if not due:
        return None
    words = "1 seat is" if due == 1 else f"{due} seats are"
    link = reverse("placements:reversion", args=[requisition.pk])
    text = f"{words} due to go by the rule set beforehand."
    return LinkPanel("Seats that revert", text, link, "Carry it out now")


@requisition_panels.register
def result(user: User, requisition: Requisition) -> LinkPanel | None:
    """The newest published result."""
    if not published_runs_of(requisition).exists():
        return None
    link = reverse("placements:requisition_result", args=[requisition.pk])
    return LinkPanel("Match result", "Who is in each seat, and why.", link, "See the result")
