"""COPY writes the rows that INSERT would."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Candidate
from techforce import copying
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.copying import copy_in, copy_numbered, copy_values

pytestmark = pytest.mark.django_db


def entry(number: int, **fields: object) -> LedgerEntry:
    values = {"act": "try", "subject_type": "a.b", "actor_role": "system", "at": timezone.now(), **fields}
    return LedgerEntry(subject_id=str(number), **values)


def test_a_copied_row_is_the_inserted_row() -> None:
    when = timezone.now()
    made = {"reason": "“Tab\t, line\n, \\N and NULL”", "data": {"a": [1, None, "é"]}, "at": when}
    inserted = entry(1, **made)
    inserted.save()
    copied = entry(1, **made)
    assert copy_numbered([copied]) == 1
    names = [f.attname for f in LedgerEntry._meta.concrete_fields]
    same = [name for name in names if name not in ("id", "recorded_at", "digest")]
    rows = LedgerEntry.objects.in_bulk([inserted.pk, copied.pk])
    assert [getattr(rows[copied.pk], name) for name in same] == [
        getattr(rows[inserted.pk], name) for name in same
    ]
    assert len(rows[copied.pk].digest) == 32


def test_keys_come_back_in_order() -> None:
    rows = [entry(number) for number in range(5)]
    copy_numbered(rows)
    found = LedgerEntry.objects.order_by("pk").values_list("pk", "subject_id")
    assert list(found) == [(row.pk, row.subject_id) for row in rows]


def test_what_a_row_points_at_may_get_its_key_later() -> None:
    user = User(email="late@example.com", name="Late Key")
    candidate = Candidate(user=user, given_name="Late", family_name="Key")
    copy_numbered([user])
    copy_in([candidate])
    assert Candidate.objects.get().user == user


def test_constraints_and_triggers_hold() -> None:
    copy_in([User(email="one@example.com", name="One")])
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([User(email="one@example.com", name="Another")])
    assert [row.name for row in User.objects.all()] == ["One"]


def test_a_row_may_be_made_with_a_query() -> None:
    assert copy_in(entry(LedgerEntry.objects.count()) for _ in range(3)) == 3
    assert set(LedgerEntry.objects.values_list("subject_id", flat=True)) == {"0"}


def test_rows_are_written_by_one_statement_for_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 20)
    with CaptureQueriesContext(connection) as queries:
        assert copy_in(entry(number) for number in range(50)) == 50
    assert len(queries) == 3
    assert LedgerEntry.objects.count() == 50


def test_many_rows_are_written_by_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert copy_in(entry(number) for number in range(50)) == 50
    assert len(queries) == 1


def test_nothing_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert (copy_in([]), copy_numbered([])) == (0, 0)
    assert len(queries) == 0


def test_rows_that_leave_different_columns_to_the_database_are_refused() -> None:
    with pytest.raises(ValueError, match="recorded_at"), transaction.atomic():
        copy_in([entry(1, recorded_at=timezone.now()), entry(2)])


def test_values_are_copied_in_batches_without_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 2)
    columns = ["email", "name", "password", "is_superuser", "is_staff", "is_active", "date_joined"]
    rows = ([f"{at}@example.com", f"Tab\t{at}", "!", False, False, True, timezone.now()] for at in range(5))
    with CaptureQueriesContext(connection) as queries:
        assert copy_values(User, columns, rows) == 5
    assert len(queries) == 3
    assert list(User.objects.order_by("email").values_list("name", flat=True)) == [
        f"Tab\t{at}" for at in range(5)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_values(User, columns, [["0@example.com", "Twice", "!", False, False, True, timezone.now()]])
