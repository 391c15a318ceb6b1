"""Many reviewers at once, each on a connection of their own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction

from applicants.actions.panel import take_next_review
from applicants.actions.review import lock_review, recuse_review
from applicants.models import Application, Panel, Review
from techforce.accounts.models import User
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import lock
from tests.factories import applicants, people, programme, reviewing

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(people_: list[User], act: object) -> list[object]:
    """Let every person do the same in the same moment; returns the results."""
    start = Barrier(len(people_))

    def run(person: User) -> object:
        try:
            start.wait(timeout=10)
            return act(person)  # type: ignore[operator]
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people_)) as pool:
        return list(pool.map(run, people_))


def crowd(track: object, count: int) -> list[User]:
    """Reviewers of one track."""
    found = [people.staff(f"reader{n}@review.example", f"Reader {n}", "reviewer") for n in range(count)]
    for person in found:
        reviewing.reads(person, track)
    return found


def open_panels(count: int) -> list[Panel]:
    """Panels of one track."""
    cohort = programme.cohort()
    track = programme.track(cohort)
    reviewing.rubric(track)
    users = [people.account(f"person{n}@example.com", f"Person{n} Moor") for n in range(count)]
    return [
        reviewing.panel(applicants.application(user, cohort, track, "in_hurdles"), track) for user in users
    ]


def test_six_at_once_on_one_panel_are_two() -> None:
    [panel] = open_panels(1)
    results = at_once(crowd(panel.track, 6), take_next_review)
    assert sum(result is not None for result in results) == 2
    assert Panel.objects.get().taken == Review.objects.count() == 2


def test_six_at_once_on_three_panels_fill_each_with_two() -> None:
    panels = open_panels(3)
    results = at_once(crowd(panels[0].track, 6), take_next_review)
    assert Counter(review.panel_id for review in results) == {panel.pk: 2 for panel in panels}  # type: ignore[union-attr]


def test_a_tiebreak_takes_one_more_however_many_come() -> None:
    [panel] = open_panels(1)
    readers = crowd(panel.track, 6)
    reviewing.locked_review(readers[0])
    reviewing.locked_review(readers[1], meets=False)
    results = at_once(readers[2:], take_next_review)
    assert sum(result is not None for result in results) == 1
    assert Panel.objects.get().taken == 3


def test_one_reviewer_in_many_windows_stays_under_the_cap() -> None:
    panels = open_panels(4)
    [reader] = crowd(panels[0].track, 1)
    reader.reviewer_tracks.update(cap=2)
    same = [User.objects.get(pk=reader.pk) for _ in range(4)]
    results = at_once(same, take_next_review)
    assert Counter(isinstance(result, Review) for result in results) == {True: 2, False: 2}
    assert Review.objects.count() == 2


def test_two_who_lock_at_once_decide_the_panel_once() -> None:
    [panel] = open_panels(1)
    readers = crowd(panel.track, 2)
    held = {reader.pk: take_next_review(reader) for reader in readers}
    given = reviewing.scores(panel)
    at_once(readers, lambda reader: lock_review(held[reader.pk], by=reader, scores=given, lock_version=0))
    panel.refresh_from_db()
    assert (panel.state, panel.passed) == ("decided", True)
    assert set(Review.objects.values_list("state", flat=True)) == {"final"}


def test_a_review_is_held_from_the_top_down() -> None:
    """Who waits for the panel holds the application by then, and not the review: two acts never wait in a ring."""
    [panel] = open_panels(1)
    [reader] = crowd(panel.track, 1)
    review = take_next_review(reader)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lock(panel)
        waiting = pool.submit(
            at_once, [reader], lambda person: recuse_review(review, by=person, reason_class="known")
        )
        until_somebody_waits()
        with pytest.raises(OperationalError), transaction.atomic():
            Application.objects.select_for_update(nowait=True).get()
        assert Review.objects.select_for_update(nowait=True).get() == review
        transaction.set_rollback(True)
    assert len(waiting.result(10)) == 1
    assert Review.objects.get().state == "recused"


def until_somebody_waits() -> None:
    """Come back as soon as another connection waits for what this one holds."""
    asked = (
        "select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
    )
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("Nobody waits.")
