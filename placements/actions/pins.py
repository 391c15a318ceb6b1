"""Seats decided before a match: proposed with a reason, approved by a second person, then first in every run."""

from django.db import transaction

from agencies.models import Requisition
from applicants.models import Application
from placements.models import Pin, PinReason, current_round
from placements.pinning import clashes
from placements.queries.pins import is_published, standing_pins
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused
from techforce.workflow.kernel import apply, begin

from .ranking_window import hold_rules

WHAT = "the pins"


@transaction.atomic
def propose_pin(
    cohort: Cohort,
    *,
    by: User,
    application: Application,
    requisition: Requisition,
    reason_class: str,
    reason: str,
) -> Pin:
    """Propose that one person has a seat at one requisition in the match to come, by those who run matches.

    The person need not have ranked it. Raises NotAllowed, ReasonNeeded, WrongState while a real run is undecided, and
    Refused, naming what clashes, where it cannot hold beside the pins there are, or after the round's result.
    """
    if not may(by, Permission.MATCH_RUN):
        raise NotAllowed("Only program managers propose pins.")
    if not reason.strip() or reason_class not in PinReason.values:
        raise ReasonNeeded("Give a reason. The second person and every auditor will read it.")
    locked = hold_rules(cohort, WHAT)
    if requisition.track.cohort_id != locked.pk or application.cohort_id != locked.pk:
        raise Refused("Both have to be of this cohort.")
    if is_published(locked, requisition.track):
        raise Refused("The result of this round is published. Propose pins for the next one when it opens.")
    pin = Pin(
        cohort=locked,
        round_number=current_round(locked),
        application=application,
        requisition=requisition,
        reason_class=reason_class,
        reason=reason.strip(),
        proposed_by=by,
    )
    _refuse_clashing(locked, pin, ["proposed", "approved"])
    return begin(pin, by=by, reason=reason.strip(), round=pin.round_number, requisition=requisition.number)


@transaction.atomic
def approve_pin(pin: Pin, *, by: User) -> None:
    """Let a pin count, by a second person. Raises NotAllowed, WrongState, and Refused for whoever proposed it or a clash."""
    locked = hold_rules(pin.cohort, WHAT)

    def must_hold(row: Pin) -> None:
        if row.proposed_by_id == by.pk:
            raise Refused("A second person has to approve: you proposed this pin.")
        if not standing_pins(locked).filter(pk=row.pk).exists():
            raise Refused("The match that it was for is published. Refuse it, or take it back.")
        _refuse_clashing(locked, row, ["approved"])

    apply(pin, "approve", by=by, guards=[must_hold], changes={"decided_by": by})


def refuse_pin(pin: Pin, *, by: User, reason: str) -> None:
    """Refuse a pin with a reason, by a second person."""

    def must_be_another_person(row: Pin) -> None:
        if row.proposed_by_id == by.pk:
            raise Refused("You proposed this pin: take it back instead.")

    apply(pin, "refuse", by=by, reason=reason, guards=[must_be_another_person], changes={"decided_by": by})


@transaction.atomic
def withdraw_pin(pin: Pin, *, by: User, reason: str) -> None:
    """Take a pin back, approved or not, by those who run matches and with a reason.

    Raises WrongState while a real run is undecided, and Refused once a published match used it.
    """
    locked = hold_rules(pin.cohort, WHAT)

    def must_be_unused(row: Pin) -> None:
        if row.state == "approved" and not standing_pins(locked).filter(pk=row.pk).exists():
            raise Refused("The match that it was for is published. It stays on the record.")

    apply(pin, "withdraw", by=by, reason=reason, guards=[must_be_unused])


def _refuse_clashing(cohort: Cohort, pin: Pin, states: list[str]) -> None:
    others = standing_pins(cohort).filter(state__in=states).exclude(pk=pin.pk)
    found = clashes(cohort, [*others, pin])
    if found:
        raise Refused(" ".join(found))
