"""What a complete application says: the one list that forms, the review page and the act of sending all use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Answers = Mapping[str, Any]

STORY_FROM, STORY_TO = 150, 250
MOST_SKILLS = 15
FURTHEST_START = timedelta(days=730)


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong: in which step, at which field, and what to do about it."""

    step: str
    field: str
    words: str


# The words for an answer that is missing; forms show the same.
ASK: dict[str, dict[str, str]] = {
    "contact": {
        "given_name": "Enter your given name",
        "family_name": "Enter your family name",
        "phone": "Enter a phone number",
        "city": "Enter the city you live in",
        "state_code": "Choose the state you live in",
    },
    "eligibility": {
        "citizenship": "Choose your citizenship",
        "is_adult": "Answer whether you will be 18 or older on your first day",
        "can_work_full_time": "Answer whether you can work full time",
        "conduct_agreed": "Answer whether you agree to the investigation and the standards of conduct",
    },
    "tracks": {
        "first_track": "Choose the track that you want most",
        "skills": "Choose a level for at least one skill",
    },
    "work": {
        "experience": "Choose how long you have worked in technology",
        "work_story": "Tell us about one thing that you made or fixed",
    },
    "terms": {
        "minimum_grade": "Choose the lowest grade that you would accept",
        "places": "Choose at least one place",
        "start_from": "Enter the earliest date you could start",
        "start_by": "Enter the latest date you could start",
        "clearance_willing": "Choose how far you would go through an investigation",
        "travel_ok": "Answer whether you can travel",
        "on_site_ok": "Answer whether you can work on site",
    },
    "resume": {"resume": "Upload your résumé"},
}
STEPS = tuple(ASK)


def gaps(answers: Mapping[str, Answers], *, today: date) -> list[Gap]:
    """Everything that keeps these answers from being complete, in the order of the steps."""
    return [gap for step in STEPS for gap in step_gaps(step, answers[step], today=today)]


def step_gaps(step: str, answers: Answers, *, today: date) -> list[Gap]:
    """What is missing or wrong in one step."""
    found = [
        Gap(step, name, words) for name, words in ASK[step].items() if _is_missing(step, answers.get(name))
    ]
    further = _FURTHER.get(step)
    named = {gap.field for gap in found}
    return found + [gap for gap in (further(answers, today) if further else []) if gap.field not in named]


def _is_missing(step: str, value: Any) -> bool:
    """A "no" is an answer everywhere but for the résumé, where it says that there is none."""
    return value is None or value in ("", [], {}) or (step == "resume" and value is False)


def _contact(answers: Answers, today: date) -> list[Gap]:
    digits = sum(character.isdigit() for character in str(answers.get("phone") or ""))
    if not 10 <= digits <= 15:
        return [Gap("contact", "phone", "Enter a phone number with its area code, such as 202-555-0142")]
    return []


def _tracks(answers: Answers, today: date) -> list[Gap]:
    found = []
    second = answers.get("second_track")
    if second and second == answers.get("first_track"):
        found.append(Gap("tracks", "second_track", "Choose a different second track, or none"))
    count = len(answers.get("skills") or {})
    if count > MOST_SKILLS:
        found.append(
            Gap("tracks", "skills", f"Choose your {MOST_SKILLS} strongest skills. You have chosen {count}")
        )
    return found


def _work(answers: Answers, today: date) -> list[Gap]:
    words = len(str(answers.get("work_story") or "").split())
    if words < STORY_FROM:
        text = f"Write at least {STORY_FROM} words. Your story is {words} words now"
        return [Gap("work", "work_story", text)]
    if words > STORY_TO:
        text = f"Write at most {STORY_TO} words. Your story is {words} words now"
        return [Gap("work", "work_story", text)]
    return []


def _terms(answers: Answers, today: date) -> list[Gap]:
    found = []
    start_from, start_by = answers.get("start_from"), answers.get("start_by")
    if start_from and start_from < today:
        found.append(
            Gap("terms", "start_from", "The earliest date you could start has passed. Enter a later one")
        )
    if start_from and start_from > today + FURTHEST_START:
        found.append(Gap("terms", "start_from", "The earliest date you could start must be within two years"))
    if start_from and start_by and start_by < start_from:
        found.append(Gap("terms", "start_by", "The latest date you could start is before the earliest"))
    if answers.get("on_site_ok") is False and answers.get("places") and not answers.get("remote_chosen"):
        text = "You cannot work on site, so choose Remote among your places, or change your answer"
        found.append(Gap("terms", "places", text))
    return found


_FURTHER: dict[str, Callable[[Answers, date], list[Gap]]] = {
    "contact": _contact,
    "tracks": _tracks,
    "work": _work,
    "terms": _terms,
}
