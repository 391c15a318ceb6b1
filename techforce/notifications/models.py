"""The outbox: one row for each event, recipient and channel, written together with the event."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Channel(models.TextChoices):
    EMAIL = "email", "Email"
    INBOX = "inbox", "Inbox"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Waiting"
    SENT = "sent", "Sent"
    DEAD = "dead", "Given up"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: object) -> "NotificationQuerySet":
        """A person's own messages, as their inbox shows them."""
        return self.filter(recipient=user, channel=Channel.INBOX)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def dead(self) -> "NotificationQuerySet":
        return self.filter(state=DeliveryState.DEAD)


class Notification(models.Model):
    """The text is fixed when the event happens, so that what was sent can always be shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    event = models.ForeignKey("audit.LedgerEntry", models.PROTECT, related_name="notifications")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "recipient", "channel"], name="notifications_once_per_event"
            ),
            models.CheckConstraint(
                name="notifications_sent_has_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="notifications_due", condition=models.Q(state="pending")
            ),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                name="notifications_inbox",
                condition=models.Q(channel="inbox"),
            ),
            models.Index(fields=["-created_at"], name="notifications_dead", condition=models.Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel} to account {self.recipient_id}"
