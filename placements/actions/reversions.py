"""When unfilled seats revert: after the date of the rule, and never from under a round or a run that counts on them."""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agencies.actions.reversion import SETTLED, revert_seats
from agencies.models import Requisition, Seat
from techforce.accounts.models import User
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused

from .second_seats import hold_second_seats, seats_may_be_given

log = logging.getLogger(__name__)


@transaction.atomic
def revert_now(requisition: Requisition, *, by: User | None) -> int:
    """Carry out the rule of one requisition, by the system or by OPM; returns how many seats went.

    Raises NotAllowed, and Refused as `revert_seats` does and while both sides rank or a match run is undecided.
    """
    hold_second_seats()
    if not seats_may_be_given(requisition.track.cohort):
        raise Refused("Ranking is open or a match run is undecided. What is open now is for that result.")
    return revert_seats(requisition, by=by)


def revert_due_seats(now: datetime) -> int:
    """Carry out every rule whose day has come; returns for how many requisitions. Safe when two run at once.

    In a chain those come first whose seats go to another that is due: it must not close before they arrive.
    """
    waiting = Seat.objects.filter(requisition=OuterRef("pk"), state="open")
    due = Requisition.objects.filter(
        Exists(waiting), reverts_on__lt=timezone.localdate(now), state__in=SETTLED
    ).exclude(reversion="stay")
    done = 0

    def act(row: Requisition) -> None:
        nonlocal done
        try:
            done += bool(revert_now(row, by=None))
        except Refused as refused:
            log.debug("%s stays as it is: %s", row.number, refused)  # it is asked again every minute

    for pk in _sources_first(dict(due.values_list("pk", "reverts_to"))):
        act_on_each(due.filter(pk=pk), act)
    return done


def _sources_first(goes_to: dict[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """Requisitions by how many steps of due rules lie before them, the most first, then by key."""

    def steps(pk: uuid.UUID | None) -> int:
        return 1 + steps(goes_to[pk]) if pk in goes_to else 0

    return sorted(goes_to, key=lambda pk: (-steps(pk), pk))
