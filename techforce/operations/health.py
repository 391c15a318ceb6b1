"""How the system is: for the readiness check and for the operators' page."""

from dataclasses import asdict, dataclass
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from techforce.notifications.models import DeliveryState, Notification

QUEUES = ("default", "long")
TIMEOUT_SECONDS = 0.5
# A message that has waited longer than this is late.
LATE_SECONDS = 300


@dataclass(frozen=True)
class State:
    """Nothing here names a version, an address or a count: anybody may ask, and no act may be read from it."""

    database: bool
    migrated: bool
    redis: bool
    notices_on_time: bool | None

    @property
    def ready(self) -> bool:
        """Whether visitors should be sent here."""
        return self.database and self.migrated

    def as_dict(self) -> dict[str, bool | None]:
        """For JSON."""
        return {"ready": self.ready, **asdict(self)}


def state() -> State:
    """Ask database and Redis, each with a short limit."""
    depths = queue_depths()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '1s'")
            on_time = (oldest_waiting() or 0) <= LATE_SECONDS
            return State(True, is_migrated(), depths is not None, on_time)
    except DatabaseError:
        return State(False, False, depths is not None, None)


def oldest_waiting() -> int | None:
    """Seconds that the oldest unsent message has been due; None when none is."""
    due: datetime | None = (
        Notification.objects.filter(state=DeliveryState.PENDING)
        .order_by("due_at", "id")
        .values_list("due_at", flat=True)
        .first()
    )
    return max(0, int((timezone.now() - due).total_seconds())) if due else None


def is_migrated() -> bool:
    """Whether every migration of this code has been applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def queue_depths() -> dict[str, int] | None:
    """How many messages wait in each queue; None when Redis does not answer."""
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
    try:
        return {name: int(client.llen(name)) for name in QUEUES}
    except redis.RedisError:
        return None
    finally:
        client.close()
