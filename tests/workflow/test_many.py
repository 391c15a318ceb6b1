"""Many rows moved at once are what each of them would be, moved alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from placements.models import CertificateEntry
from techforce.accounts.models import User
from techforce.audit.context import acting
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, WrongState
from techforce.workflow.kernel import apply
from techforce.workflow.many import apply_all, hold
from techforce.workflow.replay import mismatches
from tests.factories import placements as make


@pytest.fixture
def entries(software: Track, holly: User) -> list[CertificateEntry]:
    """Six people who are available on one certificate."""
    return make.people_on(make.certificate(software, holly), 6)


def written(entry: LedgerEntry) -> dict[str, object]:
    """What an entry says, besides which row it is about and when."""
    names = ("act", "subject_type", "actor_id", "actor_role", "from_state", "to_state", "reason", "data")
    return {name: getattr(entry, name) for name in names}


def test_the_entry_is_the_one_that_a_single_move_writes(entries: list[CertificateEntry]) -> None:
    alone, *together = entries
    single = apply(alone, "match", by=None, run=3)
    apply_all(together, "match", by=None, facts=lambda row: {"run": 3})
    for row in together:
        row.refresh_from_db()
        assert (row.state, row.state_since) == ("matched", row.ledger_entry.at)
        assert written(row.ledger_entry) == written(single)
    assert mismatches() == []


def test_each_person_is_told_as_by_a_single_move(entries: list[CertificateEntry]) -> None:
    alone, *together = entries
    single = apply(alone, "match", by=None)
    apply_all(together, "match", by=None)
    words = Notification.objects.filter(event=single).values_list("kind", "channel", "subject", "body")
    for row in together:
        own = Notification.objects.filter(event=row.ledger_entry)
        assert sorted(own.values_list("kind", "channel", "subject", "body")) == sorted(words)
        assert {notice.recipient_id for notice in own} == {row.application.candidate.user_id}


def test_each_entry_says_its_own_facts(entries: list[CertificateEntry]) -> None:
    apply_all(entries, "match", by=None, facts=lambda row: {"seat": str(row.pk)})
    assert [row.ledger_entry.data for row in entries] == [{"seat": str(row.pk)} for row in entries]


def test_one_that_has_moved_on_holds_all_others_back(entries: list[CertificateEntry]) -> None:
    apply(CertificateEntry.objects.get(pk=entries[2].pk), "withdraw", by=None)
    before = LedgerEntry.objects.count()
    with pytest.raises(WrongState, match="it is now “Withdrawn”"):
        apply_all(entries, "match", by=None)
    assert LedgerEntry.objects.count() == before
    assert set(CertificateEntry.objects.values_list("state", flat=True)) == {"available", "withdrawn"}


def test_only_who_may_move_one_may_move_many(entries: list[CertificateEntry], ada: User) -> None:
    with pytest.raises(NotAllowed):
        apply_all(entries, "match", by=ada)


def test_a_reason_is_asked_for_where_the_table_asks(software: Track, pat: User) -> None:
    with pytest.raises(ReasonNeeded):
        apply_all([software], "extend", by=pat, reason=" ")


def test_nothing_to_move_writes_nothing(entries: list[CertificateEntry]) -> None:
    before = LedgerEntry.objects.count()
    apply_all([], "match", by=None)
    assert LedgerEntry.objects.count() == before


def test_the_request_is_on_each_entry(entries: list[CertificateEntry]) -> None:
    with acting("r-1"):
        apply_all(entries, "match", by=None)
    assert {row.ledger_entry.request_id for row in entries} == {"r-1"}


def test_hold_leaves_out_what_has_left_the_filter(entries: list[CertificateEntry]) -> None:
    apply(entries[0], "withdraw", by=None)
    held = hold(CertificateEntry.objects.filter(state="available"))
    assert held == sorted(entries[1:], key=lambda row: row.pk)


def statements(entries: list[CertificateEntry]) -> int:
    with CaptureQueriesContext(connection) as queries:
        apply_all(entries, "match", by=None)
    return len(queries)


def test_statements_do_not_grow_with_the_rows(entries: list[CertificateEntry]) -> None:
    assert statements(entries[:1]) == statements(entries[1:])
