"""End a seat that is not filled. Who holds it hears of it first, and is found another place before anybody else."""

from django.db import transaction

from agencies.models import Seat
from agencies.signals import seats_lost
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import ReasonNeeded
from techforce.workflow.kernel import apply, lock

from .membership import require_role
from .settling import settle_requisition

SEAT_CANCELLED = "seat_cancelled"


@transaction.atomic
def cancel_seat(seat: Seat, *, by: User, reason: str) -> LedgerEntry:
    """open, matched or offered → cancelled, with a reason, by a coordinator of the agency or by OPM.

    An offer of it ends, and its person is rehomed. A requisition without any other seat closes. Raises NotAllowed,
    ReasonNeeded, WrongState for a seat that is filled or gone, and Refused for somebody who is at work.
    """
    need = seat.requisition
    if not may(by, Permission.REQUISITION_TRIAGE):
        require_role(need.agency, by, "coordinator")
    if not reason.strip():
        raise ReasonNeeded("Give a reason.")
    seats_lost.send(Seat, requisition=need, seats=[seat], cause=SEAT_CANCELLED, reason=reason.strip())
    lock(need)
    entry = apply(seat, "cancel", by=by, reason=reason)
    settle_requisition(need)
    return entry
