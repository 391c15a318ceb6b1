"""The set minute: a run's result becomes seats, entries and offers, for everybody in one transaction."""

import uuid
from collections import defaultdict
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from agencies.actions.seat import match_seat
from agencies.models import Requisition, Seat
from placements.models import CertificateEntry, MatchResult, MatchRun
from techforce.audit.models import LedgerEntry
from techforce.notifications.actions import queue
from techforce.programme.models import Track
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply

from .offer import draft_offer

ENTERING = ["published", "ranking_closed"]
LAST = 1_000_000


@transaction.atomic
def publish_match_run(run: MatchRun) -> None:
    """Publish an approved run at its minute, by the system: all of it or nothing.

    Its requisitions go through the match to filling (to ranking closed where nobody was placed); each person placed
    gets a seat, a matched entry and a drafted offer; their entries in other tracks go to reserve; everybody in the run
    and every agency is told. Who has withdrawn, or whose seat has gone since, is left out and the seat stays open.
    Raises WrongState when it is not approved, and Refused before its minute.
    """

    def must_be_due(row: MatchRun) -> None:
        if row.publish_at is None or row.publish_at > timezone.now():
            raise Refused("Its minute has not come.")

    event = apply(run, "publish", by=None, guards=[must_be_due], changes={"published_at": timezone.now()})
    placed, others = _placed(run), _other_entries(run)
    for requisition in _requisitions(run):
        _fill(requisition, placed[requisition.pk], others, run, event)
    for track in _tracks(run):
        apply(track, "match", by=None)
    _tell_unplaced(run, event)


def publish_due_runs(now: datetime) -> int:
    """Publish every approved run whose minute has come; returns how many. Safe when two run at once."""
    due = MatchRun.objects.filter(state="approved", publish_at__lte=now)
    return act_on_each(due.order_by("publish_at", "number"), publish_match_run)


def _placed(run: MatchRun) -> dict[object, list[MatchResult]]:
    """Placed results by requisition, those the agency ranked best first, then in certificate order."""
    rows = MatchResult.objects.filter(run=run, requisition__isnull=False).select_related("entry")
    ordered = sorted(rows, key=_standing)
    found: dict[object, list[MatchResult]] = defaultdict(list)
    for requisition, group in groupby(ordered, key=lambda row: row.requisition_id):
        found[requisition] = list(group)
    return found


def _standing(row: MatchResult) -> tuple[str, int, int, int]:
    score = row.entry.score if row.entry else 0
    return str(row.requisition_id), row.agency_rank or LAST, -score, row.pk


def _requisitions(run: MatchRun) -> list[Requisition]:
    names = [row["id"] for row in run.snapshot["requisitions"]]  # type: ignore[index]
    return list(Requisition.objects.filter(pk__in=names, state__in=ENTERING).order_by("pk"))


def _other_entries(run: MatchRun) -> dict[uuid.UUID, list[CertificateEntry]]:
    """What the people who were placed hold in other tracks, by application."""
    placed = MatchResult.objects.filter(run=run, entry__isnull=False)
    rows = CertificateEntry.objects.filter(application__in=placed.values("application"), state="available")
    found: dict[uuid.UUID, list[CertificateEntry]] = defaultdict(list)
    for row in rows.exclude(pk__in=placed.values("entry")).order_by("pk"):
        found[row.application_id].append(row)
    return found


def _fill(
    requisition: Requisition,
    placed: list[MatchResult],
    others: dict[uuid.UUID, list[CertificateEntry]],
    run: MatchRun,
    event: LedgerEntry,
) -> None:
    """Seats in their order to people in the agency's order. A requisition that nobody joined can enter the next match."""
    apply(requisition, "enter_match", by=None, run=run.number)
    open_seats = list(Seat.objects.filter(requisition=requisition, state="open").order_by("number"))
    taken = 0
    for result in placed:
        if taken < len(open_seats) and _seat(result, open_seats[taken], others, run):
            taken += 1
    apply(requisition, "fill_seats" if taken else "leave_match", by=None, run=run.number)
    queue("result_for_agency", requisition, event)


def _seat(
    result: MatchResult, seat: Seat, others: dict[uuid.UUID, list[CertificateEntry]], run: MatchRun
) -> bool:
    """One person into one seat; False when they are not available any more.

    Somebody who leaves between that look and the lock undoes the whole act, and the next tick does it again.
    """
    entry = result.entry
    assert entry is not None  # noqa: S101 a check constraint says so for everybody placed
    if entry.state != "available":
        return False
    match_seat(seat)
    apply(entry, "match", by=None, run=run.number, seat=str(seat.pk))
    draft_offer(entry, seat, run)
    for other in others[entry.application_id]:
        apply(other, "reserve", by=None, run=run.number)
    return True


def _tracks(run: MatchRun) -> list[Track]:
    rows = Track.objects.filter(cohort=run.cohort_id, state="certified")
    return list(rows.filter(pk=run.track_id) if run.track_id else rows)


def _tell_unplaced(run: MatchRun, event: LedgerEntry) -> None:
    """Everybody in the run who holds no seat from it hears so, each once."""
    seated = CertificateEntry.objects.filter(state="matched", offers__run=run).values("application")
    rows = MatchResult.objects.filter(run=run, application__state="certified").exclude(application__in=seated)
    for result in rows.select_related("application__candidate__user"):
        result.run = run  # joined it would bring its whole snapshot along, once for each person
        queue("result_unplaced", result, event)
