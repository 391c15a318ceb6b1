"""Moves to another agency: proposed by OPM, agreed by every side, carried out on their day; one continuous term.

Locks are taken move, offer, placement, requisitions in key order, seats.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.actions.seat import free_seat, hold_seat, reopen_seat, take_seat
from agencies.models import Agency, Requisition, Seat
from placements.explanations import for_agency
from placements.models import MatchRun, Placement, Reassignment, Side
from placements.queries.ranking import broken_rules
from placements.snapshot_demand import with_terms
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .placement import hold_placement, is_participant
from .ranking_window import UNDECIDED

TAKING = ["published", "ranking_closed", "filling"]
MOVED = "The person moved to another agency."
NEVER_AGREED = ("citizenship", "clearance", "exclusion")
GONE = "The seat of the move is not there any more."


def seats_to_move_to(placement: Placement) -> Any:
    """Open, funded seats of other agencies, in a cohort without an undecided match run."""
    undecided = MatchRun.objects.filter(dry_run=False, state__in=UNDECIDED).values("cohort")
    rows = Seat.objects.filter(
        state="open",
        requisition__state__in=TAKING,
        funding__withdrawn_at=None,
        funding__available_until__gte=timezone.localdate(),
    )
    rows = rows.exclude(requisition__agency=placement.seat.requisition.agency_id)
    rows = rows.exclude(requisition__track__cohort__in=undecided)
    return rows.select_related("requisition__agency").order_by("requisition__number", "number")


@transaction.atomic
def propose_move(
    placement: Placement, to_seat: Seat, *, by: User, moves_on: date, reason: str
) -> Reassignment:
    """Propose that somebody at work goes on at another agency, by OPM; the seat is held until it is decided.

    Raises NotAllowed, WrongState for somebody who is not at work or has a move under way, and Refused for a seat that
    cannot be moved to, an agency that a hard rule of the law rules out, or a day outside of what is left of the term.
    """
    if not may(by, Permission.PLACEMENT_MANAGE):
        raise NotAllowed("You do not have the right to do this.")
    locked = hold_placement(placement)
    if locked.state not in ("active", "extended"):
        raise WrongState(f"Only somebody at work can move: it is now “{locked.state_info.label}”.")
    if open_move(locked):
        raise WrongState("A move of this person is under way already.")
    if not reason.strip():
        raise Refused("Give a reason. Everybody who has to agree reads it.")
    if locked.ends_on is None or not timezone.localdate() < moves_on < locked.ends_on:
        raise Refused("The day of the move has to lie between tomorrow and the end of the term.")
    _refuse_ruled_out(locked, to_seat)
    _lock_requisitions([locked.seat, to_seat])
    if not seats_to_move_to(locked).filter(pk=to_seat.pk).exists():
        raise Refused("This seat is not open any more, is not funded, or is part of a match. Choose another.")
    hold_seat(to_seat)
    move = Reassignment(
        placement=locked,
        from_seat=locked.seat,
        to_seat=to_seat,
        moves_on=moves_on,
        reason=reason.strip(),
        created_by=by,
    )
    return begin(move, by=by, reason=move.reason, placement=str(locked.pk), seat=str(to_seat.pk))


def sides_of(move: Reassignment, user: User) -> list[Side]:
    """For which sides this person could still agree."""
    open_sides = [side for side in Side if getattr(move, f"{side}_at") is None]
    taken = {move.losing_by_id, move.gaining_by_id, move.opm_by_id}
    return [side for side in open_sides if _speaks_for(move, side, user) and user.pk not in taken]


@transaction.atomic
def agree_to_move(move: Reassignment, side: str, *, by: User) -> None:
    """One side agrees; the last one makes the move agreed, and it is carried out on its day (or now, if that passed).

    Raises WrongState once it is decided or the side has agreed already, NotAllowed for anybody who does not speak for
    the side, has agreed for another one, or proposed it.
    """
    locked = lock(move)
    placement = hold_placement(locked.placement)
    if locked.state != "proposed":
        raise WrongState(f"This move has been decided: it is now “{locked.state_info.label}”.")
    if side not in Side.values or getattr(locked, f"{side}_at") is not None:
        raise WrongState("This side has agreed already.")
    if side not in sides_of(locked, by):
        raise NotAllowed("Somebody else has to agree for this side: three different people, one for each.")
    changes: dict[str, Any] = {f"{side}_at": timezone.now()}
    if side != Side.PARTICIPANT:
        changes[f"{side}_by"] = by
    for name, value in changes.items():
        setattr(locked, name, value)
        setattr(move, name, value)
    locked.save(update_fields=list(changes))
    record(f"agree_{side}", locked, by=by, role=_role(by), side=side)
    if all(getattr(locked, f"{each}_at") for each in Side):
        apply(move, "agree", by=by)
        apply(placement, "reassign", by=None, reason=locked.reason, move=str(locked.pk))
        if locked.moves_on <= timezone.localdate():
            carry_out_move(move)


@transaction.atomic
def refuse_move(move: Reassignment, *, by: User, reason: str) -> None:
    """proposed → refused, by anybody who could agree, with a reason; the seat is free again."""
    locked = lock(move)
    if locked.state == "proposed" and not sides_of(locked, by):
        raise NotAllowed("Only a side that has not agreed yet can refuse.")
    apply(move, "refuse", by=by, reason=reason)
    _release(move.to_seat)


@transaction.atomic
def call_off_move(move: Reassignment, *, by: User | None, reason: str) -> None:
    """proposed or agreed → called off, by OPM or the system with a reason; the person stays where they are."""
    lock(move)
    placement = hold_placement(move.placement)
    apply(move, "call_off", by=by, reason=reason)
    if placement.state == "reassigning":
        apply(placement, "resume", by=None, move=str(move.pk))
    _release(move.to_seat)


def call_off_open_move(placement: Placement, *, by: User | None, reason: str) -> None:
    """Call off what is under way for this person, if anything is; the placement is brought up to date."""
    move = open_move(placement)
    if move:
        call_off_move(move, by=by, reason=reason)
        placement.refresh_from_db()


@transaction.atomic
def carry_out_move(move: Reassignment) -> None:
    """agreed → done, by the system: the person takes the new seat, the old one reopens, the term goes on as it was.

    A move whose seat has gone since is called off instead.
    """
    locked = lock(move)
    placement = hold_placement(locked.placement)
    _lock_requisitions([locked.from_seat, locked.to_seat])
    if lock(locked.to_seat).state != "matched":
        call_off_move(move, by=None, reason=GONE)
        return
    apply(move, "carry_out", by=None)
    apply(
        placement,
        "resume",
        by=None,
        changes={"seat": locked.to_seat},
        from_seat=str(locked.from_seat_id),
        to_seat=str(locked.to_seat_id),
    )
    take_seat(locked.to_seat)
    reopen_seat(locked.from_seat, reason=MOVED)


def carry_out_moves(now: datetime) -> int:
    """Carry out every agreed move whose day has come; returns how many. Safe when two run at once."""
    due = Reassignment.objects.filter(state="agreed", moves_on__lte=timezone.localdate(now))
    return act_on_each(due.order_by("moves_on", "id"), carry_out_move)


def open_move(placement: Placement) -> Reassignment | None:
    """The move that is under way for this person."""
    return Reassignment.objects.open().filter(placement=placement).first()


def _speaks_for(move: Reassignment, side: Side, user: User) -> bool:
    if side == Side.PARTICIPANT:
        return is_participant(move.placement, user)
    if side == Side.OPM:
        return may(user, Permission.PLACEMENT_MANAGE) and move.created_by_id != user.pk
    seat = move.from_seat if side == Side.LOSING else move.to_seat
    agencies = Agency.objects.of_member(user, "coordinator", "agency_hr")
    return agencies.filter(pk=seat.requisition.agency_id).exists()


def _refuse_ruled_out(placement: Placement, to_seat: Seat) -> None:
    """Place, grade and dates can be agreed on; citizenship, clearance and pairs that must not meet cannot."""
    rows = list(with_terms(Requisition.objects.filter(pk=to_seat.requisition_id)))
    person = placement.entry.application_id
    broken = [code for code in broken_rules({person: {}}, rows)[person, rows[0].pk] if code in NEVER_AGREED]
    if broken:
        raise Refused(" ".join(for_agency(broken)))


def _release(seat: Seat) -> None:
    """Free the seat that was held. Does nothing when it has gone since."""
    lock(Requisition(pk=seat.requisition_id))
    if lock(seat).state == "matched":
        free_seat(seat)


def _lock_requisitions(seats: Iterable[Seat]) -> None:
    for key in sorted({seat.requisition_id for seat in seats}):
        lock(Requisition(pk=key))


def _role(user: User) -> str:
    for right in (Permission.PLACEMENT_MANAGE, Permission.PLACEMENT_CONFIRM, Permission.APPLY):
        if may(user, right):
            return role_with(user, right)
    return "none"
