"""Write on the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from techforce.accounts.models import User
from techforce.copying import copy_numbered
from techforce.jobs.registry import job

from .context import current_request_id
from .models import LedgerEntry, LedgerSeal, subject_type
from .sealing import Problem, first_problem, seal_block

VERIFY = "verify_ledger"


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


def record_few(entries: Sequence[LedgerEntry]) -> None:
    """Record two or three acts in the caller's transaction, in one statement; each entry receives its id."""
    for entry in entries:
        entry.request_id = current_request_id()
    LedgerEntry.objects.bulk_create(entries)


def record_all(entries: Sequence[LedgerEntry]) -> None:
    """Record many acts in the caller's transaction, in few statements; each entry receives its id."""
    for entry in entries:
        entry.request_id = current_request_id()
    copy_numbered(entries)


def seal() -> int:
    """Seal all entries whose transactions have ended; returns how many. One sealer at a time."""
    with connection.cursor() as cursor:
        return seal_block(cursor)


def verify(by: User | None = None) -> Problem | None:
    """Prove the whole ledger and put the result on it. Returns what is wrong, None when it holds."""
    with connection.cursor() as cursor:
        problem = first_problem(cursor)
    newest = LedgerSeal.objects.defer("digests").order_by("-id").first()
    if newest:
        what = "" if problem is None else f"{problem.what} (seal {problem.seal}, entry {problem.entry})"
        entries = LedgerEntry.objects.count()
        role = "system" if by is None else "reader"
        record(VERIFY, newest, by=by, role=role, holds=problem is None, entries=entries, problem=what)
    return problem


@job("audit.verify", label="Prove the ledger")
def verify_job(by: str) -> None:
    """Prove the ledger because somebody asked."""
    verify(User.objects.get(pk=by))
