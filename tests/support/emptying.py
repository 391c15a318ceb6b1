"""Plugin: lets tests that commit empty the database afterwards, ledger included, in a few milliseconds; drops it at the end.

Only tables that hold rows are emptied, by DELETE: TRUNCATE costs the same for every table, full or empty, and there are
over a hundred. Triggers that refuse it, as those of the ledger must, are off in the one transaction that does it.
Numbering starts again so that no test depends on another; what Django itself keeps of its models stays as it is.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations

OF_DJANGO = {"django_content_type", "auth_permission", "django_migrations"}
USED_SEQUENCES = "select quote_ident(sequencename) from pg_sequences where schemaname = 'public' and last_value is not null"


def _sql_flush(
    self: DatabaseOperations,
    style: Any,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    names = sorted(self.quote_name(table) for table in set(tables) - OF_DJANGO)
    holds_rows = " union all ".join(f"select '{name}' where exists (select from {name})" for name in names)  # noqa: S608
    with self.connection.cursor() as cursor:
        cursor.execute(holds_rows)
        full = [name for (name,) in cursor.fetchall()]
        cursor.execute(USED_SEQUENCES)
        used = [name for (name,) in cursor.fetchall() if not name.startswith(tuple(OF_DJANGO))]
    return [
        *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in full),
        *(f"DELETE FROM {name}" for name in full),  # noqa: S608 our own tables; foreign keys are asked at the end
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in full),
        *(f"ALTER SEQUENCE {name} RESTART" for name in used),
    ]


def _drop(self: DatabaseCreation, name: str) -> None:
    """Also when something that a test started has not let go of it yet."""
    with self._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(name)} WITH (FORCE)")


@pytest.fixture(autouse=True, scope="session")
def _empty_with_triggers_off() -> Any:
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", _sql_flush)
    patch.setattr(DatabaseCreation, "_destroy_test_db", lambda self, name, verbosity: _drop(self, name))
    patch.setattr(flush, "emit_post_migrate_signal", lambda *args: None)
    yield
    patch.undo()
