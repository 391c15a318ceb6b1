"""Cohorts, tracks and the shared vocabulary."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from tests.support.states import at_state


def cohort(**fields: Any) -> Cohort:
    """A cohort, running unless told otherwise, whose ranking window is open."""
    now = timezone.now()
    state = fields.pop("state", "running")
    number = Cohort.objects.count() + 1
    values = {
        "name": f"Cohort {number}",
        "slug": f"cohort-{number}",
        "ranking_opens_at": now - timedelta(days=1),
        "ranking_closes_at": now + timedelta(days=7),
        **fields,
    }
    return at_state(Cohort(**values), state)


def track(cohort: Cohort, key: str = "software", **fields: Any) -> Track:
    """An open track with rolling intake."""
    now = timezone.now()
    state = fields.pop("state", "open")
    values = {
        "name": "Software engineering" if key == "software" else key.replace("-", " ").capitalize(),
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=20),
        "rolling_intake": True,
        **fields,
    }
    return at_state(Track(cohort=cohort, key=key, **values), state)


def skill(key: str) -> Skill:
    return Skill.objects.get_or_create(key=key, defaults={"name": key.capitalize(), "group": "Engineering"})[
        0
    ]


def grade(code: str = "GS-13") -> Grade:
    return Grade.objects.get_or_create(code=code, defaults={"rank": int(code.split("-")[1])})[0]


def station(key: str = "washington") -> DutyStation:
    places = {
        "washington": {"city": "Washington", "state_code": "DC"},
        "denver": {"city": "Denver", "state_code": "CO"},
        "remote": {"city": "Remote", "is_remote": True},
    }
    return DutyStation.objects.get_or_create(key=key, defaults=places[key])[0]
