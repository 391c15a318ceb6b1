"""Cohorts, tracks and the shared vocabulary."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from django.utils import timezone

from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from tests.support.states import at_state

F = TypeVar("F", bound=Callable[..., Any])
_remembered: list[Any] = []


def once_a_test(make: F) -> F:
    """Look a row of the vocabulary up once in a test, however many things in it need the row."""
    remembering = cache(make)
    _remembered.append(remembering)
    return remembering  # type: ignore[return-value]


def forget() -> None:
    """Begin anew: the rows of the last test are gone."""
    for function in _remembered:
        function.cache_clear()


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


@once_a_test
def skill(key: str) -> Skill:
    """A skill by its key."""
    values = {"name": key.capitalize(), "group": "Engineering"}
    return Skill.objects.get_or_create(key=key, defaults=values)[0]


@once_a_test
def grade(code: str = "GS-13") -> Grade:
    """A grade by its code."""
    return Grade.objects.get_or_create(code=code, defaults={"rank": int(code.split("-")[1])})[0]


@once_a_test
def station(key: str = "washington") -> DutyStation:
    """One of three places of work."""
    places = {
        "washington": {"city": "Washington", "state_code": "DC"},
        "denver": {"city": "Denver", "state_code": "CO"},
        "remote": {"city": "Remote", "is_remote": True},
    }
    return DutyStation.objects.get_or_create(key=key, defaults=places[key])[0]
