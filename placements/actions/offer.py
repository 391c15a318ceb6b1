"""Draft, send, answer and end offers. Locks are taken offer, seat, entry: always in this order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.actions.seat import offer_seat
from agencies.models import Seat
from placements.models import CertificateEntry, MatchRun, Offer, Placement
from placements.rules.offers import must_be_in_time
from techforce.accounts.models import User
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply, begin, lock
from techforce.workflow.many import begin_all

from .placement import begin_placement, cancel_placement
from .release import free_held_seat, move_to_reserve

LONGEST_CLOCK = 30


@transaction.atomic
def draft_offer(entry: CertificateEntry, seat: Seat, run: MatchRun | None) -> Offer:
    """Draft the offer that follows from a match, by the system. Entry and seat must be matched."""
    return begin(Offer(entry=entry, seat=seat, run=run), by=None, entry=str(entry.pk), seat=str(seat.pk))


def draft_offers(held: Sequence[tuple[CertificateEntry, Seat]], run: MatchRun) -> None:
    """The same for everybody whom a published run has seated."""
    offers = [Offer(entry=entry, seat=seat, run=run) for entry, seat in held]
    begin_all(offers, by=None, facts=lambda row: {"entry": str(row.entry_id), "seat": str(row.seat_id)})


@transaction.atomic
def send_offer(offer: Offer, *, by: User, days: int) -> None:
    """Send a drafted or ready offer with a clock of `days`, by staff who manage offers.

    The seat and the entry become offered. Raises Refused for a clock of no or too many days.
    """
    if not 1 <= days <= LONGEST_CLOCK:
        raise Refused(f"Give the candidate between 1 and {LONGEST_CLOCK} days to answer.")
    if lock(offer).state == "drafted":
        apply(offer, "prepare", by=by)
    now = timezone.now()
    apply(offer, "send", by=by, changes={"sent_at": now, "expires_at": now + timedelta(days=days)})
    offer_seat(offer.seat, by=by)
    apply(offer.entry, "offer", by=by)


@transaction.atomic
def accept_offer(offer: Offer, *, by: User, attested: bool) -> Placement:
    """Accept a sent offer, by its candidate and confirmed twice; onboarding begins.

    There is no other live offer: a person has one committed entry at a time. Their entries in other tracks
    go to reserve.
    Raises Refused without the second confirmation or when the clock has run out.
    """
    if not attested:
        raise Refused("Confirm once more that you accept: tick the box and press the button.")
    _must_be_own(offer, by)
    now = timezone.now()
    apply(offer, "accept", by=by, guards=[must_be_in_time(now)], changes={"answered_at": now})
    apply(offer.entry, "accept", by=by)
    for entry in _other_entries(offer.entry):
        move_to_reserve(entry, by=None)
    return begin_placement(offer, by=by)


@transaction.atomic
def decline_offer(offer: Offer, *, by: User, reason: str = "", reserve: bool = True) -> None:
    """Decline a sent offer, by its candidate. The seat opens again and the entry goes to reserve.

    `reserve=False` leaves the entry to the caller, who is ending it.
    """
    _must_be_own(offer, by)
    apply(offer, "decline", by=by, reason=reason, changes={"answered_at": timezone.now()})
    free_held_seat(offer.seat)
    if reserve:
        move_to_reserve(offer.entry, by=by)


@transaction.atomic
def rescind_offer(offer: Offer, *, by: User | None, reason: str, reserve: bool = True) -> None:
    """Take an offer back before it is final, with a reason. A placement that had begun is cancelled."""
    apply(offer, "rescind", by=by, reason=reason)
    _undo(offer, by=by, reason=reason, reserve=reserve)


@transaction.atomic
def void_offer(offer: Offer, *, by: User | None, reason: str, reserve: bool = True) -> None:
    """End an accepted or final offer before the first day, with a reason."""
    apply(offer, "void", by=by, reason=reason)
    _undo(offer, by=by, reason=reason, reserve=reserve)


def expire_offers(now: datetime) -> int:
    """Expire every sent offer whose clock has run out; returns how many. Safe when two run at once."""
    due = Offer.objects.filter(state="sent", expires_at__lte=now)
    return act_on_each(due.order_by("expires_at", "id"), _expire)


def _expire(offer: Offer) -> None:
    apply(offer, "expire", by=None)
    free_held_seat(offer.seat)
    move_to_reserve(offer.entry, by=None)


def _undo(offer: Offer, *, by: User | None, reason: str, reserve: bool) -> None:
    placement = Placement.objects.filter(offer=offer, state__in=["onboarding", "cleared"]).first()
    if placement:
        cancel_placement(placement, by=by, reason=reason)
    free_held_seat(offer.seat)
    if reserve:
        move_to_reserve(offer.entry, by=None)


def _must_be_own(offer: Offer, by: User) -> None:
    if offer.entry.application.candidate.user_id != by.pk:
        raise Refused("Only the person who received an offer can answer it.")


def _other_entries(entry: CertificateEntry) -> list[CertificateEntry]:
    same = CertificateEntry.objects.filter(application=entry.application_id, state="available")
    return list(same.exclude(pk=entry.pk).order_by("pk"))
