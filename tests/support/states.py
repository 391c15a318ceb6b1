"""Put a row into any state of its table, with the ledger entry that the database asks for."""

from typing import Any, TypeVar

from django.utils import timezone

from techforce.audit.actions import record
from techforce.workflow.models import Stateful

S = TypeVar("S", bound=Stateful)


def at_state(row: S, state: str) -> S:
    """Insert an unsaved row straight into `state`; for arranging, never for acting."""
    row.state, row.state_since = state, timezone.now()
    row.ledger_entry = record("arrange", row, by=None, role="system", to_state=state)
    row.save(force_insert=True)
    return row


def field_values(row: Any, *names: str) -> dict[str, Any]:
    """Fresh values of some fields, read from the database."""
    return type(row)._default_manager.values(*names).get(pk=row.pk)
