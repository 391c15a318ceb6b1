"""Apply one transition: lock, check, change, record, tell. Nothing else changes a state."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from techforce.access.holding import may, role_with, roles_of
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.notifications.actions import queue

from .errors import NotAllowed, ReasonNeeded, WrongState
from .models import Stateful
from .table import Transition

S = TypeVar("S", bound=Stateful)
Guard = Callable[[S], None]


@transaction.atomic
def begin(subject: S, *, by: User | None, act: str = "start", reason: str = "", **data: Any) -> S:
    """Save a new row in its initial state, with its first ledger entry. `by=None` is the system."""
    table = subject.WORKFLOW
    now = timezone.now()
    role = starter_role(by)
    entry = record(act, subject, by=by, role=role, to_state=table.initial, reason=reason, at=now, **data)
    subject.state, subject.state_since, subject.ledger_entry = table.initial, now, entry
    subject.save(force_insert=True)
    if table.start_notice:
        queue(table.start_notice, subject, entry)
    return subject


@transaction.atomic
def apply(
    subject: S,
    name: str,
    *,
    by: User | None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    guards: Iterable[Guard[S]] = (),
    **data: Any,
) -> LedgerEntry:
    """Move `subject` by the transition `name` of its table; the object passed in is brought up to date.

    The row is locked first, so guards see the truth. `changes` are fields saved together with the state,
    `data` are ids and facts for the ledger. `by=None` is the system.
    Raises WrongState, NotAllowed, ReasonNeeded, and Refused from a guard; then nothing has changed.
    """
    move = subject.WORKFLOW.transition(name)
    locked = lock(subject)
    if locked.state not in move.sources:
        raise WrongState(wrong_state_words(locked))
    role = role_for(move, by)
    if move.reason and not reason.strip():
        raise ReasonNeeded("Give a reason.")
    for guard in guards:
        guard(locked)
    now = timezone.now()
    entry = record(
        name,
        locked,
        by=by,
        role=role,
        from_state=locked.state,
        to_state=move.target,
        reason=reason.strip(),
        at=now,
        **data,
    )
    _write(locked, subject, move.target, now, entry, changes or {})
    if move.notice:
        queue(move.notice, locked, entry)
    return entry


def lock(subject: S) -> S:
    """The row as it is now, locked against other changes until the transaction ends."""
    rows = type(subject)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.defer(*subject.HEAVY).get(pk=subject.pk)


def _write(
    locked: S, subject: S, target: str, now: datetime, entry: LedgerEntry, changes: dict[str, Any]
) -> None:
    values = {**changes, "state": target, "state_since": now, "ledger_entry": entry}
    for name, value in values.items():
        setattr(locked, name, value)
        setattr(subject, name, value)
    locked.save(update_fields=list(values))


def starter_role(by: User | None) -> str:
    """The role under which somebody starts a new row."""
    return "system" if by is None else roles_of(by)[0].key


def role_for(move: Transition, by: User | None) -> str:
    """The role in which this person may make the move. Raises NotAllowed."""
    if by is None:
        if not move.system:
            raise NotAllowed("Only a person may do this.")
        return "system"
    held = next((permission for permission in sorted(move.by) if may(by, permission)), None)
    if held is None:
        raise NotAllowed("You do not have the right to do this.")
    return role_with(by, held)


def wrong_state_words(subject: Stateful) -> str:
    """What to tell somebody who came too late."""
    return (
        f"This cannot be done any more: it is now “{subject.state_info.label}”. "
        "Somebody may have been quicker, or this page is old. Nothing was changed."
    )
