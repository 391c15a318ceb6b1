"""The kernel for many rows at once: the same checks, entries and notices, in a number of statements that does not grow.

For acts in which a thousand rows move together. What is true of `apply` and `begin` is true here for each row.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record_all
from techforce.audit.models import LedgerEntry, subject_type
from techforce.copying import copy_in
from techforce.notifications.actions import queue_all

from .errors import ReasonNeeded, WrongState
from .kernel import role_for, starter_role, wrong_state_words
from .models import Stateful

S = TypeVar("S", bound=Stateful)
T = TypeVar("T")
Facts = Callable[[S], dict[str, Any]]
BATCH = 2000
# The state trigger asks for the entry, so entries are written first and rows point at them.
MOVE = """
update {table} set state = %s, state_since = %s, ledger_entry_id = moved.entry
from unnest(%s::uuid[], %s::bigint[]) moved (id, entry) where {table}.id = moved.id
"""


def hold(rows: models.QuerySet[S]) -> list[S]:
    """The rows as they are now, locked in key order; one that has meanwhile left the filter is left out."""
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def no_facts(subject: Stateful) -> dict[str, Any]:
    """For acts whose entries say nothing beyond the move."""
    return {}


@transaction.atomic
def begin_all(subjects: Sequence[S], *, by: User | None, facts: Facts[S] = no_facts) -> None:
    """Save new rows of one kind in their initial state, each with its first ledger entry."""
    now, role = timezone.now(), starter_role(by)
    for part in parts(subjects, BATCH):
        table = part[0].WORKFLOW
        entries = [_entry("start", row, by, role, "", table.initial, now, facts(row)) for row in part]
        record_all(entries)
        for row, entry in zip(part, entries, strict=True):
            row.state, row.state_since, row.ledger_entry = table.initial, now, entry
        copy_in(part)
        if table.start_notice:
            queue_all(table.start_notice, list(zip(part, entries, strict=True)))


@transaction.atomic
def apply_all(
    subjects: Sequence[S], name: str, *, by: User | None, reason: str = "", facts: Facts[S] = no_facts
) -> None:
    """Move all of these rows of one kind by one transition; the objects passed in are brought up to date.

    Raises WrongState when one of them is no longer where it must be, NotAllowed and ReasonNeeded; then nothing
    has changed for any. `facts` gives the ids and settled facts of each row's entry.
    """
    now = timezone.now()
    for part in parts(sorted(subjects, key=lambda row: row.pk), BATCH):
        _move(part, name, by, reason.strip(), now, facts)


def parts(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _move(part: list[S], name: str, by: User | None, reason: str, now: datetime, facts: Facts[S]) -> None:
    move = part[0].WORKFLOW.transition(name)
    before = _locked_states(part)
    for row in part:
        row.state = before[row.pk]
        if row.state not in move.sources:
            raise WrongState(wrong_state_words(row))
    role = role_for(move, by)
    if move.reason and not reason:
        raise ReasonNeeded("Give a reason.")
    entries = [_entry(name, row, by, role, row.state, move.target, now, facts(row), reason) for row in part]
    record_all(entries)
    _write(part, entries, move.target, now)
    if move.notice:
        queue_all(move.notice, list(zip(part, entries, strict=True)))


def _locked_states(part: list[S]) -> dict[Any, str]:
    rows = type(part[0])._default_manager.filter(pk__in=[row.pk for row in part])
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return dict(locked.values_list("pk", "state"))


def _entry(
    act: str,
    row: Stateful,
    by: User | None,
    role: str,
    source: str,
    target: str,
    now: datetime,
    data: dict[str, Any],
    reason: str = "",
) -> LedgerEntry:
    return LedgerEntry(
        act=act,
        subject_type=subject_type(row),
        subject_id=str(row.pk),
        actor=by,
        actor_role=role,
        from_state=source,
        to_state=target,
        reason=reason,
        at=now,
        data=data,
    )


def _write(part: list[S], entries: list[LedgerEntry], target: str, now: datetime) -> None:
    table = connection.ops.quote_name(part[0]._meta.db_table)
    ids, keys = [row.pk for row in part], [entry.pk for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(MOVE.format(table=table), [target, now, ids, keys])
    for row, entry in zip(part, entries, strict=True):
        row.state, row.state_since, row.ledger_entry = target, now, entry
