"""Unfilled seats go where a rule set beforehand sends them: to another requisition of the agency, or back to the programme."""

from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agencies.models import Agency, Requisition, Seat
from agencies.models.requisition import Reversion
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, lock

from .funding import current_funding
from .reopening import add_seat, room_in
from .settling import settle_requisition

SETTLED = ["filling", "ranking_closed"]
TAKING = ["published", "ranking_closed", "filling"]


def check_rule(need: Requisition, reverts_to: Requisition | None) -> None:
    """Raise Refused for a rule that leads to another agency, to an ended request, or round in a circle.

    Holds the agency's row, so that two rules saved at once cannot close a circle between them.
    """
    if reverts_to is None:
        return
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=need.agency_id)
    if reverts_to.agency_id != need.agency_id:
        raise Refused("Seats can only go to another request of the same agency.")
    if reverts_to.state in ("cancelled", "closed_short"):
        raise Refused(f"{reverts_to.number} has ended and takes no seats.")
    if reverts_to.roles.exists():
        raise Refused(f"{reverts_to.number} is a team with roles of its own and takes no seats.")
    seen: set[UUID] = {need.pk}
    step: UUID | None = reverts_to.pk
    while step is not None:
        if step in seen:
            raise Refused("The seats would come back to where they started. Choose another request.")
        seen.add(step)
        step = Requisition.objects.values_list("reverts_to", flat=True).get(pk=step)


def seats_to_revert(need: Requisition) -> QuerySet[Seat]:
    """Open seats whose time has come: the rule's date has passed, and alternates have had a day.

    A seat that came from another requisition goes on only where it was here by that date.
    """
    today = timezone.localdate()
    if need.reversion == Reversion.STAY or need.reverts_on is None or need.reverts_on >= today:
        return need.seats.none()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    came = (
        Q(replaces=None)
        | Q(replaces__requisition=F("requisition"))
        | Q(state_since__date__lte=need.reverts_on)
    )
    return need.seats.filter(came, state="open", state_since__lt=midnight).order_by("number")


@transaction.atomic
def revert_seats(requisition: Requisition, *, by: User | None) -> int:
    """open → reverted for the seats whose time has come, by the system or by OPM; returns how many.

    Each becomes a new open seat of the requisition that the rule names, never more than are funded there; those beyond
    that stay where they are. Both agencies' people are told. Raises NotAllowed, and Refused while it is not due, while
    the requisition is being ranked or matched, or when the other one takes no seats or has money for no more.
    """
    if by is not None and not may(by, Permission.REQUISITION_TRIAGE):
        raise NotAllowed("Only program managers carry out a reversion.")
    need, target = _hold(requisition)
    if need.state not in SETTLED:
        raise Refused(f"{need.number} is “{need.state_info.label}”: its seats stay for now.")
    due = list(seats_to_revert(need))
    if not due:
        raise Refused("No seat is due. Seats go a day after they opened, and after the date of the rule.")
    moved = due if target is None else due[: _room(target)]
    for seat in moved:
        apply(seat, "revert", by=None, reason=_words(target))
        _pass_on(seat, target)
    event = record(
        "revert_seats",
        need,
        by=by,
        role="system" if by is None else role_with(by, Permission.REQUISITION_TRIAGE),
        reason=_words(target),
        seats=[seat.number for seat in moved],
        left=len(due) - len(moved),
        to=str(target.pk) if target else "",
    )
    queue("seats_reverted", need, event)
    settle_requisition(need)
    return len(moved)


def _hold(requisition: Requisition) -> tuple[Requisition, Requisition | None]:
    """The requisition and the one its rule names, locked in key order."""
    target_id = Requisition.objects.values_list("reverts_to", flat=True).get(pk=requisition.pk)
    held = {pk: lock(Requisition(pk=pk)) for pk in sorted(filter(None, [requisition.pk, target_id]))}
    return held[requisition.pk], held[target_id] if target_id else None


def _room(target: Requisition) -> int:
    if target.state not in TAKING:
        raise Refused(f"{target.number} is “{target.state_info.label}” and takes no seats now.")
    if target.roles.exists():
        raise Refused(f"{target.number} is a team with roles of its own and takes no seats.")
    room = room_in(target)
    if not room:
        raise Refused(
            f"The money of {target.number} covers no more seats. Agency HR has to certify more first."
        )
    return room


def _pass_on(seat: Seat, target: Requisition | None) -> None:
    if target is not None:
        funding = current_funding(target)
        assert funding is not None  # noqa: S101 there is room only where there is money
        add_seat(target, funding, seat)


def _words(target: Requisition | None) -> str:
    return (
        f"By the rule set beforehand: to {target.number}."
        if target
        else "By the rule set beforehand: to the program."
    )
