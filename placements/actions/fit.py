"""Set the weights by which fit is counted, before anybody ranks by it."""

from django.db import transaction
from django.utils import timezone

from placements.models import FitWeights
from placements.queries.fit import weights_of
from placements.rules.fit import Weights
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused

from .ranking_window import hold_cohort

WHOLE = 100


@transaction.atomic
def set_fit_weights(track: Track, *, by: User, weights: dict[str, int], reason: str) -> FitWeights:
    """Publish a new version of a track's weights, by the programme manager and with a reason; none is ever changed.

    Raises NotAllowed, ReasonNeeded, and Refused for weights that are not hundredths of a whole or are those that
    hold already, and once ranking has opened: what people rank by stays as it was when they began.
    """
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("Only program managers set the weights.")
    if not reason.strip():
        raise ReasonNeeded("Give a reason. It is published with the weights.")
    cohort = hold_cohort(track.cohort)
    if cohort.ranking_opens_at is not None and cohort.ranking_opens_at <= timezone.now():
        raise Refused("Ranking has opened, so the weights stay as they are for this round.")
    held = weights_of(track)
    fresh = Weights(held.version + 1, **weights)
    if min(fresh[1:]) < 0 or sum(fresh[1:]) != WHOLE:
        raise Refused(f"The weights must add up to {WHOLE}. These add up to {sum(fresh[1:])}.")
    if fresh[1:] == held[1:]:
        raise Refused("These are the weights that hold already.")
    row = FitWeights.objects.create(track=track, reason=reason.strip(), set_by=by, **fresh._asdict())
    role = role_with(by, Permission.COHORT_RUN)
    record("set_fit_weights", track, by=by, role=role, reason=row.reason, **fresh._asdict())
    return row
