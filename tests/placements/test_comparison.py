"""Two runs side by side: who gains, who loses, which seats change, which pairs would block."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from placements.actions.match_run import create_match_run, send_for_approval
from placements.actions.trial import create_trial
from placements.changes import RunChanges
from placements.matching import Snapshot, build_market, diff, result_from_json
from placements.queries.comparison import comparison, moves
from placements.queries.crossing import crossings
from tests.factories import placements as make
from tests.placements.test_trial import seats_of
from tests.support.runs import carried_out


@pytest.fixture
def base(closed, cohort, pat):
    return carried_out(create_match_run(cohort, by=pat))


@pytest.fixture
def more(base, pat, closed):
    """VA with two seats: `one` is placed there."""
    return carried_out(create_trial(base, by=pat, changes=RunChanges(seats=seats_of(closed.va, 2))))


def read(run):
    market = build_market(Snapshot.from_json(run.snapshot))
    return market, result_from_json(market, run.result)


def test_it_says_what_the_engine_says(base, more):
    for old, new in ((base, more), (more, base)):
        expected = sorted(
            (move.candidate, move.kind) for move in diff(*read(old), *read(new)).moves if move.kind != "role"
        )
        found = moves(old, new).exclude(kind="same").values_list("application_id", "kind")
        assert sorted((str(pk), kind) for pk, kind in found) == expected
    assert comparison(base, more).counts["better"] == 1
    assert comparison(more, base).counts["worse"] == 1


def test_worse_and_better_go_by_the_persons_own_list(base, pat, closed):
    """Without VA's list `three`, who ranks VA first, still has Treasury; one seat fewer there leaves them out."""
    less = carried_out(create_trial(base, by=pat, changes=RunChanges(seats=seats_of(closed.treasury, 0))))
    kinds = {
        row.application_id: row.kind
        for row in moves(base, less).exclude(kind="same").select_related("application")
    }
    assert kinds == {closed.three.application_id: "worse"}


def test_figures_seats_and_causes(base, more, closed):
    found = comparison(base, more)
    placed = next(row for row in found.figures if row.label == "Placed")
    assert (placed.before, placed.after, placed.of_after) == (2, 3, 3)
    (seat,) = found.seats
    assert (seat.number, seat.filled_before, seat.seats_before, seat.filled_after, seat.seats_after) == (
        closed.va.number, 1, 1, 2, 2,
    )  # fmt: skip


def test_which_pairs_would_block(base, more, closed):
    forth, back = crossings(base, more)
    assert forth.pairs == [(closed.one.application.code, closed.va.number)], (
        "with two seats, one was passed over"
    )
    assert (forth.total, back.total) == (1, 0)
    same = crossings(base, base)
    assert [row.total for row in same] == [0, 0]


def test_people_who_joined_and_left(base, market, cohort, pat, software, holly):
    (new,) = make.people_on(market.certificate, 1)
    make.ranked(new, market.va)
    later = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert comparison(base, later).counts["joined"] == 1
    assert comparison(later, base).counts["left"] == 1


def url(old, new):
    return reverse("placements:match_comparison", args=[old.number, new.number])


def page(as_, user, old, new, query=""):
    return as_(user).get(url(old, new) + query)


def test_the_page_shows_both_sides(base, more, pat, sam, audrey, closed, as_):
    for user in (pat, sam, audrey):
        text = page(as_, user, base, more).content.decode()
        assert "1 person better off, 0 worse off" in text
        assert closed.one.application.code in text
        assert "Not placed" in text
    text = page(as_, pat, more, base, "?show=worse").content.decode()
    assert "1st choice" in text


def test_the_pairs_have_a_page(base, more, pat, closed, as_):
    pairs = reverse("placements:match_crossing", args=[base.number, more.number])
    text = as_(pat).get(pairs).content.decode()
    assert closed.one.application.code in text
    assert "0 blocking pairs" in text


def test_choosing_goes_to_the_comparison(base, more, pat, as_):
    choice = reverse("placements:match_against", args=[more.number])
    response = as_(pat).get(choice, {"other": base.number})
    assert response["Location"] == reverse("placements:match_comparison", args=[base.number, more.number])
    assert as_(pat).get(choice, {"other": "x"}).status_code == 404


def test_a_run_without_a_result_cannot_be_compared(base, cohort, pat, as_):
    failed = make.match_run(cohort, pat, state="failed")
    assert page(as_, pat, base, failed).status_code == 404


def test_a_run_under_review_says_that_a_second_person_decides(base, pat, sam, as_):
    send_for_approval(base, by=pat)
    own = as_(pat).get(reverse("placements:match_run", args=[base.number])).content.decode()
    assert "A second person must approve this run" in own
    assert "somebody else has to" in own
    other = as_(sam).get(reverse("placements:match_run", args=[base.number])).content.decode()
    assert "so you can read the report" in other


def test_the_page_takes_the_same_queries_for_more_people(base, more, cohort, pat, as_, market):
    client = as_(pat)
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url(base, more))
    added = make.people_on(market.certificate, 12)
    for entry in added:
        make.ranked(entry, market.treasury, market.va)
    make.agency_ranked(market.va, pat, market.two, market.one, *added)
    one = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    two = carried_out(create_trial(one, by=pat, changes=RunChanges(seats=seats_of(market.va, 9))))
    with CaptureQueriesContext(connection) as many:
        client.get(url(one, two))
    assert comparison(one, two).counts["better"] > 5
    assert len(many) == len(few) <= 13
