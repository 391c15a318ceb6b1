"""Plugin: lets tests that commit empty the database afterwards, ledger included.

The ledger refuses TRUNCATE by a trigger, as it must. Between tests its owner switches that off in the one
transaction that empties it, and numbering starts again so that no test depends on another.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

APPEND_ONLY = ("audit_ledgerentry", "audit_ledgerseal")
_emptied = DatabaseOperations.sql_flush


def _sql_flush(
    self: DatabaseOperations,
    style: Any,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    statements: list[str] = _emptied(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in APPEND_ONLY]
    return [*off, *statements, *on] if statements else []


@pytest.fixture(autouse=True, scope="session")
def _empty_with_triggers_off() -> Any:
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", _sql_flush)
    yield
    patch.undo()
