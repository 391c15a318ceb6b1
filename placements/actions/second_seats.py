"""Seats outside a match run: for people whose seat ended, before anybody else, and for alternates when a seat is freed."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.utils import timezone

from agencies.actions.seat import match_seats
from agencies.models import Requisition, Seat
from agencies.signals import seat_reopened
from placements.models import CertificateEntry, MatchRun, Offer, RankingRound
from placements.queries.second_seats import Place, best_seats
from techforce.jobs.actions import enqueue
from techforce.notifications.actions import queue
from techforce.programme.models import Cohort
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply, lock

from .offer import draft_offer
from .ranking_window import UNDECIDED
from .release import ALTERNATES

LOCK_CLASS = 0x544653  # "TFS": one at a time decides on second seats
NO_MARK = {"priority_since": None, "priority_reason": ""}
COMMITTED = ["matched", "offered", "accepted", "placed"]


def hold_second_seats() -> None:
    """Keep everybody else from deciding on second seats until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, 0)", [LOCK_CLASS])


def seats_may_be_given(cohort: Cohort) -> bool:
    """Not while both sides rank, nor while a match run is undecided: then what is open is for that result."""
    if (
        cohort.ranking_is_open
        or RankingRound.objects.filter(cohort=cohort, state__in=["open", "closed"]).exists()
    ):
        return False
    return not MatchRun.objects.filter(cohort=cohort, dry_run=False, state__in=UNDECIDED).exists()


@receiver(seat_reopened)
def look_for_alternates(sender: Any, seat: Seat, **kwargs: Any) -> None:
    """Somebody left a seat before their term ended: alternates are looked for after that act."""
    enqueue(ALTERNATES, cohort_id=seat.requisition.track.cohort_id)


@transaction.atomic
def offer_freed_seats(cohort: Cohort) -> int:
    """Seats that somebody gave back go to people who hold none, by the system; returns to how many.

    First to those with a mark of priority (any open seat), then to alternates: people without a seat, by the lists that
    both sides certified, none of whom has let an offer go. Each hears of it, and an offer is drafted.
    """
    hold_second_seats()
    if not seats_may_be_given(cohort):
        return 0
    waiting = _waiting(cohort)
    first = waiting.filter(priority_since__isnull=False)
    found = _seat_each(best_seats(cohort, first), "rehome", "Your seat had ended, so you came first.")
    let_go = Offer.objects.filter(entry__certificate__track__cohort=cohort, state__in=["declined", "expired"])
    others = _waiting(cohort).exclude(application__in=let_go.values("entry__application"))
    return found + _seat_each(best_seats(cohort, others, freed=True), "call_up", "")


def seat_person(
    entry: CertificateEntry,
    place: Place,
    act: str,
    reason: str,
    without: Collection[uuid.UUID] = (),
) -> Offer:
    """Match one entry to the first open seat of a requisition and draft the offer; both sides are told.

    Raises Refused when the seat has gone meanwhile.
    """
    need = lock(Requisition(pk=place.requisition))
    seat = (
        need.seats.filter(state="open", role=place.role)
        .exclude(pk__in=list(without))
        .order_by("number")
        .first()
    )
    if seat is None:
        raise Refused(f"{need.number} has no open seat any more.")
    match_seats([seat])
    if need.state == "ranking_closed":
        apply(need, "enter_match", by=None)
        apply(need, "fill_seats", by=None)
    event = apply(entry, act, by=None, reason=reason, changes=dict(NO_MARK), seat=str(seat.pk))
    queue("second_seat", need, event)
    for other in _other_entries(entry):
        apply(other, "reserve", by=None)
    return draft_offer(entry, seat, None)


def _other_entries(entry: CertificateEntry) -> Iterable[CertificateEntry]:
    rows = CertificateEntry.objects.filter(application=entry.application_id, state="available")
    return rows.exclude(pk=entry.pk).order_by("pk")


def _seat_each(found: dict[uuid.UUID, Place], act: str, reason: str) -> int:
    """One savepoint each, so that somebody who left meanwhile holds up nobody else."""
    rows = CertificateEntry.objects.filter(pk__in=found).order_by("-score", "pk")
    return act_on_each(rows, lambda row: seat_person(row, found[row.pk], act, reason), limit=len(found))


def _waiting(cohort: Cohort) -> QuerySet[CertificateEntry]:
    rows = CertificateEntry.objects.filter(
        Q(state="available") | Q(state="reserve"),
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=timezone.localdate(),
        application__state="certified",
    ).exclude(application__entries__state__in=COMMITTED)
    return rows.select_related("certificate__track").order_by("-score", "pk")
