"""One application in review, and the people who read for its track."""

import pytest

from applicants.models import Application, Panel, Rubric
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import applicants, reviewing


@pytest.fixture
def rubric(software: Track) -> Rubric:
    """The frozen standard of the software track."""
    return reviewing.rubric(software)


@pytest.fixture
def screening(ada: User, cohort: Cohort, software: Track, rubric: Rubric) -> Application:
    """Ada's application, whose eligibility is being checked."""
    return applicants.application(ada, cohort, software, "screening")


@pytest.fixture
def in_review(ada: User, cohort: Cohort, software: Track, rubric: Rubric) -> Application:
    """Ada's application, in blind review."""
    return applicants.application(ada, cohort, software, "in_hurdles")


@pytest.fixture
def panel(in_review: Application, software: Track) -> Panel:
    """The open panel of Ada's application."""
    return reviewing.panel(in_review, software)


@pytest.fixture
def readers(rosa: User, remy: User, rita: User, software: Track) -> list[User]:
    """Rosa, Remy and Rita read for the software track."""
    people = [rosa, remy, rita]
    for person in people:
        reviewing.reads(person, software)
    return people
