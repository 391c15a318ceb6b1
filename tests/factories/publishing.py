"""What a cohort needs before it can be announced and its tracks open."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from applicants.actions.rubric import create_rubric
from techforce.operations.reference import standard
from techforce.programme.models import Cohort, Track
from tests.factories import agencies, people, programme

SET_UP: dict[str, Any] = {
    "announcement": "The second cohort is open to engineers of every kind.",
    "term_months": 24,
    "extension_months": 12,
    "term_authority": "5 CFR 213",
    "unranked_policy": "excluded",
    "interest_signals": 3,
}


def publishable(cohort: Cohort) -> Cohort:
    """The cohort with its words and terms, its ranking window, and all that it stands on but its tracks."""
    now = timezone.now()
    window = {"ranking_opens_at": now + timedelta(days=40), "ranking_closes_at": now + timedelta(days=50)}
    Cohort.objects.filter(pk=cohort.pk).update(**SET_UP, **window)
    cohort.refresh_from_db()
    programme.grade()
    programme.station()
    programme.skill("python")
    if not people.User.objects.filter(email="second@opm.example").exists():
        people.staff("second@opm.example", "Second Person", "approver")
        agencies.member(agencies.agency("VA"), "coordinator", "first@va.example", "First Coordinator")
    return cohort


def publishable_track(cohort: Cohort, key: str = "software", **fields: Any) -> Track:
    """A planned track of it that can open: described, with its standard."""
    values = {
        "state": "planned",
        "summary": "Services for the public.",
        "description": "You build.",
        **fields,
    }
    track = programme.track(cohort, key, **values)
    create_rubric(track, standard("software"), by=None)
    return track
