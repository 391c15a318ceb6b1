"""Leaving before the term ends: a participant asks, OPM decides, and the seat opens for somebody else."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.actions.seat import reopen_seat
from placements.models import EndReason, ExitRequest, Placement
from placements.rules.terms import dates_of
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin

from .placement import hold_placement, is_participant
from .reassignment import call_off_open_move

ENDED = "The placement ended early."


@transaction.atomic
def ask_to_leave(placement: Placement, *, by: User, last_day: date, reason: str) -> ExitRequest:
    """A participant at work asks OPM to leave early; program managers are told, the agency is not.

    Raises NotAllowed for anybody else, WrongState for somebody who is not at work or has asked already, and Refused
    for a day outside of what is left of the term or a reason that is not a participant's to give.
    """
    if not is_participant(placement, by):
        raise NotAllowed("Only the participant can ask to leave early.")
    locked = hold_placement(placement)
    if locked.state not in ("active", "extended", "reassigning"):
        raise WrongState(f"Nothing to leave: it is now “{locked.state_info.label}”.")
    if open_exit_request(locked):
        raise WrongState("You have asked already. OPM will talk to you.")
    if reason not in ExitRequest.REASONS:
        raise Refused("Choose one of the reasons.")
    if locked.ends_on is None or not timezone.localdate() <= last_day < locked.ends_on:
        raise Refused("Name a day between today and the end of your term.")
    asked = ExitRequest(placement=locked, last_day=last_day, reason=reason)
    return begin(asked, by=by, placement=str(locked.pk), last_day=last_day.isoformat())


@transaction.atomic
def take_back_exit_request(asked: ExitRequest, *, by: User) -> None:
    """asked → taken back, by the participant. Raises NotAllowed, WrongState."""
    if not is_participant(asked.placement, by):
        raise NotAllowed("Only the participant can take this back.")
    apply(asked, "take_back", by=by)


@transaction.atomic
def settle_exit_request(placement: Placement, *, by: User | None, reason: str) -> None:
    """asked → settled: the person stays, or the term ended by itself. Does nothing without an open request."""
    asked = open_exit_request(placement)
    if asked:
        apply(asked, "settle", by=by, reason=reason)


@transaction.atomic
def end_placement_early(
    placement: Placement, *, by: User, last_day: date, reason_code: str, reason: str
) -> None:
    """active or extended → ended early, by OPM; the seat reopens, and the requisition with it.

    A move under way is called off first and the participant's own request is granted. Raises Refused for a last day
    that has not come, that lies before the first, or that is the end of the term, and for an unknown reason code.
    """

    def must_be_served(row: Placement) -> None:
        started, present = dates_of(row)
        if last_day > timezone.localdate():
            raise Refused("The last day can be recorded once it has come.")
        if last_day < started:
            raise Refused(f"The term began on {started:%B %-d, %Y}.")
        if last_day >= present:
            raise Refused("The term was served to its end. Complete it instead.")

    if reason_code not in EndReason.values:
        raise Refused("Choose one of the reasons.")
    call_off_open_move(placement, by=by, reason=ENDED)
    hold_placement(placement)
    changes = {"ended_on": last_day, "end_reason": reason_code}
    apply(
        placement,
        "end_early",
        by=by,
        reason=reason,
        changes=changes,
        guards=[must_be_served],
        last_day=last_day.isoformat(),
        code=reason_code,
    )
    asked = open_exit_request(placement)
    if asked:
        apply(asked, "grant", by=by)
    reopen_seat(placement.seat, reason=ENDED)


def open_exit_request(placement: Placement) -> ExitRequest | None:
    """What waits for OPM's answer."""
    return ExitRequest.objects.filter(placement=placement, state="asked").first()
