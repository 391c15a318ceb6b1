"""The end of a track: by itself when every seat is filled or nobody is left, or by hand with a reason."""

import pytest

from placements.actions.leaving import end_placement_early
from placements.actions.track_end import exhaust_track, fill_track
from placements.tasks import keep_calendar
from techforce.programme.models import Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants, placements, programme, terms
from tests.support.states import field_values


@pytest.fixture
def matching(cohort):
    """A track whose people are being matched."""
    return programme.track(cohort, "matching", state="matching")


@pytest.fixture
def certificate(matching, holly):
    return placements.certificate(matching, holly)


@pytest.fixture
def serving(certificate, matching, ada, va, cora, hank, pat):
    """Its only seat is filled by Ada."""
    entry = placements.certified(ada, certificate)
    return terms.at_work(entry, placements.requisition(va, matching, cora), hank, pat)


def state(row):
    return field_values(row, "state")["state"]


def twice():
    keep_calendar()
    keep_calendar()


def test_every_seat_filled_fills_the_track(serving, matching, certificate, ben):
    placements.certified(ben, certificate, "reserve")
    twice()
    assert state(matching) == "filled"


@pytest.mark.parametrize("requisition_state", ["published", "submitted", "suspended"])
def test_a_request_that_may_still_be_filled_keeps_the_track(
    requisition_state, serving, matching, certificate, ben, va, cora
):
    placements.certified(ben, certificate)
    placements.requisition(va, matching, cora, state=requisition_state)
    twice()
    assert state(matching) == "matching"


def test_nobody_left_exhausts_the_track(certificate, matching, ada, ben, va, cora):
    placements.requisition(va, matching, cora)
    placements.certified(ada, certificate, "expired")
    left = placements.certified(ben, certificate, "reserve")
    twice()
    assert state(matching) == "matching"
    type(left).objects.filter(pk=left.pk).delete()
    twice()
    assert state(matching) == "exhausted"


def test_somebody_still_assessed_is_somebody_left(certificate, matching, ada, ben):
    placements.certified(ada, certificate, "expired")
    applicants.application(ben, matching.cohort, matching, "in_hurdles")
    twice()
    assert state(matching) == "matching"


def test_other_states_do_not_end(software, ada, holly):
    placements.certified(ada, placements.certificate(software, holly), "expired")
    twice()
    assert state(software) == "open"


@pytest.mark.parametrize(("act", "target"), [(fill_track, "filled"), (exhaust_track, "exhausted")])
def test_by_hand_with_a_reason(act, target, matching, pat, holly):
    with pytest.raises(ReasonNeeded):
        act(matching, by=pat)
    with pytest.raises(NotAllowed):
        act(matching, by=holly, reason="Why")
    act(matching, by=pat, reason="No match is to follow.")
    assert state(matching) == target
    with pytest.raises(WrongState):
        act(matching, by=pat, reason="Again")


def test_somebody_in_between_keeps_it(certificate, matching, ada, pat):
    placements.certified(ada, certificate, "matched")
    with pytest.raises(Refused, match="1 person is between"):
        fill_track(matching, by=pat, reason="Why")
    twice()
    assert state(matching) == "matching"


def test_a_reopened_seat_brings_a_filled_track_back(serving, matching, pat):
    twice()
    assert state(matching) == "filled"
    last = serving.started_on
    end_placement_early(serving, by=pat, last_day=last, reason_code="resigned", reason="Moved abroad.")
    assert state(matching) == "matching"


def test_through_the_page(matching, pat, as_):
    url = f"/cohorts/{matching.cohort.slug}/tracks/{matching.key}/end/"
    assert url in as_(pat).get(f"/cohorts/{matching.cohort.slug}/").content.decode()
    assert as_(pat).post(url, {"how": "reopen", "reason": "Why"}).status_code == 422
    assert as_(pat).post(url, {"how": "exhaust", "reason": ""}).status_code == 422
    assert as_(pat).post(url, {"how": "exhaust", "reason": "Nobody is left."}).status_code == 302
    assert as_(pat).post(url, {"how": "fill", "reason": "Twice"}).status_code == 409
    assert Track.objects.get(pk=matching.pk).state == "exhausted"
