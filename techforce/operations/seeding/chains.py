"""Insert many rows that have a history: their ledger entries first, then each row in its last state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry, subject_type
from techforce.copying import copy_in, copy_numbered
from techforce.workflow.many import parts
from techforce.workflow.models import Stateful

S = TypeVar("S", bound=Stateful)
BATCH = 2000


@dataclass(frozen=True)
class Step:
    """One act of a history. `act` is a transition of the row's table, or "start"."""

    act: str
    at: datetime
    by: User | None = None
    role: str = "system"
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class History(Generic[S]):
    """A row with the acts that brought it where it is, oldest first; the first is its start."""

    row: S
    steps: list[Step]


def insert(histories: Sequence[History[S]]) -> None:
    """Write the entries and the rows. Raises ValueError where an act does not follow from the one before.

    The database's own trigger checks each row against its last entry, as it does for single acts.
    """
    for part in parts(histories, BATCH):
        entries = [_entries(history) for history in part]
        copy_numbered([entry for own in entries for entry in own])
        for history, own in zip(part, entries, strict=True):
            history.row.state = own[-1].to_state
            history.row.state_since = own[-1].at
            history.row.ledger_entry = own[-1]
        copy_in(history.row for history in part)


def _entries(history: History[S]) -> list[LedgerEntry]:
    table, subject = history.row.WORKFLOW, subject_type(history.row)
    entries, state = [], ""
    for step in history.steps:
        target = table.initial if not state else table.transition(step.act).target
        if state and state not in table.transition(step.act).sources:
            raise ValueError(f"{table.noun}: cannot {step.act} from {state}")
        entries.append(
            LedgerEntry(
                act=step.act,
                subject_type=subject,
                subject_id=str(history.row.pk),
                actor=step.by,
                actor_role=step.role,
                from_state=state,
                to_state=target,
                reason=step.reason,
                at=step.at,
                data=step.data,
            )
        )
        state = target
    return entries
