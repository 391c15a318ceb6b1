"""From acceptance to the first day: steps, clearing, and a day one that both sides confirm."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.actions.seat import fill_seat
from agencies.models import Agency
from placements.models import Offer, OnboardingStep, Placement
from placements.rules.onboarding import STEPS
from placements.rules.terms import last_day
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

Owner = OnboardingStep.Owner


@transaction.atomic
def begin_placement(offer: Offer, *, by: User) -> Placement:
    """Start onboarding for an accepted offer, with one row for each step."""
    starts_on = _first_day(offer)
    placement = begin(Placement(offer=offer, entry=offer.entry, seat=offer.seat, starts_on=starts_on), by=by)
    OnboardingStep.objects.bulk_create(
        OnboardingStep(
            placement=placement,
            order=number,
            title=step.title,
            owner=step.owner,
            due_on=max(starts_on - timedelta(days=step.days_before), timezone.localdate()),
        )
        for number, step in enumerate(STEPS, start=1)
    )
    return placement


@transaction.atomic
def complete_step(step: OnboardingStep, *, by: User) -> None:
    """Mark one step as done, by its owner's side. The last one clears the person to start.

    Doing it twice changes nothing. Raises NotAllowed for the other side's step, WrongState after onboarding.
    """
    placement = hold_placement(step.placement)
    if not may_complete(step, placement, by):
        raise NotAllowed(f"This step belongs to the {step.get_owner_display()}.")
    if placement.state != "onboarding":
        raise WrongState(f"Onboarding is over: it is now “{placement.state_info.label}”.")
    locked = OnboardingStep.objects.select_for_update().get(pk=step.pk)
    if locked.done_at:
        return
    locked.done_at, locked.done_by = timezone.now(), by
    locked.save(update_fields=["done_at", "done_by"])
    record("complete_step", placement, by=by, role=_role(by), step=step.order)
    if not placement.steps.filter(done_at=None).exists():
        clear_placement(placement)


def may_complete(step: OnboardingStep, placement: Placement, user: User) -> bool:
    """Whether this person belongs to the side that owns the step."""
    if step.owner == Owner.PARTICIPANT:
        return is_participant(placement, user)
    if step.owner == Owner.AGENCY:
        return is_agency_confirmer(placement, user)
    return may(user, Permission.PLACEMENT_MANAGE)


@transaction.atomic
def clear_placement(placement: Placement) -> None:
    """All steps are done: the person may start, and the offer is final. By the system."""
    apply(placement, "clear", by=None)
    apply(placement.offer, "finalise", by=None)


@transaction.atomic
def confirm_day_one(placement: Placement, *, by: User, on: date) -> None:
    """Confirm the first day, by the participant or the agency; the second confirmation starts the term.

    From cleared. Both must name the same day; raises Refused for another or a future day, NotAllowed for
    strangers, WrongState from any other state. Confirming twice changes nothing.
    """
    locked = hold_placement(placement)
    if locked.state != "cleared":
        raise WrongState(f"Day one cannot be confirmed: it is now “{locked.state_info.label}”.")
    if on > timezone.localdate():
        raise Refused("Day one can be confirmed on the day itself, not before.")
    if locked.started_on not in (None, on):
        raise Refused(f"The other side confirmed {locked.started_on:%B %-d, %Y}. Agree on one day first.")
    changes = _confirmation(locked, by, on)
    if not changes:
        return
    both = {**{name: getattr(locked, name) for name in CONFIRMATIONS}, **changes}
    if all(both[name] for name in CONFIRMATIONS):
        cohort = locked.entry.certificate.track.cohort
        changes["ends_on"] = last_day(on, cohort.term_months)
        apply(placement, "activate", by=by, changes=changes, on=on.isoformat(), until=str(changes["ends_on"]))
        _take_the_seat(placement, by)
        return
    Placement.objects.filter(pk=placement.pk).update(**changes)
    record("confirm_day_one", placement, by=by, role=_role(by), on=on.isoformat())
    placement.refresh_from_db()


CONFIRMATIONS = ("agency_confirmed_at", "participant_confirmed_at")


def _confirmation(placement: Placement, by: User, on: date) -> dict[str, Any]:
    now = timezone.now()
    if is_participant(placement, by):
        mine: dict[str, Any] = {"participant_confirmed_at": now}
    elif is_agency_confirmer(placement, by):
        mine = {"agency_confirmed_at": now, "agency_confirmed_by": by}
    else:
        raise NotAllowed("Day one is confirmed by the participant and by the agency.")
    if any(getattr(placement, name) for name in CONFIRMATIONS if name in mine):
        return {}
    return {**mine, "started_on": on}


def _take_the_seat(placement: Placement, by: User) -> None:
    apply(placement.offer, "convert", by=by)
    fill_seat(placement.seat)
    apply(placement.entry, "place", by=by)


@transaction.atomic
def cancel_placement(placement: Placement, *, by: User | None, reason: str) -> None:
    """End a placement before the first day, with a reason. Seat and entry are the caller's to release."""
    apply(placement, "cancel", by=by, reason=reason)


def hold_placement(placement: Placement) -> Placement:
    """The placement, locked after its offer: whoever ends an offer takes the two in this order."""
    lock(Offer(pk=placement.offer_id))
    return lock(placement)


def is_participant(placement: Placement, user: User) -> bool:
    """Whether the placement is this person's own."""
    return placement.entry.application.candidate.user_id == user.pk


def is_agency_confirmer(placement: Placement, user: User) -> bool:
    """Whether this person speaks for the seat's agency on first days."""
    agencies = Agency.objects.of_member(user, "coordinator", "agency_hr")
    return agencies.filter(pk=placement.seat.requisition.agency_id).exists()


def _first_day(offer: Offer) -> date:
    """The first day that both can start, put off until there is time for every step as far as both windows allow."""
    sides = (offer.seat.requisition, offer.entry.application)
    today = timezone.localdate()
    earliest = max([today, *(side.start_from for side in sides if side.start_from)])
    latest = min([date.max, *(side.start_by for side in sides if side.start_by)])
    prepared = today + timedelta(days=max(step.days_before for step in STEPS))
    return max(earliest, min(prepared, latest))


def _role(user: User) -> str:
    for permission in (Permission.APPLY, Permission.PLACEMENT_CONFIRM, Permission.PLACEMENT_MANAGE):
        if may(user, permission):
            return role_with(user, permission)
    return "none"
