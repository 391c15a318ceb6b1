"""The published standard of a track: write a version, and freeze it when the window opens."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from applicants.models import Competency, Rubric
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.programme.models import Track
from techforce.programme.signals import track_opened
from techforce.workflow.errors import NotAllowed, Refused


@transaction.atomic
def create_rubric(
    track: Track, competencies: Iterable[Mapping[str, Any]], *, by: User | None, reason: str = ""
) -> Rubric:
    """Write the next version of a track's standard, not frozen yet. `by=None` is the system.

    Each competency names `name`, `question`, `weight` and five `anchors`. Raises NotAllowed, and Refused when the
    weights are not 100 together or a second version gives no reason.
    """
    role = _role(by)
    rows = [Competency(order=order, **fields) for order, fields in enumerate(competencies, 1)]
    if sum(row.weight for row in rows) != 100:
        raise Refused("The weights of the competencies have to be 100 together.")
    Track.objects.select_for_update(of=("self",), no_key=True).get(pk=track.pk)
    last = track.rubrics.order_by("-version").first()
    if last and not reason.strip():
        raise Refused("Say why the standard changes: it is published with the new version.")
    version = last.version + 1 if last else 1
    rubric = Rubric.objects.create(track=track, version=version, change_reason=reason.strip())
    for row in rows:
        row.rubric = rubric
    Competency.objects.bulk_create(rows)
    record(
        "write_rubric", rubric, by=by, role=role, reason=reason.strip(), track=str(track.pk), version=version
    )
    return rubric


@transaction.atomic
def freeze_rubric(track: Track, *, by: User | None) -> Rubric:
    """Freeze the newest version of a track's standard; does nothing when it is frozen. Raises NotAllowed, Refused."""
    role = _role(by)
    rubric = track.rubrics.select_for_update(of=("self",), no_key=True).order_by("-version").first()
    if rubric is None:
        raise Refused(f"{track.name} has no published standard to score by. Write it before the track opens.")
    if rubric.frozen_at is None:
        rubric.frozen_at = timezone.now()
        rubric.save(update_fields=["frozen_at"])
        record("freeze_rubric", rubric, by=by, role=role, track=str(track.pk), version=rubric.version)
    return rubric


@receiver(track_opened, dispatch_uid="freeze the standard of an open track")
def freeze_when_opened(sender: type[Track], track: Track, by: User | None, **kwargs: Any) -> None:
    """An open window means a frozen standard; without one the track does not open."""
    freeze_rubric(track, by=by)


def _role(by: User | None) -> str:
    if by is None:
        return "system"
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("You do not have the right to do this.")
    return role_with(by, Permission.COHORT_RUN)
