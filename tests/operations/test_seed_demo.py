"""Demo data: made in bulk, and still a history that the ledger vouches for."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.models import CriticalClaim, Requisition, Seat
from applicants.actions.version import answers_of
from applicants.models import Application, Document, PossibleTie
from placements.models import FitInterview, InterestSignal, MatchRun, Offer, PreferenceClaim, SeatCap
from techforce.audit.sealing import first_problem
from techforce.notifications.models import Notification
from techforce.operations.seeding.draw import Draw
from techforce.operations.seeding.load import load_demo
from techforce.operations.seeding.scale import Scale
from techforce.workflow.replay import mismatches
from tests.factories import programme

TINY = Scale("tiny", 90, 60, 12, 18, 40, 0.5)


@pytest.fixture
def demo(db):
    load_demo(TINY, 7, lambda what: None)


def test_the_demo_is_a_programme_with_a_past_and_a_present(demo):
    _counts_are_the_scale()
    _the_ledger_replays_to_the_rows()
    _versions_are_what_submitting_would_have_frozen()
    _everybody_who_is_named_stands_where_the_cast_says()
    _what_people_decide_about_is_there()
    _no_letter_waits_to_be_sent()


def _counts_are_the_scale() -> None:
    named = 3
    assert Application.objects.exclude(submitted_at=None).count() == TINY.submitted + named
    assert Application.objects.filter(state="draft").count() == TINY.interested - TINY.submitted
    assert (Requisition.objects.count(), Seat.objects.count()) == (TINY.requisitions, TINY.seats)
    assert list(MatchRun.objects.values_list("state", flat=True)) == ["published"]


def _the_ledger_replays_to_the_rows() -> None:
    with connection.cursor() as cursor:
        assert first_problem(cursor) is None
    assert mismatches() == []


def _versions_are_what_submitting_would_have_frozen() -> None:
    for application in Application.objects.exclude(submitted_at=None)[:5]:
        assert answers_of(application) == application.versions.get().answers
    with Document.objects.first().file.open("rb") as stored:
        assert stored.read(5) == b"%PDF-"


def _everybody_who_is_named_stands_where_the_cast_says() -> None:
    offers = Offer.objects.filter(entry__application__candidate__user__email__startswith="dana")
    assert [offer.state for offer in offers] == ["sent"]
    ben = Application.objects.get(candidate__user__email__startswith="ben")
    assert ben.entries.filter(state="available").count() == 1


def _what_people_decide_about_is_there() -> None:
    assert list(PossibleTie.objects.values_list("reviewer__email", "decided_at")) == [
        ("rosa@demo.example", None)
    ]
    assert SeatCap.objects.count() == 1
    assert InterestSignal.objects.filter(round_number=2).exists()
    assert set(CriticalClaim.objects.values_list("state", flat=True)) == {"approved", "asked"}
    assert {"claimed", "granted"} <= set(PreferenceClaim.objects.values_list("state", flat=True))
    assert "invited" in set(FitInterview.objects.values_list("state", flat=True))


def _no_letter_waits_to_be_sent() -> None:
    assert not Notification.objects.exclude(state="sent").exists()


def test_the_same_seed_draws_the_same_people():
    first, second = Draw(3), Draw(3)
    assert [first.name() for _ in range(20)] == [second.name() for _ in range(20)]
    assert (first.key(), first.code(), first.story("ai")) == (second.key(), second.code(), second.story("ai"))


@pytest.mark.parametrize("track", ["software", "data", "ai", "cybersecurity", "product", "leadership"])
def test_every_story_fits_the_form(track):
    draw = Draw(5)
    words = [len(draw.story(track).split()) for _ in range(200)]
    assert 150 <= min(words) <= max(words) <= 250


@pytest.mark.django_db
def test_demo_data_is_refused_outside_a_demo_system():
    with pytest.raises(CommandError, match="not a demo system"):
        call_command("seed_demo")


@pytest.mark.django_db
def test_demo_data_goes_only_into_an_empty_system(settings):
    settings.DEMO_SIGN_IN = True
    programme.cohort()
    with pytest.raises(CommandError, match="a cohort already"):
        call_command("seed_demo")
