"""The set minute: a run's result becomes seats, entries and offers, for everybody in one transaction."""

import uuid
from collections import defaultdict, deque
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.actions.seat import match_seats
from agencies.models import Requisition, Seat
from placements.models import CertificateEntry, MatchResult, MatchRun
from techforce.audit.models import LedgerEntry
from techforce.notifications.actions import queue_all
from techforce.programme.models import Track
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply
from techforce.workflow.many import BATCH, apply_all, hold, parts

from .offer import draft_offers
from .ranking_round import conclude_with
from .release import HELD

ENTERING = ["published", "ranking_closed"]
LAST = 1_000_000


@transaction.atomic
def publish_match_run(run: MatchRun) -> None:
    """Publish an approved run at its minute, by the system: all of it or nothing.

    Its requisitions go through the match to filling (to ranking closed where nobody was placed); each person placed
    gets a seat, a matched entry and a drafted offer; their entries in other tracks go to reserve; everybody in the run
    and every agency is told. The runs of earlier rounds are superseded: whom they placed stays placed, and their results
    can still be read. Who has withdrawn, or whose seat has gone since, is left out and the seat stays open.
    The number of statements does not grow with the number of people, only with thousands of them.
    Raises WrongState when it is not approved, and Refused before its minute.
    """

    def must_be_due(row: MatchRun) -> None:
        if row.publish_at is None or row.publish_at > timezone.now():
            raise Refused("Its minute has not come.")

    event = apply(run, "publish", by=None, guards=[must_be_due], changes={"published_at": timezone.now()})
    requisitions = hold(_requisitions(run))
    apply_all(requisitions, "enter_match", by=None, facts=lambda row: {"run": run.number})
    _seat_everybody(run, requisitions)
    _go_on(run, requisitions)
    queue_all("result_for_agency", [(row, event) for row in requisitions])
    for track in _tracks(run):
        apply(track, "match", by=None)
    _tell_unplaced(run, event)
    _supersede(run)
    conclude_with(run)


def publish_due_runs(now: datetime) -> int:
    """Publish every approved run whose minute has come; returns how many. Safe when two run at once."""
    due = MatchRun.objects.filter(state="approved", publish_at__lte=now).defer(*MatchRun.HEAVY)
    return act_on_each(due.order_by("publish_at", "number"), publish_match_run)


def _requisitions(run: MatchRun) -> QuerySet[Requisition]:
    names = run.certificate["report"]["by_requisition"]  # type: ignore[index]
    return Requisition.objects.filter(pk__in=names, state__in=ENTERING)


def _seat_everybody(run: MatchRun, requisitions: list[Requisition]) -> None:
    """Seats of each role in their order to people in the agency's order. Locks requisitions, seats, entries: always in this order.

    Whoever leaves has left before their entry is held here, or leaves a match that they are already in.
    """
    seats = _open_seats(requisitions)
    held = _available_entries(run)
    seated: list[tuple[CertificateEntry, Seat]] = []
    for result in _placed(run):
        free = seats[result.requisition_id, result.role_id]
        if result.entry_id in held and free:
            seated.append((held[result.entry_id], free.popleft()))
    match_seats([seat for _, seat in seated])
    seat_of = {entry.pk: str(seat.pk) for entry, seat in seated}
    entries = [entry for entry, _ in seated]
    apply_all(entries, "match", by=None, facts=lambda row: {"run": run.number, "seat": seat_of[row.pk]})
    CertificateEntry.objects.filter(pk__in=seat_of).update(priority_since=None, priority_reason="")
    draft_offers(seated, run)
    people = {entry.application_id for entry in entries}
    others = [row for row in held.values() if row.application_id in people and row.pk not in seat_of]
    apply_all(others, "reserve", by=None, facts=lambda row: {"run": run.number})


def _go_on(run: MatchRun, requisitions: list[Requisition]) -> None:
    """Where somebody holds a seat, from this round or an earlier one, it goes on being filled; else it can enter the next match."""
    held = Seat.objects.filter(requisition__in=[row.pk for row in requisitions], state__in=HELD)
    joined = set(held.values_list("requisition_id", flat=True))
    for name, rows in (
        ("fill_seats", [row for row in requisitions if row.pk in joined]),
        ("leave_match", [row for row in requisitions if row.pk not in joined]),
    ):
        apply_all(rows, name, by=None, facts=lambda row: {"run": run.number})


def _open_seats(requisitions: list[Requisition]) -> dict[tuple[uuid.UUID | None, int | None], deque[Seat]]:
    """Open seats by requisition and role (None where it is plain), in order of their number, held."""
    found: dict[tuple[uuid.UUID | None, int | None], deque[Seat]] = defaultdict(deque)
    rows = hold(Seat.objects.filter(requisition__in=[row.pk for row in requisitions], state="open"))
    for seat in sorted(rows, key=lambda row: row.number):
        found[seat.requisition_id, seat.role_id].append(seat)
    return found


def _available_entries(run: MatchRun) -> dict[uuid.UUID | None, CertificateEntry]:
    """What the people who were placed hold in any track and is still available, held."""
    people = MatchResult.objects.filter(run=run, requisition__isnull=False).values("application")
    return {
        row.pk: row
        for row in hold(CertificateEntry.objects.filter(application__in=people, state="available"))
    }


def _placed(run: MatchRun) -> list[MatchResult]:
    """Placed results, those the agency ranked best first, then in certificate order."""
    rows = MatchResult.objects.filter(run=run, requisition__isnull=False)
    return sorted(rows.select_related("entry").defer("reasons"), key=_standing)


def _standing(row: MatchResult) -> tuple[int, int, int]:
    score = row.entry.score if row.entry else 0
    return row.agency_rank or LAST, -score, row.pk


def _tracks(run: MatchRun) -> list[Track]:
    rows = Track.objects.filter(cohort=run.cohort_id, state="certified")
    return list(rows.filter(pk=run.track_id) if run.track_id else rows)


def _tell_unplaced(run: MatchRun, event: LedgerEntry) -> None:
    """Everybody in the run who holds no seat from it hears so, each once."""
    seated = CertificateEntry.objects.filter(state="matched", offers__run=run).values("application")
    rows = MatchResult.objects.filter(run=run, application__state="certified").exclude(application__in=seated)
    for part in parts(list(rows.defer("reasons")), BATCH):
        for result in part:
            result.run = run  # fetched it would bring its whole snapshot along, once for each person
        queue_all("result_unplaced", [(result, event) for result in part])


def _supersede(run: MatchRun) -> None:
    """Earlier published runs of the same people: all of the cohort, or those of the run's own track."""
    earlier = MatchRun.objects.filter(cohort=run.cohort_id, state="published").exclude(pk=run.pk)
    if run.track_id is not None:
        earlier = earlier.filter(track=run.track_id)
    for row in earlier.defer("snapshot", "result", "certificate").order_by("number"):
        apply(row, "supersede", by=None, by_run=run.number)
