"""Who reads for which track."""

import pytest

from applicants.actions.reviewer import set_reviewer_track
from applicants.models import ReviewerTrack
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_hr_lets_a_reviewer_read_and_changes_the_cap(holly, rosa, software):
    first = set_reviewer_track(rosa, software, by=holly, cap=3, trained=True)
    again = set_reviewer_track(rosa, software, by=holly, cap=8, trained=True)
    row = ReviewerTrack.objects.get()
    assert (row.cap, row.trained_at) == (8, first.trained_at)
    acts = LedgerEntry.objects.about(again).values_list("act", "data__cap", "data__trained")
    assert list(acts) == [("set_reviewer_track", 3, True), ("set_reviewer_track", 8, True)]


def test_training_can_be_taken_back(holly, rosa, software):
    set_reviewer_track(rosa, software, by=holly, cap=3, trained=True)
    assert set_reviewer_track(rosa, software, by=holly, cap=3, trained=False).trained_at is None


def test_only_hr_and_operators_decide(pat, rosa, software):
    with pytest.raises(NotAllowed):
        set_reviewer_track(rosa, software, by=pat, cap=3, trained=True)


@pytest.mark.parametrize("cap", [0, 51])
def test_a_cap_that_makes_no_sense_is_refused(holly, rosa, software, cap):
    with pytest.raises(Refused):
        set_reviewer_track(rosa, software, by=holly, cap=cap, trained=True)


def test_somebody_who_does_not_review_is_refused(holly, ben, software):
    with pytest.raises(Refused):
        set_reviewer_track(ben, software, by=holly, cap=3, trained=True)


def test_an_operator_sets_it_in_the_admin(otto, rosa, software, as_):
    otto.is_staff = otto.is_superuser = True
    otto.save()
    url = "/admin/applicants/reviewertrack/"
    data = {"reviewer": rosa.pk, "track": software.pk, "cap": 4, "trained": "on"}
    assert as_(otto).post(f"{url}add/", data).status_code == 302
    row = ReviewerTrack.objects.get(reviewer=rosa, track=software, cap=4, trained_at__isnull=False)
    assert as_(otto).post(f"{url}{row.pk}/change/", {"cap": 6}).status_code == 302
    row.refresh_from_db()
    assert (row.cap, row.trained_at) == (6, None)
    assert LedgerEntry.objects.about(row).count() == 2
