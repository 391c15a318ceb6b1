"""The letters that bulk-made applications would have caused: for submitting, and for where each stands now."""

from uuid import UUID

from applicants.models import Application
from techforce.audit.models import LedgerEntry, subject_type
from techforce.copying import copy_in
from techforce.notifications.actions import compose_all
from techforce.notifications.models import DeliveryState, Notification
from techforce.workflow.many import parts

from .applicants import Applicant

BATCH = 500


def insert_notices(people: list[Applicant]) -> None:
    """Write them as sent when their event happened."""
    for part in parts(people, BATCH):
        _insert([person.application.pk for person in part])


def _insert(ids: list[UUID]) -> None:
    rows = Application.objects.filter(pk__in=ids).select_related("candidate__user", "cohort")
    events = LedgerEntry.objects.filter(
        subject_type=subject_type(Application), subject_id__in=[str(pk) for pk in ids]
    ).order_by("id")
    told = set(Notification.objects.filter(event__in=events).values_list("event_id", flat=True))
    own: dict[str, list[LedgerEntry]] = {}
    for event in events:
        own.setdefault(event.subject_id, []).append(event)
    by_key: dict[str, list[tuple[Application, LedgerEntry]]] = {}
    for row in rows:
        for event in _told_events(own[str(row.pk)]):
            key = _key(event)
            if key and event.pk not in told:
                by_key.setdefault(key, []).append((row, event))
    copy_in(_as_sent(notice) for key, pairs in by_key.items() for notice in compose_all(key, pairs))


def _told_events(events: list[LedgerEntry]) -> list[LedgerEntry]:
    """The submission and the newest act."""
    submitted = [event for event in events if event.act == "submit"][-1:]
    return submitted if submitted == events[-1:] else [*submitted, events[-1]]


def _key(event: LedgerEntry) -> str:
    return Application.WORKFLOW.transition(event.act).notice if event.act != "start" else ""


def _as_sent(notice: Notification) -> Notification:
    notice.state, notice.sent_at = DeliveryState.SENT, notice.event.at
    notice.created_at = notice.event.at
    return notice
