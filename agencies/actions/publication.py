"""Publish a requisition: its seats come to be, all of them or none."""

from django.db import transaction
from django.utils import timezone

from agencies.models import FundingCertification, Requisition, RequisitionRole, Seat
from agencies.rules.completeness import Gap, calendar_gaps, content_gaps, money_gaps
from agencies.shape import roles_of
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.kernel import apply, begin

from .funding import current_funding
from .requisition import Incomplete
from .reversion import check_rule

HELD_SEATS = ["matched", "offered", "filled"]


@transaction.atomic
def publish_requisition(requisition: Requisition, *, by: User) -> LedgerEntry:
    """validated or suspended → published, with one open seat for each that was asked for.

    Raises Incomplete while money, supervisor, contact or dates are missing, or its cohort takes no requests.
    A requisition that comes back from suspension keeps the seats it has, on the money that counts now; one in which
    somebody holds a seat goes back to filling.
    """

    def ready(need: Requisition) -> None:
        gaps = publication_gaps(need, current_funding(need))
        if gaps:
            raise Incomplete(gaps)
        check_rule(need, need.reverts_to)

    if requisition.seats.filter(state__in=HELD_SEATS).exists():
        # People hold seats of it: it goes on being filled, and nobody ranks it anew.
        entry = apply(requisition, "resume", by=by, guards=[ready])
    else:
        changes = {"published_at": requisition.published_at or timezone.now()}
        entry = apply(requisition, "publish", by=by, changes=changes, guards=[ready])
    funding = current_funding(requisition)
    assert funding is not None  # noqa: S101  the guard has seen it, and the requisition is locked
    requisition.seats.standing().update(funding=funding)
    held = set(requisition.seats.values_list("number", flat=True))
    for number, role in enumerate(_role_of_each_seat(requisition), 1):
        if number not in held:
            seat = Seat(requisition=requisition, number=number, funding=funding, role=role)
            begin(seat, by=by, number=number)
    return entry


def _role_of_each_seat(need: Requisition) -> list[RequisitionRole | None]:
    """For each seat number its role, in the order of the roles; no role in a plain requisition."""
    roles = roles_of(need)
    if not roles:
        return [None] * need.seat_count
    return [role for role in roles for _ in range(role.seats)]


def publication_gaps(need: Requisition, funding: FundingCertification | None) -> list[Gap]:
    """Everything that keeps it from being published, for the guard and for the page that shows it beforehand."""
    content = content_gaps(need, skills=need.skills.count(), today=timezone.localdate(), roles=roles_of(need))
    return [*content, *calendar_gaps(need), *money_gaps(need, funding)]
