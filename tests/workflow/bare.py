"""The smallest row of any model, made from nothing but the model itself; for tests of the kernel alone."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from techforce.accounts.models import User
from techforce.workflow.models import Stateful
from tests.support.states import at_state


def forget_checks() -> None:
    """Drop all check constraints for this transaction: the tables of states are looked at alone here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname from pg_constraint"
            " where contype = 'c' and connamespace = 'public'::regnamespace"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'alter table {table} drop constraint "{name}"')


def bare(model: type[models.Model], **given: Any) -> Any:
    """An unsaved row whose required fields are filled with something; what it points at is saved."""
    values = dict(given)
    for field in model._meta.concrete_fields:
        if (
            field.name in values
            or field.name in {"state", "state_since", "ledger_entry"}
            or not _needed(field)
        ):
            continue
        values[field.name] = _some(field)
    return model(**values)


def saved(model: type[models.Model]) -> Any:
    """The same, in the database; a row with a state is in its first."""
    if model is User:
        return User.objects.create_user(f"{uuid.uuid4().hex}@example.com")
    row = bare(model)
    if isinstance(row, Stateful):
        return at_state(row, row.WORKFLOW.initial)
    row.save(force_insert=True)
    return row


def _needed(field: Any) -> bool:
    return not (field.null or field.has_default() or field.has_db_default() or field.primary_key)


def _some(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return saved(field.related_model)
    if isinstance(field, ArrayField):
        return []
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return uuid.uuid4().int % 30000 if field.unique else 1
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    return uuid.uuid4().hex[: field.max_length or 32]
