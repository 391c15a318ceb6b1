"""Who reads for which track, how many at a time, and since when they are trained for it."""

from django.db import transaction
from django.utils import timezone

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, Refused

from ..models import ReviewerTrack

MOST_AT_ONCE = 50


@transaction.atomic
def set_reviewer_track(reviewer: User, track: Track, *, by: User, cap: int, trained: bool) -> ReviewerTrack:
    """Let a reviewer read for a track, or change how many at a time; untrained they are given nothing.

    By HR or an operator. Raises NotAllowed, and Refused for somebody who does not review or a cap that makes no sense.
    """
    role = _role(by)
    if not may(reviewer, Permission.REVIEW):
        raise Refused("This person does not review. Give them the role of a reviewer first.")
    if not 1 <= cap <= MOST_AT_ONCE:
        raise Refused(f"Let a reviewer hold between 1 and {MOST_AT_ONCE} reviews at a time.")
    row = ReviewerTrack.objects.get_or_create(reviewer=reviewer, track=track, defaults={"cap": cap})[0]
    row = ReviewerTrack.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    row.cap = cap
    row.trained_at = (row.trained_at or timezone.now()) if trained else None
    row.save(update_fields=["cap", "trained_at"])
    record(
        "set_reviewer_track",
        row,
        by=by,
        role=role,
        reviewer=reviewer.pk,
        track=str(track.pk),
        cap=cap,
        trained=trained,
    )
    return row


def _role(by: User) -> str:
    for right in (Permission.REVIEW_MANAGE, Permission.OPERATIONS):
        if may(by, right):
            return role_with(by, right)
    raise NotAllowed("You do not have the right to do this.")
