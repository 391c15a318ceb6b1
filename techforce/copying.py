"""Write many new rows by PostgreSQL's COPY: a third of the work of INSERT, and memory for one batch at a time.

Constraints and row triggers hold as for INSERT. For rows that nobody can have written before: there is no
"on conflict".
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

BATCH = 2000


def copy_in(rows: Iterable[models.Model]) -> int:
    """Insert unsaved rows of one model, in the caller's transaction; returns how many. They are read once.

    A key that the database gives is not brought back: reserve keys first where they are needed.
    Raises ValueError when rows leave different columns to the database.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return 0
    fields = _written(first)
    every = ([_value(field, row) for field in fields] for row in chain([first], waiting))
    count = 0
    # A row may be made with the help of a query, and nothing can be asked while a COPY is open.
    while part := list(islice(every, BATCH)):
        _copy(first._meta.db_table, [str(field.column) for field in fields], part)
        count += len(part)
    return count


def copy_values(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """The same for rows that were never objects: values in the order of `columns`, as the database takes them."""
    waiting, count = iter(rows), 0
    while part := list(islice(waiting, BATCH)):
        _copy(model._meta.db_table, columns, part)
        count += len(part)
    return count


def _copy(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    quoted = connection.ops.quote_name
    statement = f"copy {quoted(table)} ({', '.join(map(quoted, columns))}) from stdin"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """That many unused keys of a numbered model, in order."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_numbered(rows: Sequence[models.Model]) -> int:
    """The same for rows that others point at: each receives its key."""
    for row, key in zip(rows, reserve_keys(type(rows[0]), len(rows)) if rows else [], strict=True):
        row.pk = key
    return copy_in(rows)


def _written(row: models.Model) -> list["models.Field[Any, Any]"]:
    """The columns that the row has a value for; the others are the database's to fill."""
    fields = row._meta.concrete_fields
    return [field for field in fields if not _left_to_database(field, row)]


def _left_to_database(field: "models.Field[Any, Any]", row: models.Model) -> bool:
    value = getattr(row, field.attname)
    return isinstance(value, DatabaseDefault) or (isinstance(field, models.AutoField) and value is None)


def _value(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = field.pre_save(row, add=True)
    if value is None and isinstance(field, models.ForeignKey) and field.is_cached(row):
        # The row was made before what it points at had its key.
        pointed_at = getattr(row, field.name)
        value = pointed_at.pk if pointed_at else None
        setattr(row, field.attname, value)
    if isinstance(value, DatabaseDefault):
        raise ValueError(f"{field.model._meta.label}: some rows have a value for {field.name}, others do not")
    return field.get_db_prep_save(value, connection)
