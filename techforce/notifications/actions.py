"""Queue, read and resend messages."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.jobs.actions import send

from .kinds import Notice, notice
from .models import Channel, DeliveryState, Notification

DELIVER = "techforce.notifications.tasks.deliver_due"
BATCH = 1000


def queue(key: str, subject: models.Model, event: LedgerEntry) -> list[Notification]:
    """Write the messages of one event into the outbox, in the caller's transaction.

    Queueing the same event again changes nothing. Delivery starts after commit. Raises KeyError.
    """
    return queue_all(key, [(subject, event)])


def queue_all(key: str, told: Sequence[tuple[models.Model, LedgerEntry]]) -> list[Notification]:
    """The same for many subjects, each with its event, in a number of statements that does not grow with them."""
    rows = compose_all(key, told)
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    if any(row.channel == Channel.EMAIL for row in rows):
        transaction.on_commit(ring)
    return rows


def compose(key: str, subject: models.Model, event: LedgerEntry) -> list[Notification]:
    """The messages of one event, unsaved."""
    return compose_all(key, [(subject, event)])


def compose_all(key: str, told: Sequence[tuple[models.Model, LedgerEntry]]) -> list[Notification]:
    """The messages of these events, unsaved. An inbox message is delivered by being written."""
    kind = notice(key)
    kind.prepare([subject for subject, _ in told])
    return [
        row
        for subject, event in told
        for person in kind.recipients(subject)
        for row in _compose_for(kind, subject, event, person)
    ]


def _compose_for(kind: Notice, subject: models.Model, event: LedgerEntry, person: User) -> list[Notification]:
    link = kind.link(subject)
    context: dict[str, Any] = {
        "template": kind.template,
        "subject": subject,
        "recipient": person,
        "link": f"{settings.SITE_URL}{link}" if link else "",
        "reason": event.reason,
        "event": event,
        **kind.context(subject, person),
    }
    title, _, body = render_to_string("notifications/notice.txt", context).strip().partition("\n")
    return [
        Notification(
            kind=kind.key,
            event=event,
            recipient=person,
            channel=channel,
            subject=title.strip()[:200],
            body=body.strip(),
            link=link,
            state=DeliveryState.SENT if channel == Channel.INBOX else DeliveryState.PENDING,
            sent_at=event.at if channel == Channel.INBOX else None,
        )
        for channel in kind.channels
    ]


def ring() -> None:
    """Tell a worker that messages wait."""
    send(DELIVER)


def mark_read(row: Notification) -> None:
    """Note that the recipient opened an inbox message."""
    Notification.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def resend(row: Notification, *, by: User) -> bool:
    """Try a message again that was given up; False, and nothing done, in any other state."""
    changed = (
        Notification.objects.filter(pk=row.pk)
        .dead()
        .update(state=DeliveryState.PENDING, attempts=0, due_at=timezone.now(), last_error="")
    )
    if changed:
        record("resend", row, by=by, role="operator", kind=row.kind)
        transaction.on_commit(ring)
    return bool(changed)
