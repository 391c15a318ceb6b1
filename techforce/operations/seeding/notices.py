"""The letters that bulk-made applications would have caused: for submitting, and for where each stands now."""

from uuid import UUID

from applicants.models import Application
from techforce.audit.models import LedgerEntry, subject_type
from techforce.notifications.actions import compose
from techforce.notifications.models import DeliveryState, Notification

from .applicants import Applicant
from .chains import batches

BATCH = 500


def insert_notices(people: list[Applicant]) -> None:
    """Write them as sent when their event happened."""
    for part in batches(people, BATCH):
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
    notices = [
        notice
        for row in rows
        for event in _told_events(own[str(row.pk)])
        if event.pk not in told
        for notice in _notices(row, event)
    ]
    Notification.objects.bulk_create(notices, batch_size=2000)


def _told_events(events: list[LedgerEntry]) -> list[LedgerEntry]:
    """The submission and the newest act."""
    submitted = [event for event in events if event.act == "submit"][-1:]
    return submitted if submitted == events[-1:] else [*submitted, events[-1]]


def _notices(row: Application, event: LedgerEntry) -> list[Notification]:
    key = row.WORKFLOW.transition(event.act).notice if event.act != "start" else ""
    if not key:
        return []
    composed = compose(key, row, event)
    for notice in composed:
        notice.state, notice.sent_at = DeliveryState.SENT, event.at
        notice.created_at = event.at
    return composed
