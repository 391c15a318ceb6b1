"""Nothing stands in a table of applicants that nobody can do: each of its moves is made here by an act of the product."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions import screening
from applicants.actions.application import (
    answer_request,
    reopen_application,
    submit_application,
    withdraw_application,
)
from applicants.actions.calendar import run_calendar
from applicants.actions.duplicate import joining_code, prove_same_person
from applicants.actions.lapse import lapse_application
from applicants.actions.merge import merge_applications
from applicants.actions.panel import take_next_review
from applicants.actions.qualification import qualify_application
from applicants.actions.review import give_back_review, recuse_review
from applicants.models import Application, Review
from applicants.workflow import APPLICATION, PANEL, REVIEW
from placements.actions.certificate import issue_certificate
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort, Track
from techforce.workflow.table import Workflow
from tests.factories import applicants, people, reviewing

Story = Callable[[], object]


@pytest.fixture
def world(cohort: Cohort, software: Track, holly: User, rosa: User, remy: User, rita: User) -> None:
    """A track with its standard and three reviewers."""
    reviewing.rubric(software)
    for person in (rosa, remy, rita):
        reviewing.reads(person, software, cap=50)


@pytest.fixture
def person(cohort: Cohort, software: Track) -> Callable[..., Application]:
    """Somebody new with an application in a state; in review it has its open panel."""
    count = iter(range(100))

    def make(state: str) -> Application:
        n = next(count)
        user = people.account(f"story{n}@example.com", f"Story{n} Person")
        row = applicants.application(user, cohort, software, "screening" if state == "in_hurdles" else state)
        if state == "in_hurdles":
            screening.decide_eligibility(row, by=User.objects.get(email="holly@opm.example"), eligible=True)
        return row

    return make


def owner(row: Application) -> User:
    return row.candidate.user


def performed(table: Workflow) -> set[str]:
    """The moves of this table that are on the ledger."""
    entries = LedgerEntry.objects.filter(subject_type=table.noun).exclude(from_state="")
    return set(entries.values_list("act", flat=True))


def test_every_move_of_a_panel_and_a_review(
    world: None, person: Callable[..., Application], holly: User, rosa: User, remy: User, rita: User
) -> None:
    person("in_hurdles")
    first = reviewing.locked_review(rosa)
    give_back_review(first, by=holly, reason="Name the line.")
    Review.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    run_calendar(timezone.now())
    recuse_review(take_next_review(remy), by=remy, reason_class="known")
    held = take_next_review(rita)
    withdraw_application(held.panel.application, by=owner(held.panel.application))
    person("in_hurdles")
    for reviewer, meets in ((rosa, True), (remy, False), (rita, True)):
        reviewing.locked_review(reviewer, meets=meets)
    assert performed(PANEL) == {move.name for move in PANEL.transitions}
    assert performed(REVIEW) == {move.name for move in REVIEW.transitions}


def test_every_move_of_an_application(
    world: None,
    person: Callable[..., Application],
    software: Track,
    holly: User,
    rosa: User,
    remy: User,
) -> None:
    draft = person("draft")
    sent = submit_application(draft, by=owner(draft))
    reopen_application(sent, by=owner(sent))
    reopened = person("submitted")
    reopen_application(reopened, by=owner(reopened))
    withdrawn = person("submitted")
    withdraw_application(withdrawn, by=owner(withdrawn))
    asked = person("screening")
    screening.ask_candidate(asked, by=holly, reasons=["Which?"], due_at=timezone.now() + timedelta(days=1))
    answer_request(asked, by=owner(asked), answer="This one.")
    screening.decide_eligibility(asked, by=holly, eligible=False, rule="citizenship", note="By the file.")
    person("in_hurdles")
    for reviewer in (rosa, remy):
        reviewing.locked_review(reviewer, meets=False)
    passed = person("in_hurdles")
    for reviewer in (rosa, remy):
        reviewing.locked_review(reviewer)
    qualify_application(passed, by=holly)
    until = timezone.localdate() + timedelta(days=365)
    issue_certificate(software, by=holly, applications=[passed], expires_on=until)
    one, two = person("screening"), person("screening")
    pair = prove_same_person(one, by=owner(one), code=joining_code(two))
    merge_applications(pair, keep=one, by=holly, reason="Both accounts are theirs.")
    lapse_application(person("in_hurdles"), by=holly, reason="No answer.")
    person("submitted")
    run_calendar(timezone.now())
    Track.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    run_calendar(timezone.now())
    run_calendar(timezone.now())
    assert performed(APPLICATION) == {move.name for move in APPLICATION.transitions}
