"""Write the answers of one step into the rows that hold them."""

from collections.abc import Callable, Mapping
from typing import Any

from ..answers import stored_answers
from ..models import Application, ApplicationSkill, ApplicationTrack, Employment
from ..rules.employers import keys_for

Answers = Mapping[str, Any]


def store_answers(application: Application, step: str, answers: Answers) -> list[str] | None:
    """Store the answers that differ from what is kept; None when none does. Raises KeyError for an unknown step.

    An answer that is not among `answers` stays as it is. The caller holds the application's row, and saves the
    columns of it that are returned, set already, together with its own.
    """
    write = _WRITERS[step]
    kept = stored_answers(application, step)
    changed = {name: value for name, value in answers.items() if name in kept and kept[name] != value}
    return write(application, changed, kept) if changed else None


def _contact(application: Application, changed: Answers, kept: Answers) -> list[str]:
    candidate = application.candidate
    fields = {name: value for name, value in changed.items() if name != "employers"}
    for name, value in fields.items():
        setattr(candidate, name, value)
    if fields:
        candidate.save(update_fields=list(fields))
    if "employers" in changed:
        candidate.employments.all().delete()
        Employment.objects.bulk_create(
            Employment(candidate=candidate, **one, **keys_for(one["name"])) for one in changed["employers"]
        )
    return []


def _columns(application: Application, changed: Answers, kept: Answers) -> list[str]:
    for name, value in changed.items():
        setattr(application, name, value)
    return list(changed)


def _tracks(application: Application, changed: Answers, kept: Answers) -> list[str]:
    if "first_track" in changed or "second_track" in changed:
        after = {**kept, **changed}
        chosen = dict.fromkeys(key for key in (after["first_track"], after["second_track"]) if key)
        application.track_choices.all().delete()
        ApplicationTrack.objects.bulk_create(
            ApplicationTrack(application=application, track_id=key, order=order)
            for order, key in enumerate(chosen, start=1)
        )
    if "skills" in changed:
        application.skills.all().delete()
        ApplicationSkill.objects.bulk_create(
            ApplicationSkill(application=application, skill_id=key, level=level)
            for key, level in changed["skills"].items()
        )
    return []


def _terms(application: Application, changed: Answers, kept: Answers) -> list[str]:
    if "places" in changed:
        application.places.remove(*set(kept["places"]).difference(changed["places"]))
        application.places.add(*set(changed["places"]).difference(kept["places"]))
    columns = {name: value for name, value in changed.items() if name not in ("places", "minimum_grade")}
    if "minimum_grade" in changed:
        columns["minimum_grade_id"] = changed["minimum_grade"]
    return _columns(application, columns, kept)


_WRITERS: dict[str, Callable[[Application, Answers, Answers], list[str]]] = {
    "contact": _contact,
    "eligibility": _columns,
    "tracks": _tracks,
    "work": _columns,
    "terms": _terms,
}
