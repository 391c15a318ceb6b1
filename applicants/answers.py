"""The stored answers of an application, step by step: what forms start from and rules judge."""

from typing import Any

from .models import Application

CONTACT = ("given_name", "family_name", "phone", "city", "state_code")
ELIGIBILITY = ("citizenship", "is_adult", "can_work_full_time", "conduct_agreed")
WORK = ("experience", "work_story")
TERMS = (
    "minimum_grade_id",
    "start_from",
    "start_by",
    "clearance_held",
    "clearance_willing",
    "travel_ok",
    "on_site_ok",
)


def stored_answers(application: Application, step: str) -> dict[str, Any]:
    """The answers of one step under the names that its form uses. Raises KeyError."""
    return _READERS[step](application)


def all_answers(application: Application) -> dict[str, dict[str, Any]]:
    """Every step's answers."""
    return {step: read(application) for step, read in _READERS.items()}


def _contact(application: Application) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(application.candidate, name) for name in CONTACT}
    worked = application.candidate.employments.order_by("pk").values("name", "from_year", "to_year")
    return {**said, "employers": list(worked)}


def _eligibility(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in ELIGIBILITY}


def _tracks(application: Application) -> dict[str, Any]:
    chosen = [*application.track_choices.order_by("order").values_list("track_id", flat=True), None, None]
    skills = dict(application.skills.order_by("skill_id").values_list("skill_id", "level"))
    return {"first_track": chosen[0], "second_track": chosen[1], "skills": skills}


def _work(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in WORK}


def _terms(application: Application) -> dict[str, Any]:
    answers = {name.removesuffix("_id"): getattr(application, name) for name in TERMS}
    places = list(application.places.order_by("pk"))
    return {
        **answers,
        "places": [place.pk for place in places],
        "remote_chosen": any(place.is_remote for place in places),
    }


def _resume(application: Application) -> dict[str, Any]:
    return {"resume": application.documents.filter(removed_at=None).exists()}


_READERS = {
    "contact": _contact,
    "eligibility": _eligibility,
    "tracks": _tracks,
    "work": _work,
    "terms": _terms,
    "resume": _resume,
}
