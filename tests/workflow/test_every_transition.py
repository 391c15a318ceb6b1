"""Every state with every transition, from the tables themselves: through the kernel, and past it in SQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from techforce.access.holding import forget
from techforce.access.roles import CANDIDATE
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.notifications.kinds import keys
from techforce.workflow.errors import NotAllowed, ReasonNeeded, WrongState
from techforce.workflow.kernel import apply, begin
from techforce.workflow.models import Stateful
from techforce.workflow.replay import stateful_models
from techforce.workflow.table import Transition, Workflow
from tests.support.states import at_state
from tests.workflow.bare import bare, forget_checks, saved

MODELS = stateful_models()
every_model = pytest.mark.parametrize("model", MODELS, ids=[model.WORKFLOW.noun for model in MODELS])
Holder = Callable[[Transition], User | None]


@pytest.fixture
def quiet(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables without notices and rows without checks: only states and rights are in question."""
    forget_checks()
    for model in MODELS:
        monkeypatch.setattr(model, "WORKFLOW", without_notices(model.WORKFLOW))


def without_notices(table: Workflow) -> Workflow:
    moves = tuple(replace(move, notice="") for move in table.transitions)
    return Workflow(table.noun, table.title, table.states, moves)


@pytest.fixture
def holder(quiet: None) -> Holder:
    """Somebody who holds exactly the right that a transition asks for; None where the system does it."""
    person: User = saved(User)

    def find(move: Transition) -> User | None:
        if not move.by:
            return None
        return holding(person, {right.value for right in move.by})

    return find


def holding(person: User, rights: set[str]) -> User:
    forget(person)
    person._roles = (CANDIDATE,)  # type: ignore[attr-defined]
    person.permission_values = frozenset(rights)  # type: ignore[attr-defined]
    return person


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@every_model
def test_listed_moves_pass_and_no_other(model: type[Stateful], holder: Holder) -> None:
    table = model.WORKFLOW
    base = bare(model)
    for state in table.states:
        for move in table.transitions:
            with undone():
                row = at_state(bare(model, **parents(base)), state.key)
                if state.key in move.sources:
                    entry = apply(row, move.name, by=holder(move), reason="because")
                    row.refresh_from_db()
                    assert (row.state, row.ledger_entry) == (move.target, entry)
                    assert (entry.from_state, entry.to_state, entry.act) == (
                        state.key,
                        move.target,
                        move.name,
                    )
                else:
                    with pytest.raises(WrongState):
                        apply(row, move.name, by=holder(move), reason="because")
                    assert LedgerEntry.objects.about(row).count() == 1


def parents(row: Stateful) -> dict[str, object]:
    """What a row points at, so that the next one can share it."""
    fields = [
        field for field in row._meta.concrete_fields if field.is_relation and field.name != "ledger_entry"
    ]
    return {
        field.name: getattr(row, field.name) for field in fields if getattr(row, field.attname) is not None
    }


@every_model
def test_moves_need_the_right_and_the_reason_that_the_table_names(
    model: type[Stateful], holder: Holder
) -> None:
    table = model.WORKFLOW
    base = bare(model)
    stranger = holding(saved(User), {"signed_in"})
    for move in table.transitions:
        with undone():
            row = at_state(bare(model, **parents(base)), move.sources[0])
            with pytest.raises(NotAllowed):
                apply(row, move.name, by=stranger, reason="because")
            if not move.system:
                with pytest.raises(NotAllowed):
                    apply(row, move.name, by=None, reason="because")
            if move.reason:
                with pytest.raises(ReasonNeeded):
                    apply(row, move.name, by=holder(move), reason="  ")
            row.refresh_from_db()
            assert row.state == move.sources[0]


@every_model
def test_database_refuses_unlisted_moves_even_with_an_entry(model: type[Stateful], quiet: None) -> None:
    table = model.WORKFLOW
    base = bare(model)
    keys_of = [state.key for state in table.states]
    unlisted = [(a, b) for a in keys_of for b in keys_of if (a, b) not in table.pairs()]
    for source, target in unlisted:
        with undone():
            row = at_state(bare(model, **parents(base)), source)
            entry = record("smuggle", row, by=None, role="system", from_state=source, to_state=target)
            with pytest.raises(IntegrityError, match="not in the transition table"), transaction.atomic():
                write(row, target, entry)


@every_model
def test_database_refuses_listed_moves_without_an_entry_of_their_own(
    model: type[Stateful], quiet: None
) -> None:
    base = bare(model)
    for source, target in model.WORKFLOW.pairs():
        with undone():
            row = at_state(bare(model, **parents(base)), source)
            if source != target:
                with pytest.raises(IntegrityError, match="a ledger entry of its own"), transaction.atomic():
                    write(row, target, row.ledger_entry)
            other = record("smuggle", saved(User), by=None, role="system", from_state=source, to_state=target)
            with pytest.raises(IntegrityError, match="the ledger has no entry"), transaction.atomic():
                write(row, target, other)


def write(row: Stateful, state: str, entry: LedgerEntry) -> None:
    """The way past all our code: plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {row._meta.db_table} set state = %s, ledger_entry_id = %s where id = %s",  # noqa: S608
            [state, entry.pk, row.pk],
        )


@every_model
def test_database_refuses_a_first_state_without_an_entry(model: type[Stateful], quiet: None) -> None:
    row = bare(model)
    row.state, row.state_since = model.WORKFLOW.initial, timezone.now()
    row.ledger_entry = record("smuggle", saved(User), by=None, role="system", to_state=model.WORKFLOW.initial)
    with pytest.raises(IntegrityError, match="the ledger has no entry"), transaction.atomic():
        row.save(force_insert=True)


@every_model
def test_begin_writes_the_first_state_and_its_entry(model: type[Stateful], quiet: None) -> None:
    row = begin(bare(model), by=None)
    entry = LedgerEntry.objects.about(row).get()
    assert (row.state, row.ledger_entry, entry.from_state) == (model.WORKFLOW.initial, entry, "")
    assert entry.to_state == model.WORKFLOW.initial


@every_model
def test_every_notice_that_the_table_names_is_registered(model: type[Stateful]) -> None:
    named = {move.notice for move in model.WORKFLOW.transitions} | {model.WORKFLOW.start_notice}
    assert sorted(named - {""} - set(keys())) == []


@every_model
def test_every_state_can_be_reached(model: type[Stateful]) -> None:
    table = model.WORKFLOW
    reached, before = {table.initial}, set()
    while reached != before:
        before = set(reached)
        reached |= {target for source, target in table.pairs() if source in reached}
    assert sorted({state.key for state in table.states} - reached) == []


@every_model
def test_every_open_state_has_a_way_out(model: type[Stateful]) -> None:
    table = model.WORKFLOW
    left = {source for source, _ in table.pairs()}
    assert [state.key for state in table.states if not state.terminal and state.key not in left] == []
