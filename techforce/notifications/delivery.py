"""Send what waits in the outbox, row by row."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from techforce.jobs.actions import back_off

from .models import DeliveryState, Notification

log = logging.getLogger(__name__)
BATCH = 200


def deliver_batch(limit: int = BATCH) -> int:
    """Send up to `limit` due messages over one connection; returns how many rows were handled.

    Each row is locked, sent and marked in its own transaction, so two workers never send the same one. A
    crash between sending and marking repeats one message, under the same Message-ID.
    """
    backend = get_connection()
    handled = 0
    try:
        while handled < limit and deliver_next(backend):
            handled += 1
    finally:
        backend.close()
    return handled


@transaction.atomic
def deliver_next(backend: BaseEmailBackend) -> bool:
    """Send the message that is due longest; False when none is."""
    rows = Notification.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    row = (
        rows.select_related("recipient")
        .filter(state=DeliveryState.PENDING, due_at__lte=timezone.now())
        .order_by("due_at", "id")
        .first()
    )
    if row is None:
        return False
    try:
        message(row, backend).send()
    except (SMTPException, OSError) as error:
        _try_later(row, error)
    else:
        row.state, row.sent_at, row.last_error = DeliveryState.SENT, timezone.now(), ""
        row.attempts += 1
        row.save(update_fields=["state", "sent_at", "last_error", "attempts"])
    return True


def message(row: Notification, backend: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The email of one row: text, and the same words as HTML."""
    url = f"{settings.SITE_URL}{row.link}" if row.link else ""
    context = {"subject": row.subject, "body": row.body, "url": url, "site_url": settings.SITE_URL}
    mail = EmailMultiAlternatives(
        subject=row.subject,
        body=render_to_string("notifications/email.txt", context),
        to=[row.recipient.email],
        headers={"Message-ID": f"<{row.id}@techforce>", "Auto-Submitted": "auto-generated"},
        connection=backend,
    )
    mail.attach_alternative(render_to_string("notifications/email.html", context), "text/html")
    return mail


def _try_later(row: Notification, error: Exception) -> None:
    """Wait longer after each failure; after the last one a person decides."""
    log.warning("notification %s not sent: %s", row.id, type(error).__name__)
    row.attempts += 1
    # The server's own words may quote the address; the class of the error does not.
    row.last_error = type(error).__name__
    if row.attempts >= settings.NOTIFICATION_MAX_ATTEMPTS:
        row.state = DeliveryState.DEAD
    else:
        row.due_at = timezone.now() + back_off(row.attempts)
    row.save(update_fields=["attempts", "last_error", "state", "due_at"])
