"""Put back what was sent, when the window closes on somebody who reopened and did not send again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from techforce.workflow import kernel
from techforce.workflow.errors import Refused

from ..models import Application, ApplicationTrack
from .consent import give_consents
from .storing import store_answers


def reopened_too_late() -> models.QuerySet[Application]:
    """Drafts that were sent before and none of whose tracks can still be sent to; oldest first."""
    still_open = ApplicationTrack.objects.filter(
        application=models.OuterRef("pk"), track__in=Track.objects.open_now()
    )
    drafts = Application.objects.filter(
        ~models.Exists(still_open), state="draft", receipt_number__isnull=False
    )
    return drafts.order_by("submitted_at", "id")


@transaction.atomic
def restore_application(application: Application) -> Application:
    """Make the last version that was sent the application again. The system, at the deadline.

    Answers, résumé and consents go back to what that version holds. Raises Refused when nothing was ever sent or
    a window is still open, WrongState when it is no draft.
    """
    locked = kernel.lock(application)
    version = locked.versions.order_by("-number").first()
    if version is None or not reopened_too_late().filter(pk=locked.pk).exists():
        raise Refused("There is nothing to put back.")
    columns: list[str] = []
    for step, answers in _step_answers(version.answers, locked.cohort).items():
        columns += store_answers(locked, step, answers) or []
    _restore_resume(locked, version.answers["resume"])
    give_consents(locked, version.answers["consents"], by=None)
    changes = {name: getattr(locked, name) for name in columns}
    changes |= {"lock_version": locked.lock_version + 1, "saved_at": timezone.now()}
    kernel.apply_held(locked, "restore", by=None, changes=changes, version=version.number)
    return locked


def _step_answers(said: Mapping[str, Any], cohort: Cohort) -> dict[str, dict[str, Any]]:
    """A frozen version as the steps store it."""
    contact = {name: value for name, value in said["contact"].items() if name != "email"}
    return {
        "contact": contact,
        "eligibility": said["eligibility"],
        "tracks": _tracks(said, cohort),
        "work": said["work"],
        "terms": _terms(said["terms"]),
    }


def _tracks(said: Mapping[str, Any], cohort: Cohort) -> dict[str, Any]:
    ids = dict(Track.objects.filter(cohort=cohort).values_list("key", "pk"))
    chosen = [*(ids[track["key"]] for track in said["tracks"]), None, None]
    skills = dict(Skill.objects.values_list("key", "pk"))
    return {
        "first_track": chosen[0],
        "second_track": chosen[1],
        "skills": {skills[skill["key"]]: skill["level"] for skill in said["skills"]},
    }


def _terms(said: Mapping[str, Any]) -> dict[str, Any]:
    keys = [place["key"] for place in said["places"]]
    grade = Grade.objects.filter(code=said["minimum_grade"]).values_list("pk", flat=True).first()
    return {
        **said,
        "minimum_grade": grade,
        "places": list(DutyStation.objects.filter(key__in=keys).order_by("pk").values_list("pk", flat=True)),
        "start_from": date.fromisoformat(said["start_from"]),
        "start_by": date.fromisoformat(said["start_by"]),
    }


def _restore_resume(application: Application, said: Mapping[str, Any]) -> None:
    """What was sent was kept on file; whatever came after it was not sent and goes."""
    current = application.documents.filter(removed_at=None).first()
    if current is not None and str(current.pk) == said["document"]:
        return
    if current is not None:
        storage, name = current.file.storage, str(current.file.name)
        current.delete()
        transaction.on_commit(lambda: storage.delete(name))
    application.documents.filter(pk=said["document"]).update(removed_at=None)
