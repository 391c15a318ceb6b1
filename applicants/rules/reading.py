"""An application's answers as people read them: sections of questions and answers, from draft or frozen version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from techforce.programme.vocabulary import Clearance, SkillLevel
from techforce.ui.moments import eastern_words

from ..models.application import Citizenship, Experience
from .eligibility import RULES

NO_ANSWER = "Not answered"


@dataclass(frozen=True)
class Section:
    """The answers of one step. `rows` are (question, answer); an answer that is missing says so."""

    step: str
    title: str
    rows: tuple[tuple[str, str], ...]


def sections(answers: Mapping[str, Any]) -> list[Section]:
    """What `answers_of` an application, or a frozen version, says; the résumé is shown apart."""
    return [
        Section("contact", "Contact", _contact(answers["contact"])),
        Section("eligibility", "Eligibility", _eligibility(answers["eligibility"])),
        Section("tracks", "Tracks and skills", _tracks(answers["tracks"], answers["skills"])),
        Section("work", "Your work", _work(answers["work"])),
        Section("terms", "Where and when", _terms(answers["terms"])),
    ]


def _contact(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    name = f"{said['given_name']} {said['family_name']}".strip()
    place = ", ".join(part for part in (said["city"], said["state_code"]) if part)
    # What was sent before this was asked has no list.
    worked = "\n".join(_years(one) for one in said.get("employers") or []) or "None named"
    return _rows(
        ("Name", name),
        ("Email", said["email"]),
        ("Phone", said["phone"]),
        ("Where you live", place),
        ("Employers", worked),
    )


def _years(employer: Mapping[str, Any]) -> str:
    return f"{employer['name']}, {employer['from_year']} to {employer['to_year'] or 'now'}"


def _eligibility(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    citizenship = Citizenship(said["citizenship"]).label if said["citizenship"] else ""
    return _rows(
        *(
            (rule.question, citizenship if rule.field == "citizenship" else _yes_no(said[rule.field]))
            for rule in RULES
        )
    )


def _tracks(tracks: list[Mapping[str, Any]], skills: list[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    names = [track["name"] for track in tracks] + ["", ""]
    ordered = sorted(skills, key=lambda skill: (-skill["level"], skill["name"]))
    claimed = "\n".join(f"{skill['name']}: {SkillLevel(skill['level']).label}" for skill in ordered)
    return _rows(("First track", names[0]), ("Second track", names[1] or "None"), ("Skills", claimed))


def _work(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    experience = Experience(said["experience"]).label if said["experience"] else ""
    return _rows(("Time in technology", experience), ("What you built or fixed", said["work_story"]))


def _terms(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    willing = said["clearance_willing"]
    return _rows(
        ("Lowest grade", said["minimum_grade"] or ""),
        ("Places", "\n".join(place["name"] for place in said["places"])),
        ("Earliest start", _day(said["start_from"])),
        ("Latest start", _day(said["start_by"])),
        ("Clearance held", Clearance(said["clearance_held"]).label),
        ("Clearance willing to go through", "" if willing is None else Clearance(willing).label),
        ("Travel", _yes_no(said["travel_ok"])),
        ("On site", _yes_no(said["on_site_ok"])),
    )


def _rows(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((question, answer or NO_ANSWER) for question, answer in pairs)


def _yes_no(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[value]


def _day(iso: str | None) -> str:
    return eastern_words(date.fromisoformat(iso), "date") if iso else ""
