"""Record who must never review whom, and give back what they hold of each other."""

import uuid

from django.db import models, transaction

from techforce.access.holding import may, role_with, roles_of
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, lock

from ..models import Application, Candidate, Conflict, Panel, Review
from ..models.review import HELD
from .panel import LIVE


@transaction.atomic
def declare_conflict(reviewer: User, candidate: Candidate, *, by: User, reason: str) -> Conflict:
    """Record a tie between a reviewer and a candidate, by HR, on behalf of either. Again changes nothing.

    Reviews of the pair that are not final are cancelled and their places freed. Raises NotAllowed, Refused.
    """
    if not may(by, Permission.REVIEW_MANAGE):
        raise NotAllowed("You do not have the right to do this.")
    if reason not in Conflict.Reason.values:
        raise Refused("Choose what ties these two.")
    if not may(reviewer, Permission.REVIEW):
        raise Refused("This person does not review, so there is nothing to exclude.")
    return record_conflict(reviewer, candidate, by=by, reason=reason)


def record_conflict(reviewer: User, candidate: Candidate, *, by: User, reason: str) -> Conflict:
    """Write the pair down and free what is held of it. The caller has checked who asks."""
    conflict, is_new = Conflict.objects.get_or_create(
        reviewer=reviewer, candidate=candidate, defaults={"reason": reason}
    )
    if is_new:
        role = role_with(by, Permission.REVIEW_MANAGE) if by != reviewer else roles_of(by)[0].key
        record("declare_conflict", conflict, by=by, role=role, reviewer=reviewer.pk, reason_class=reason)
    _cancel_reviews(reviewer, candidate)
    return conflict


def _cancel_reviews(reviewer: User, candidate: Candidate) -> None:
    """A locked review of an undecided panel counts no more either: a replacement is found."""
    mine = Review.objects.filter(reviewer=reviewer, state__in=[*HELD, "locked"])
    pairs = mine.filter(panel__application__candidate=candidate, panel__state__in=LIVE)
    found = pairs.order_by("panel__application_id", "panel_id").values_list(
        "panel__application_id", "panel_id", "pk"
    )
    for application_id, panel_id, pk in list(found):
        lock(Application(pk=application_id))
        lock(Panel(pk=panel_id))
        apply(Review.objects.get(pk=pk), "cancel", by=None)
        free_place(panel_id)


def free_place(panel_id: uuid.UUID) -> None:
    """One place of a panel is free again. The caller holds the panel."""
    Panel.objects.filter(pk=panel_id).update(taken=models.F("taken") - 1)
