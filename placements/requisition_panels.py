"""What placements adds to the page of a requisition: the ranked list of its agency, and the published result."""

from django.urls import reverse

from agencies.models import Requisition
from agencies.requisition_panels import Panel, register_panel
from techforce.accounts.models import User
from techforce.ui.moments import eastern_words, to_eastern

from .models import RankList
from .queries.match_result import published_run_of


@register_panel
def ranking(user: User, requisition: Requisition) -> Panel | None:
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
    return Panel("Rank people", text, link, "See or change the list" if counts else "Rank people")


@register_panel
def result(user: User, requisition: Requisition) -> Panel | None:
    """The newest published result."""
    if published_run_of(requisition) is None:
        return None
    link = reverse("placements:requisition_result", args=[requisition.pk])
    return Panel("Match result", "Who is in each seat, and why.", link, "See the result")
