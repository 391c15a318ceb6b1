"""The outbox: written with the event, delivered once, and never lost."""

import smtplib
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.notifications import actions, tasks
from techforce.notifications.delivery import deliver_batch
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply
from tests.factories import people, programme
from tests.factories.applicants import application


class FailingBackend(EmailBackend):
    """A mail server that refuses, quoting the address as real ones do."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


class SlowBackend(EmailBackend):
    """A mail server that takes its time, so that two deliverers meet."""

    sent: ClassVar[list[str]] = []

    def send_messages(self, messages: Any) -> int:
        import time

        time.sleep(0.02)
        self.sent.extend(message.extra_headers["Message-ID"] for message in messages)
        return len(messages)


@pytest.fixture
def drafts(software: Track, ada: User, ben: User) -> Track:
    """A track with two open drafts, whose candidates are told when the deadline moves."""
    application(ada, software.cohort, software)
    application(ben, software.cohort, software)
    Notification.objects.all().delete()
    return software


def extend(track: Track, pat: User) -> LedgerEntry:
    return apply(track, "extend", by=pat, reason="storm")


def waiting() -> int:
    return Notification.objects.filter(state="pending").count()


def test_event_writes_one_row_for_each_person_and_channel(
    drafts: Track, pat: User, ada: User, ben: User
) -> None:
    extend(drafts, pat)
    rows = Notification.objects.order_by("recipient_id", "channel").values_list(
        "recipient_id", "channel", "state"
    )
    assert list(rows) == [
        (ada.pk, "email", "pending"),
        (ada.pk, "inbox", "sent"),
        (ben.pk, "email", "pending"),
        (ben.pk, "inbox", "sent"),
    ]


def test_refused_event_writes_none(drafts: Track, pat: User) -> None:
    def refuse(row: Track) -> None:
        raise Refused("No.")

    with pytest.raises(Refused):
        apply(drafts, "extend", by=pat, reason="storm", guards=[refuse])
    assert Notification.objects.count() == 0


def test_queueing_the_same_event_again_changes_nothing(drafts: Track, pat: User) -> None:
    entry = extend(drafts, pat)
    actions.queue("track_extended", drafts, entry)
    assert Notification.objects.count() == 4


def test_delivery_sends_once_with_text_html_and_a_fixed_id(drafts: Track, pat: User) -> None:
    extend(drafts, pat)
    assert (deliver_batch(), deliver_batch()) == (2, 0)
    assert sorted(message.to[0] for message in mail.outbox) == ["ada@example.com", "ben@example.com"]
    message = mail.outbox[0]
    row = Notification.objects.get(recipient__email=message.to[0], channel="email")
    assert message.extra_headers["Message-ID"] == f"<{row.pk}@techforce>"
    html = str(message.alternatives[0][0])
    assert row.body.splitlines()[0] in message.body
    assert "<p>" in html
    assert f"{row.link}" in html
    assert (row.state, row.attempts) == ("sent", 1)


def test_refused_delivery_waits_longer_each_time_then_is_given_up(
    drafts: Track, pat: User, settings: Any
) -> None:
    extend(drafts, pat)
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
    waits = []
    for _ in range(settings.NOTIFICATION_MAX_ATTEMPTS):
        before = timezone.now()
        deliver_batch()
        row = Notification.objects.filter(channel="email").order_by("pk")[0]
        waits.append(round((row.due_at - before).total_seconds()))
        Notification.objects.filter(state="pending").update(due_at=timezone.now())
    assert waits[:4] == [2, 8, 18, 32]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("dead", 5, "SMTPRecipientsRefused")
    assert waiting() == 0


def test_failure_never_keeps_the_address(drafts: Track, pat: User, settings: Any, caplog: Any) -> None:
    extend(drafts, pat)
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
    deliver_batch()
    assert set(Notification.objects.filter(channel="email").values_list("last_error", flat=True)) == {
        "SMTPRecipientsRefused"
    }
    assert "example.com" not in caplog.text


def test_dead_letter_can_be_sent_again_and_only_a_dead_one(
    drafts: Track, pat: User, otto: User, as_: Callable[..., Any]
) -> None:
    extend(drafts, pat)
    row = Notification.objects.filter(channel="email").order_by("pk")[0]
    Notification.objects.filter(pk=row.pk).update(state="dead", attempts=5, last_error="OSError")
    page = as_(otto).get("/operations/messages/").content.decode()
    assert "track_extended" in page
    assert row.recipient.email not in page
    told = [
        as_(otto).post(f"/operations/messages/{row.pk}/resending/", follow=True).content.decode()
        for _ in range(2)
    ]
    assert ["on its way again" in page for page in told] == [True, False]
    assert "Nothing was done" in told[1]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
    assert LedgerEntry.objects.filter(act="resend", actor=otto).count() == 1
    deliver_batch()
    assert len(mail.outbox) == 2


def test_sweep_sends_what_no_bell_announced(drafts: Track, pat: User) -> None:
    extend(drafts, pat)  # inside the test's transaction no bell ever rings
    tasks.sweep()
    assert (len(mail.outbox), waiting()) == (2, 0)


def test_two_deliverers_never_send_the_same_message(transactional_db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    SlowBackend.sent.clear()
    pat = people.staff("pat@opm.example", "Pat Moss", "programme_manager")
    track = programme.track(programme.cohort())
    for number in range(10):
        application(people.account(f"p{number}@example.com", f"P {number}"), track.cohort, track)
    Notification.objects.all().delete()
    extend(track, pat)
    start = Barrier(3)

    def deliver() -> None:
        start.wait(10)
        deliver_batch()
        connection.close()

    threads = [Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(SlowBackend.sent) == 10
    assert len(set(SlowBackend.sent)) == 10
    assert waiting() == 0


def test_database_refuses_a_second_row_for_the_same_event(drafts: Track, pat: User) -> None:
    extend(drafts, pat)
    row = Notification.objects.filter(channel="email").order_by("pk")[0]
    row.pk = None
    row._state.adding = True
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="notifications_once_per_event"), transaction.atomic():
        Notification.objects.bulk_create(
            [
                Notification(
                    kind=row.kind,
                    event=row.event,
                    recipient=row.recipient,
                    channel="email",
                    subject="x",
                    body="x",
                )
            ]
        )


def test_unknown_notice_is_an_error_at_once(cohort: Cohort) -> None:
    entry = record("x", cohort, by=None, role="system")
    with pytest.raises(KeyError):
        actions.queue("no_such_notice", cohort, entry)
