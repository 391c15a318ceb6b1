"""Write on the ledger."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from techforce.accounts.models import User

from .context import current_request_id
from .models import LedgerEntry, subject_type
from .sealing import seal_block


def record(
    act: str,
    subject: models.Model,
    *,
    by: User | None,
    role: str,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    at: datetime | None = None,
    **data: Any,
) -> LedgerEntry:
    """Record one act in the caller's transaction. `by=None` is the system. `data`: ids and facts only."""
    return LedgerEntry.objects.create(
        act=act,
        subject_type=subject_type(subject),
        subject_id=str(subject.pk),
        actor=by,
        actor_role=role,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        at=at or timezone.now(),
        request_id=current_request_id(),
        data=data,
    )


def seal() -> int:
    """Seal all entries whose transactions have ended; returns how many. One sealer at a time."""
    with connection.cursor() as cursor:
        return seal_block(cursor)
