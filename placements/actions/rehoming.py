"""What happens to people whose seat ends through no fault of theirs: another seat, or the first place in reserve."""

import uuid
from collections.abc import Collection
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from agencies.models import Requisition, Seat
from agencies.signals import seats_lost
from placements.models import CertificateEntry, Offer
from placements.queries.second_seats import Place, best_seats
from techforce.programme.models import Cohort
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply, lock

from .offer import rescind_offer, void_offer
from .second_seats import hold_second_seats, seat_person, seats_may_be_given


@receiver(seats_lost)
def rehome_holders(
    sender: Any, requisition: Requisition, seats: list[Seat], cause: str, reason: str, **kwargs: Any
) -> None:
    """Runs inside the act that ends the seats, before it: all of it or nothing.

    Every live offer of these seats ends by its own transition. Then those people, and nobody else, are matched to the
    open seats of requisitions that they ranked and that ranked them; who finds one is offered it, and who does not goes
    to reserve with a mark of priority, is recalled first, and comes first whenever a seat opens.
    Raises Refused when somebody is at work in one of them.
    """
    gone = {seat.pk for seat in seats}
    entries = _end_offers(gone, reason)
    if not entries:
        return
    hold_second_seats()
    cohort = requisition.track.cohort
    found = _second_seats(cohort, entries, gone)
    for entry in entries:
        _settle(entry, found, cause, reason, gone)
    if cohort.ranking_is_open:
        _recall(entries)


def _end_offers(seats: Collection[uuid.UUID], reason: str) -> list[CertificateEntry]:
    """The entries of those who held them, best score first."""
    live = Offer.objects.live().filter(seat__in=seats).order_by("pk")
    entries = []
    for offer in live.select_related("entry__certificate__track", "seat"):
        if lock(offer).state in ("accepted", "final"):
            if offer.seat.state == "filled":
                raise Refused("Somebody is at work in this seat.")
            void_offer(offer, by=None, reason=reason, reserve=False)
        else:
            rescind_offer(offer, by=None, reason=reason, reserve=False)
        entries.append(offer.entry)
    return sorted(entries, key=lambda entry: (-entry.score, entry.pk))


def _second_seats(
    cohort: Cohort, entries: list[CertificateEntry], gone: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[CertificateEntry, Place]]:
    """Application to the entry and requisition it goes to; their entries in other tracks count too."""
    if not seats_may_be_given(cohort):
        return {}
    people = [entry.application_id for entry in entries]
    today = timezone.localdate()
    others = CertificateEntry.objects.filter(
        application__in=people,
        state="reserve",
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=today,
    )
    valid = [entry for entry in entries if entry.certificate.expires_on >= today]
    rows = {row.pk: row for row in [*others.select_related("certificate__track"), *valid]}
    found = best_seats(cohort, rows.values(), without=gone)
    return {rows[pk].application_id: (rows[pk], need) for pk, need in found.items()}


def _settle(
    entry: CertificateEntry,
    found: dict[uuid.UUID, tuple[CertificateEntry, Place]],
    cause: str,
    reason: str,
    gone: Collection[uuid.UUID],
) -> None:
    target, need = found.get(entry.application_id, (None, None))
    if target is None or need is None:
        mark = {"priority_since": timezone.now(), "priority_reason": cause}
        apply(entry, "displace", by=None, reason=reason, changes=mark, cause=cause)
        return
    if target.pk != entry.pk:
        apply(entry, "reserve", by=None)
        entry = target
    seat_person(entry, need, "rehome", reason, gone)


def _recall(entries: list[CertificateEntry]) -> None:
    """While both sides rank they can take part at once."""
    for entry in entries:
        if lock(entry).state == "reserve":
            apply(entry, "recall", by=None)
