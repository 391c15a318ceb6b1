"""What the kernel does around one move: lock, guards, entry, notice, and the replay of it all."""

from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from applicants.models import Panel, Review
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort, Track
from techforce.workflow.diagrams import document
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, apply_held, begin_with
from techforce.workflow.replay import mismatches, stateful_models
from techforce.workflow.table import State, Workflow, move
from tests.factories import applicants, people, programme, reviewing


@pytest.fixture
def panel(ada: User, software: Track) -> Panel:
    """An open panel over Ada's application."""
    return reviewing.panel(applicants.application(ada, software.cohort, software, "in_hurdles"), software)


def test_guard_sees_the_locked_row_and_its_refusal_changes_nothing(cohort: Cohort, pat: User) -> None:
    def refuse(row: Cohort) -> None:
        assert (row.pk, row.state) == (cohort.pk, "running")
        raise Refused("Not yet.")

    with pytest.raises(Refused, match="Not yet"):
        apply(cohort, "place", by=pat, guards=[refuse], changes={"name": "Other"})
    cohort.refresh_from_db()
    assert (cohort.state, cohort.name) == ("running", "Cohort 1")
    assert LedgerEntry.objects.about(cohort).count() == 1


def test_changes_are_saved_with_the_state(cohort: Cohort, pat: User) -> None:
    apply(cohort, "place", by=pat, changes={"name": "First cohort"}, note="n")
    fresh = Cohort.objects.get()
    assert (fresh.state, fresh.name, fresh.state_since) == ("placing", "First cohort", cohort.state_since)
    entry = fresh.ledger_entry
    assert (entry.actor, entry.actor_role, entry.data) == (pat, "programme_manager", {"note": "n"})


def test_stale_object_is_refused_with_words(cohort: Cohort, pat: User) -> None:
    stale = Cohort.objects.get()
    apply(cohort, "place", by=pat)
    with pytest.raises(WrongState, match="it is now “Placing”"):
        apply(stale, "place", by=pat)


def test_entering_a_state_again_is_a_new_entry_and_a_new_notice(
    software: Track, pat: User, ada: User
) -> None:
    from techforce.notifications.models import Notification
    from tests.factories.applicants import application

    application(ada, software.cohort, software)
    first = apply(software, "extend", by=pat, reason="storm")
    second = apply(software, "extend", by=pat, reason="flood")
    assert first != second
    told = Notification.objects.filter(kind="track_extended", channel="email").order_by("event_id")
    assert [(row.event, row.recipient) for row in told] == [(first, ada), (second, ada)]


def test_two_at_once_do_it_once(transactional_db: None) -> None:
    pat = people.staff("pat@opm.example", "Pat Moss", "programme_manager")
    row = programme.cohort()
    start, results = Barrier(2), []

    def press() -> None:
        mine = Cohort.objects.get(pk=row.pk)
        start.wait(10)
        try:
            apply(mine, "place", by=pat)
        except WrongState:
            results.append("refused")
        else:
            results.append("done")
        connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "refused"]
    assert LedgerEntry.objects.about(row).count() == 2


def test_replay_agrees_with_what_the_kernel_did(software: Track, pat: User) -> None:
    apply(software, "extend", by=pat, reason="storm")
    apply(software, "close", by=None)
    assert mismatches() == []


def test_replay_finds_a_row_that_differs_from_its_entries(cohort: Cohort) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table programme_cohort disable trigger user")
        cursor.execute("update programme_cohort set state = 'serving' where id = %s", [cohort.pk])
        cursor.execute("alter table programme_cohort enable trigger user")
    found = [(problem.subject_id, problem.what) for problem in mismatches()]
    assert found == [(str(cohort.pk), "ledger says running, row says serving")]
    with pytest.raises(CommandError, match="1 differences"):
        call_command("replay_ledger")


def test_replay_finds_an_entry_that_does_not_follow(cohort: Cohort, pat: User) -> None:
    from techforce.audit.actions import record

    entry = record("place", cohort, by=pat, role="hr", from_state="announced", to_state="running")
    assert [problem.what for problem in mismatches()] == [f"entry {entry.pk} does not follow the one before"]


def test_diagrams_in_the_docs_are_fresh() -> None:
    call_command("workflow_diagrams", check=True)


def test_diagram_names_every_move() -> None:
    for model in stateful_models():
        text = document([model.WORKFLOW])
        for change in model.WORKFLOW.transitions:
            assert f": {change.name}" in text


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ((move("go", "a", "c", "Go", system=True),), "unknown states"),
        ((move("go", "a", "b", "Go"),), "nobody may"),
        ((move("go", "b", "a", "Go", system=True),), "leaves a terminal state"),
        ((move("go", "a", "b", "Go", system=True),) * 2, "named twice"),
    ],
)
def test_table_that_makes_no_sense_is_refused(moves: tuple[object, ...], words: str) -> None:
    states = (State("a", "A"), State("b", "B", terminal=True))
    with pytest.raises(ValueError, match=words):
        Workflow("x.y", "X", states, moves)  # type: ignore[arg-type]


def test_a_row_that_was_not_held_is_not_written_over(cohort: Cohort, pat: User) -> None:
    stale = Cohort.objects.get()
    apply(cohort, "place", by=pat)
    with pytest.raises(RuntimeError, match="without being held"), transaction.atomic():
        apply_held(stale, "place", by=pat)
    cohort.refresh_from_db()
    assert (cohort.state, LedgerEntry.objects.about(cohort).count()) == ("placing", 2)


def test_a_held_row_meets_the_same_refusals(cohort: Cohort, ada: User) -> None:
    with pytest.raises(NotAllowed):
        apply_held(cohort, "place", by=ada)
    with pytest.raises(WrongState):
        apply_held(apply_to(cohort, "placing"), "place", by=ada)
    assert LedgerEntry.objects.about(cohort).count() == 1


def apply_to(cohort: Cohort, state: str) -> Cohort:
    """The object as a page might hold it that is behind or ahead of the row."""
    cohort.state = state
    return cohort


def test_a_row_begun_with_its_first_move_has_both_entries(panel: Panel, rosa: User) -> None:
    review = Review(panel=panel, reviewer=rosa, due_at=timezone.now())
    begin_with(review, "open", by=rosa, act="take", panel=str(panel.pk))
    entries = LedgerEntry.objects.about(review).order_by("id")
    assert list(entries.values_list("act", "from_state", "to_state", "actor_role", "data")) == [
        ("take", "", "offered", "reviewer", {"panel": str(panel.pk)}),
        ("open", "offered", "in_progress", "reviewer", {}),
    ]
    assert (review.state, review.ledger_entry) == ("in_progress", entries[1])


def test_a_row_is_not_begun_by_who_may_not_move_it(panel: Panel, rosa: User, holly: User) -> None:
    review = Review(panel=panel, reviewer=rosa, due_at=timezone.now())
    for name, person, refusal in (("open", holly, NotAllowed), ("give_back", holly, WrongState)):
        with pytest.raises(refusal), transaction.atomic():
            begin_with(review, name, by=person)
    assert not Review.objects.exists()
    assert not LedgerEntry.objects.about(review).exists()
