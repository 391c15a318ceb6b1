"""Freeze an application: what was sent, in one document with one digest."""

import hashlib
import json
from typing import Any

from django.db.models import Max

from ..models import Application, ApplicationVersion


def freeze_version(application: Application) -> ApplicationVersion:
    """Keep the present answers for good as the application's next version.

    The caller holds the application's row, so that two callers cannot take one number.
    """
    answers = answers_of(application)
    last = application.versions.aggregate(last=Max("number"))["last"] or 0
    return ApplicationVersion.objects.create(
        application=application, number=last + 1, answers=answers, digest=digest_of(answers)
    )


def answers_of(application: Application) -> dict[str, Any]:
    """Every answer, with the résumé text that reviewers may read. `contact` is for HR alone."""
    candidate = application.candidate
    return {
        "contact": {
            "given_name": candidate.given_name,
            "family_name": candidate.family_name,
            "email": candidate.user.email,
            "phone": candidate.phone,
            "city": candidate.city,
            "state_code": candidate.state_code,
            "employers": list(candidate.employments.order_by("pk").values("name", "from_year", "to_year")),
        },
        "eligibility": {
            "citizenship": application.citizenship,
            "is_adult": application.is_adult,
            "can_work_full_time": application.can_work_full_time,
            "conduct_agreed": application.conduct_agreed,
        },
        "tracks": [
            {"key": choice.track.key, "name": choice.track.name}
            for choice in application.track_choices.select_related("track").order_by("order")
        ],
        "skills": [
            {"key": claim.skill.key, "name": claim.skill.name, "level": claim.level}
            for claim in application.skills.select_related("skill").order_by("skill__key")
        ],
        "work": {"experience": application.experience, "work_story": application.work_story},
        "terms": _terms(application),
        "resume": _resume(application),
        "consents": sorted(application.consents.filter(revoked_at=None).values_list("kind", flat=True)),
    }


def canonical(answers: dict[str, Any]) -> str:
    """The one way to write these answers down, so that equal answers have equal digests."""
    return json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(answers: dict[str, Any]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(answers).encode()).hexdigest()


def _terms(application: Application) -> dict[str, Any]:
    grade = application.minimum_grade
    start_from, start_by = application.start_from, application.start_by
    return {
        "minimum_grade": grade.code if grade else None,
        "places": [{"key": place.key, "name": str(place)} for place in application.places.order_by("key")],
        "start_from": start_from.isoformat() if start_from else None,
        "start_by": start_by.isoformat() if start_by else None,
        "clearance_held": application.clearance_held,
        "clearance_willing": application.clearance_willing,
        "travel_ok": application.travel_ok,
        "on_site_ok": application.on_site_ok,
    }


def _resume(application: Application) -> dict[str, Any] | None:
    document = application.documents.filter(removed_at=None).first()
    if document is None:
        return None
    return {
        "document": str(document.pk),
        "digest": document.digest,
        "kind": document.kind,
        "pages": document.pages,
        "text": document.text,
    }
