"""Open a requisition to both sides' lists once more, for the seats that nobody holds."""

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from agencies.models import FundingCertification, Requisition, RequisitionRole, Seat
from agencies.models.seat import STANDING
from agencies.rules.completeness import calendar_gaps
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply, begin, lock

from .funding import current_funding


@transaction.atomic
def reopen_ranking(requisition: Requisition, *, by: User | None, round_number: int) -> LedgerEntry:
    """filling, ranking_closed or closed_short → published, when a supplemental round opens; its held seats stay as they are.

    One that had closed gets back, as new seats, the reverted ones that the money still covers and that went nowhere
    else. Raises WrongState, and Refused where no seat is open or its start dates or its track are over.
    """
    locked = lock(requisition)
    if locked.state == "closed_short":
        _restore_seats(locked)

    def can_be_ranked(need: Requisition) -> None:
        if not need.seats.filter(state="open").exists():
            raise Refused(f"{need.number} has no open seat.")
        if need.start_by is None or need.start_by <= timezone.localdate():
            raise Refused(f"The latest start date of {need.number} has passed.")
        for gap in calendar_gaps(need):
            raise Refused(f"{need.number}: {gap.message}")

    return apply(requisition, "reopen_ranking", by=by, guards=[can_be_ranked], round=round_number)


def room_in(requisition: Requisition) -> int:
    """How many more seats the money that counts now covers; none without money."""
    funding = current_funding(requisition)
    if funding is None:
        return 0
    return max(0, funding.seat_count - requisition.seats.standing().count())


def add_seat(requisition: Requisition, funding: FundingCertification, instead_of: Seat) -> Seat:
    """A new open seat in the place of a reverted one, in its role where it is of the same team. The caller holds the requisition's lock and has counted the money.

    In a team it keeps its role; one that comes from another requisition goes to the role that lacks most seats.
    """
    number = (requisition.seats.aggregate(last=Max("number"))["last"] or 0) + 1
    seat = Seat(
        requisition=requisition,
        number=number,
        funding=funding,
        replaces=instead_of,
        role=_role_for(requisition, instead_of),
    )
    return begin(seat, by=None, number=number, replaces=str(instead_of.pk))


def _role_for(requisition: Requisition, instead_of: Seat) -> RequisitionRole | None:
    if instead_of.requisition_id == requisition.pk:
        return instead_of.role
    standing = Count("funded_seats", filter=Q(funded_seats__state__in=STANDING))
    return requisition.roles.annotate(lacking=F("seats") - standing).order_by("-lacking", "number").first()


def _restore_seats(requisition: Requisition) -> None:
    funding, room = current_funding(requisition), room_in(requisition)
    if funding is None:
        return
    for seat in requisition.seats.filter(state="reverted", replaced_by=None).order_by("number")[:room]:
        add_seat(requisition, funding, seat)
