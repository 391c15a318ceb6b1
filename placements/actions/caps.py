"""Limit how many people an agency may take in a cohort, before the match is run."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency
from placements.models import SeatCap
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState

from .ranking_window import hold_rules


@transaction.atomic
def set_cap(cohort: Cohort, agency: Agency, *, by: User, seats: int, reason: str) -> SeatCap:
    """Let an agency with its components take at most so many people of a cohort; replaces the limit it has.

    By the programme manager, with a reason. Raises NotAllowed, ReasonNeeded, Refused for a negative number, and
    WrongState while a real match run of the cohort is undecided.
    """
    if not reason.strip():
        raise ReasonNeeded("Give a reason. It goes on the record.")
    if seats < 0:
        raise Refused("A limit is a number of people, or none.")
    _hold_open(cohort, by)
    values = {"seats": seats, "reason": reason.strip(), "set_by": by, "set_at": timezone.now()}
    cap, _ = SeatCap.objects.update_or_create(cohort=cohort, agency=agency, defaults=values)
    _note("set_cap", cap, by, reason.strip())
    return cap


@transaction.atomic
def remove_cap(cap: SeatCap, *, by: User) -> None:
    """Take a limit away. Raises NotAllowed, and WrongState while a run is undecided or when it is gone already."""
    _hold_open(cap.cohort, by)
    found = SeatCap.objects.filter(pk=cap.pk).first()
    if found is None:
        raise WrongState("This limit is gone already.")
    _note("remove_cap", found, by, "")
    found.delete()


def _hold_open(cohort: Cohort, by: User) -> None:
    """No run of the cohort can start until the transaction ends, and none is being decided."""
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("Only program managers limit agencies.")
    hold_rules(cohort, "the limits")


def _note(act: str, cap: SeatCap, by: User, reason: str) -> None:
    record(
        act,
        cap,
        by=by,
        role=role_with(by, Permission.COHORT_RUN),
        reason=reason,
        cohort=str(cap.cohort_id),
        agency=cap.agency_id,
        seats=cap.seats,
    )
