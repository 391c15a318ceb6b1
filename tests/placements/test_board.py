"""The board: counted from the ledger, each number opens its list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Requisition
from placements.actions.placement import confirm_day_one
from placements.queries.board import days_to_first_day, funnel, reached, waiting
from techforce.workflow.kernel import apply
from tests.factories import applicants, offers, people, placements, programme


@pytest.fixture
def placed(software, holly, ada, va, cora, hank):
    entry = placements.certified(ada, placements.certificate(software, holly))
    offer = offers.sent(entry, placements.requisition(va, software, cora), holly)
    placement = offers.cleared(offers.onboarding(offer), hank, holly)
    confirm_day_one(placement, by=ada, on=timezone.localdate())
    confirm_day_one(placement, by=hank, on=timezone.localdate())
    return placement


BOARD_QUERIES = 10


def by_key(result) -> dict[str, int]:
    return {stage.key: stage.people for stage in result.stages}


def test_the_funnel_counts_the_ledger(cohort, placed):
    counts = by_key(funnel(cohort))
    assert (counts["certified"], counts["matched"], counts["accepted"], counts["placed"]) == (1, 1, 1, 1)


def test_reaching_a_stage_twice_is_one_person(cohort, software, ben):
    application = applicants.application(ben, cohort, software, state="submitted")
    apply(application, "reopen", by=ben)
    apply(application, "submit", by=ben)
    assert by_key(funnel(cohort))["submitted"] == 1


def test_a_track_counts_its_own(cohort, software, placed):
    data = programme.track(cohort, "data")
    assert by_key(funnel(cohort, data))["placed"] == 0
    assert by_key(funnel(cohort, software))["placed"] == 1


def test_each_number_is_as_long_as_its_list(cohort, placed):
    for stage in funnel(cohort).stages:
        assert len(reached(cohort, stage.key)) == stage.people


def test_the_list_goes_on_by_key(cohort, software):
    for n in range(3):
        applicants.application(
            people.account(f"p{n}@example.com", "P N"), cohort, software, state="submitted"
        )
    first = reached(cohort, "submitted", limit=2)
    rest = reached(cohort, "submitted", after=first[-1].id, limit=2)
    assert len({row.id for row in [*first, *rest]}) == 3


def test_waiting_names_the_state_and_who_acts(cohort, software, ben):
    applicants.application(ben, cohort, software, state="screening")
    assert [(row.state, row.people, row.late) for row in waiting(cohort)] == [("screening", 1, 0)]


def test_days_run_from_the_validated_need_to_the_first_day(cohort, placed):
    Requisition.objects.update(validated_at=timezone.now() - timedelta(days=46))
    assert days_to_first_day(cohort) == [46]


def test_the_board_and_its_lists_open(cohort, placed, pat, as_):
    client = as_(pat)
    assert client.get("/board/").status_code == 200
    assert client.get(f"/board/{cohort.slug}/placed/").status_code == 200
    assert client.get(f"/board/{cohort.slug}/nonsense/").status_code == 404


def test_oversight_sees_numbers_but_no_lists(cohort, placed, ollie, as_):
    client = as_(ollie)
    page = client.get("/board/").content.decode()
    assert "/board/" + cohort.slug not in page
    assert client.get(f"/board/{cohort.slug}/placed/").status_code == 403


def test_an_empty_programme_has_a_board(pat, as_):
    assert as_(pat).get("/board/").status_code == 200


def test_the_board_asks_the_same_number_of_questions(cohort, software, pat, as_, django_assert_num_queries):
    client = as_(pat)
    applicants.application(people.account("q@example.com", "Q A"), cohort, software, state="screening")
    client.get("/board/")
    with django_assert_num_queries(BOARD_QUERIES):
        client.get("/board/")
    for n in range(3):
        applicants.application(
            people.account(f"r{n}@example.com", "R A"), cohort, software, state="screening"
        )
    with django_assert_num_queries(BOARD_QUERIES):
        client.get("/board/")
