"""The ledger takes entries and nothing else, and any later change to it is found."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from techforce.accounts.models import User
from techforce.audit.actions import VERIFY, record, seal, verify
from techforce.audit.context import acting
from techforce.audit.models import LedgerEntry, LedgerSeal
from techforce.audit.sealing import Problem, first_problem, seal_block


def write(user: User, count: int = 1) -> list[LedgerEntry]:
    return [record("act", user, by=user, role="candidate", number=number) for number in range(count)]


def problem(anchor: tuple[int, str] | None = None) -> Problem | None:
    with connection.cursor() as cursor:
        return first_problem(cursor, anchor)


@contextmanager
def as_owner(table: str = "audit_ledgerentry") -> Iterator[Callable[..., None]]:
    """What only the owner of the tables can do, with all triggers off."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} disable trigger user")
        yield cursor.execute
        cursor.execute(f"alter table {table} enable trigger user")


@pytest.mark.parametrize("table", ["audit_ledgerentry", "audit_ledgerseal"])
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_update_delete_and_truncate_are_refused(transactional_db: None, table: str, statement: str) -> None:
    write(User.objects.create_user("a@example.com"))
    assert seal_alone() == 1
    with pytest.raises(ProgrammingError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_refusal_holds_for_the_orm_too(ada: User) -> None:
    entry = write(ada)[0]
    for attempt in (entry.delete, entry.save, LedgerEntry.objects.all().delete):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            attempt()


def test_writer_chooses_neither_transaction_nor_time_nor_digest(ada: User) -> None:
    forged = LedgerEntry.objects.create(
        txid=1, at="2020-01-01T00:00Z", recorded_at="2020-01-01T00:00Z", digest=b"x", actor=ada,
        actor_role="hr", act="act", subject_type="accounts.user", subject_id="1",
    )  # fmt: skip
    forged.refresh_from_db()
    assert forged.txid > 1
    assert forged.recorded_at.year > 2020
    assert len(bytes(forged.digest)) == 32


def test_entry_carries_the_request(ada: User) -> None:
    with acting("request-1"):
        entry = write(ada)[0]
    assert entry.request_id == "request-1"


def seal_alone() -> int:
    """Seal everything at once: nobody else writes into this database, whatever else the server does."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return seal_block(cursor, below=cursor.fetchone()[0])


def seal_in_time(wanted: int) -> int:
    """Seal like the worker does, second after second; other users of the server may hold it up for a while."""
    sealed = 0
    for _ in range(240):
        sealed += seal()
        if sealed >= wanted:
            break
        time.sleep(0.5)
    return sealed


@pytest.fixture
def sealed(transactional_db: None) -> list[LedgerEntry]:
    """Three blocks of two entries."""
    user = User.objects.create_user("a@example.com")
    entries = []
    for _ in range(3):
        with transaction.atomic():
            entries += write(user, 2)
        assert seal_alone() == 2
    assert problem() is None
    return entries


def test_untouched_ledger_holds(sealed: list[LedgerEntry], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_ledger")
    head = LedgerSeal.objects.get(pk=3)
    assert capsys.readouterr().out == f"The ledger holds: 6 entries. Newest seal 3:{head.hash_hex}\n"


def test_changed_entry_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute("update audit_ledgerentry set act = 'other' where id = %s", [sealed[2].pk])
    assert problem() == Problem(2, sealed[2].pk, "the entry was changed")


def test_entry_changed_together_with_its_digest_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute("update audit_ledgerentry set digest = sha256('x') where id = %s", [sealed[2].pk])
    assert problem() == Problem(2, sealed[2].pk, "the entry's digest was changed")


def test_deleted_entry_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute("delete from audit_ledgerentry where id = %s", [sealed[3].pk])
    assert problem() == Problem(2, sealed[3].pk, "the entry was deleted")


def test_entry_slipped_into_a_sealed_block_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute(
            "insert into audit_ledgerentry (id, txid, at, recorded_at, actor_role, act, subject_type, subject_id,"
            " from_state, to_state, reason, request_id, data, digest)"
            " select 900, txid, at, recorded_at, 'hr', 'late', subject_type, subject_id, '', '', '', '', '{}', digest"
            " from audit_ledgerentry where id = %s",
            [sealed[0].pk],
        )
    assert problem() == Problem(1, 900, "the entry was added after its block was sealed")


def test_swapped_entries_are_found(sealed: list[LedgerEntry]) -> None:
    first, second = sealed[0].pk, sealed[1].pk
    with as_owner() as execute:
        execute("update audit_ledgerentry set id = id + 1000 where id in (%s, %s)", [first, second])
        execute("update audit_ledgerentry set id = %s where id = %s", [second, first + 1000])
        execute("update audit_ledgerentry set id = %s where id = %s", [first, second + 1000])
    assert problem() == Problem(1, first, "the entry was changed")


def test_backdated_entry_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute("update audit_ledgerentry set at = at - interval '1 year' where id = %s", [sealed[4].pk])
    assert problem() == Problem(3, sealed[4].pk, "the entry was changed")


def test_rewritten_seal_breaks_the_chain(sealed: list[LedgerEntry]) -> None:
    with as_owner("audit_ledgerseal") as execute:
        execute("update audit_ledgerseal set hash = sha256('x') where id = 2")
    assert problem() == Problem(2, None, "the seal itself was changed")


def test_removed_seal_in_the_middle_is_found(sealed: list[LedgerEntry]) -> None:
    with as_owner("audit_ledgerseal") as execute:
        execute("delete from audit_ledgerseal where id = 2")
    assert problem() == Problem(2, None, "a seal is missing")


def test_change_before_sealing_is_found(sealed: list[LedgerEntry]) -> None:
    entry = write(User.objects.get())[0]
    with as_owner() as execute:
        execute("update audit_ledgerentry set reason = 'other' where id = %s", [entry.pk])
    assert problem() == Problem(None, entry.pk, "the entry was changed before it was sealed")


def test_cut_off_tail_is_found_only_with_the_anchor(sealed: list[LedgerEntry]) -> None:
    head = LedgerSeal.objects.get(pk=3)
    anchor = (3, head.hash_hex)
    assert problem(anchor) is None
    with as_owner() as execute:
        execute("delete from audit_ledgerentry where id in (%s, %s)", [sealed[4].pk, sealed[5].pk])
    with as_owner("audit_ledgerseal") as execute:
        execute("delete from audit_ledgerseal where id = 3")
    assert problem() is None
    assert problem(anchor) == Problem(
        3, None, "the anchor kept outside is missing here: history was rolled back"
    )


def test_command_names_the_entry_and_fails(sealed: list[LedgerEntry]) -> None:
    with as_owner() as execute:
        execute("delete from audit_ledgerentry where id = %s", [sealed[3].pk])
    with pytest.raises(CommandError, match=f"the entry was deleted .seal 2, entry {sealed[3].pk}"):
        call_command("verify_ledger")
    with pytest.raises(CommandError, match="An anchor looks like"):
        call_command("verify_ledger", anchor="nonsense")


def test_proof_is_put_on_the_ledger(sealed: list[LedgerEntry]) -> None:
    assert verify() is None
    entry = LedgerEntry.objects.get(act=VERIFY)
    assert entry.data == {"holds": True, "entries": 6, "problem": ""}


def test_sealing_waits_for_a_transaction_that_is_under_way(transactional_db: None) -> None:
    user = User.objects.create_user("a@example.com")
    written, go = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            write(user)
            written.set()
            assert go.wait(10)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert written.wait(10)
    late = write(user)[0]  # a later entry that commits first
    assert seal() == 0
    go.set()
    thread.join()
    assert seal_in_time(2) == 2
    listed = [entry for block in LedgerSeal.objects.order_by("id") for entry in block.entry_ids]
    assert listed == [late.pk - 1, late.pk]
    assert problem() is None


def test_two_sealers_at_once_leave_no_gap_and_no_double(transactional_db: None) -> None:
    user = User.objects.create_user("a@example.com")

    def busy() -> None:
        for number in range(30):
            write(user) if number % 3 else seal()
        connection.close()

    threads = [Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waiting = 80 - sum(len(block.entry_ids) for block in LedgerSeal.objects.all())
    assert seal_in_time(waiting) == waiting
    sealed = [entry for block in LedgerSeal.objects.order_by("id") for entry in block.entry_ids]
    assert sorted(sealed) == list(LedgerEntry.objects.order_by("id").values_list("pk", flat=True))
    assert len(sealed) == 80
    assert problem() is None


def test_seal_that_fails_half_way_leaves_no_gap(sealed: list[LedgerEntry]) -> None:
    write(User.objects.get())
    with transaction.atomic():
        assert seal_alone() == 1
        transaction.set_rollback(True)  # the worker dies before its commit
    assert seal_alone() == 1
    assert [seal.pk for seal in LedgerSeal.objects.order_by("id")] == [1, 2, 3, 4]
    assert problem() is None
