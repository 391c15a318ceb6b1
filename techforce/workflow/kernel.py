"""Apply one transition: lock, check, change, record, tell. Nothing else changes a state."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from techforce.access.holding import may, role_with, roles_of
from techforce.accounts.models import User
from techforce.audit.actions import record, record_few
from techforce.audit.models import LedgerEntry, subject_type
from techforce.notifications.actions import queue

from .errors import NotAllowed, ReasonNeeded, WrongState
from .models import Stateful
from .table import Transition

S = TypeVar("S", bound=Stateful)
Guard = Callable[[S], None]
STATE_FIELDS = ("state", "state_since", "ledger_entry")


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


@transaction.atomic(savepoint=False)
def begin_with(subject: S, name: str, *, by: User, act: str = "start", **data: Any) -> S:
    """Save a new row and make its first move `name` with it: both entries, and the row written once.

    The same rights and notices as `begin` and `apply`. Raises WrongState when the move does not start from the
    initial state, NotAllowed, and ReasonNeeded for a move that needs one.
    """
    table = subject.WORKFLOW
    move = table.transition(name)
    subject.state = table.initial
    role = permitted(subject, move, by, "")
    now = timezone.now()
    told = {"subject_type": subject_type(subject), "subject_id": str(subject.pk), "actor": by, "at": now}
    started = LedgerEntry(**told, act=act, actor_role=starter_role(by), to_state=table.initial, data=data)
    moved = LedgerEntry(
        **told, act=name, actor_role=role, from_state=table.initial, to_state=move.target, data={}
    )
    record_few([started, moved])
    subject.state, subject.state_since, subject.ledger_entry = move.target, now, moved
    subject.save(force_insert=True)
    for notice, entry in ((table.start_notice, started), (move.notice, moved)):
        if notice:
            queue(notice, subject, entry)
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
    held = lock(subject)
    entry = apply_held(held, name, by=by, reason=reason, changes=changes, guards=guards, **data)
    for field in (*(changes or {}), *STATE_FIELDS):
        setattr(subject, field, getattr(held, field))
    return entry


def apply_held(
    held: S,
    name: str,
    *,
    by: User | None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    guards: Iterable[Guard[S]] = (),
    **data: Any,
) -> LedgerEntry:
    """The same for a row that the caller has locked and read in this transaction: it is not asked for again.

    Raises what `apply` raises, before anything is written, and RuntimeError when the row was not held after all.
    """
    move = held.WORKFLOW.transition(name)
    role = permitted(held, move, by, reason)
    for guard in guards:
        guard(held)
    now = timezone.now()
    entry = record(
        name,
        held,
        by=by,
        role=role,
        from_state=held.state,
        to_state=move.target,
        reason=reason.strip(),
        at=now,
        **data,
    )
    _write(held, {**(changes or {}), "state": move.target, "state_since": now, "ledger_entry": entry})
    if move.notice:
        queue(move.notice, held, entry)
    return entry


def permitted(subject: Stateful, move: Transition, by: User | None, reason: str) -> str:
    """The role in which this person may make the move now. Raises WrongState, NotAllowed, ReasonNeeded."""
    if subject.state not in move.sources:
        raise WrongState(wrong_state_words(subject))
    role = role_for(move, by)
    if move.reason and not reason.strip():
        raise ReasonNeeded("Give a reason.")
    return role


def lock(subject: S) -> S:
    """The row as it is now, locked against other changes until the transaction ends."""
    rows = type(subject)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.defer(*subject.HEAVY).get(pk=subject.pk)


def _write(held: Stateful, values: dict[str, Any]) -> None:
    """Only over the entry that was read: who did not hold the row cannot write over what happened meanwhile."""
    rows = type(held)._default_manager.filter(pk=held.pk, ledger_entry=held.ledger_entry_id)
    if not connection.in_atomic_block or not rows.update(**values):
        raise RuntimeError(f"{held._meta.label} {held.pk} was moved without being held")
    for name, value in values.items():
        setattr(held, name, value)


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
