"""Before the set minute nobody can tell: every page of everybody stays as it was, and no message is written."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Partner, PartnerContact
from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.models import MatchRun
from techforce.notifications.models import Notification
from tests.access.table import Row, rows
from tests.access.urls import declared_urls
from tests.factories import people
from tests.support.runs import carried_out
from tests.support.states import at_state

# Who may read runs sees them there, and an operator that a job ran; none of these pages is for anybody else.
OF_THOSE_WHO_RUN_IT = ("placements:match", "operations:ledger", "operations:job")
# A form's token, and the moment at which the front page counted seats.
CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|Counted <time[^>]*>[^<]*</time>')


@pytest.fixture
def everybody(closed, holly, rosa, cora, hank, theo, tess, audrey, ollie, otto):
    """Everybody but the two who run and approve the match: those hear of it."""
    staff = {person.email: person for person in (holly, rosa, cora, hank, theo, tess, audrey, ollie, otto)}
    candidates = {name: closed.user(name) for name in ("one", "three")}
    return {**staff, **candidates, "a partner": a_partner(), "a visitor": None}


def a_partner():
    partner = at_state(Partner(name="Acme", kind="company"), "active")
    contact = people.account("contact@acme.example", "Ines Wood")
    PartnerContact.objects.create(partner=partner, user=contact, name=contact.name, email=contact.email)
    return contact


@pytest.fixture
def walk(closed, everybody, as_):
    """Ask every page that this market can fill, as everybody; answers by page and person."""
    market, ids = closed, ids_of(closed)
    pages = [row for row in rows() if row.method == "GET" and can_be_asked(row, ids)]
    assert {row.name for row in pages} >= {"placements:own_result", "placements:board", "public:home"}
    clients = {name: as_(user) if user else Client() for name, user in everybody.items()}

    def seen() -> dict[tuple[str, str], tuple[int, str]]:
        return {
            (row.name, name): answer(client, row.path(SimpleNamespace(ids=ids | own_ids(market, name))))
            for row in pages
            for name, client in clients.items()
        }

    return seen


def ids_of(market):
    entry, request = market.one, market.va
    application, track = entry.application.pk, request.track
    return {
        **dict.fromkeys(("published", "request", "own_draft", "filling"), request.pk),
        **dict.fromkeys(("draft", "waiting", "read"), application),
        "published_number": request.number,
        "certificate": market.certificate.number,
        "code": entry.application.code,
        "entry": entry.pk,
        "track": track.pk,
        "track_key": track.key,
        "cohort": track.cohort.slug,
        "run": 1,
    }


def own_ids(market, name):
    """Candidates ask for their own application."""
    return {"draft": getattr(market, name).application.pk} if hasattr(market, name) else {}


def can_be_asked(row: Row, ids) -> bool:
    return all(value.startswith("'") or value in ids for value in row.ids.values())


def answer(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, CHANGING.sub("", body.decode(errors="replace"))


def differences(before, after) -> list[tuple[str, str]]:
    """The pages that changed, without those on which insiders read the run itself."""
    insiders = {"audrey", "otto"}
    return [
        (page, name)
        for (page, name), told in after.items()
        if told != before[page, name]
        and not (page.startswith(OF_THOSE_WHO_RUN_IT) and name.split("@")[0] in insiders)
    ]


@pytest.mark.slow
def test_no_page_of_anybody_differs_before_the_minute(walk, cohort, pat, sam):
    before = walk()
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert differences(before, walk()) == [], "an approved run shows"
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    changed = {page for page, _ in differences(before, walk())}
    assert changed >= {
        "applicants:status",
        "notifications:inbox",
        "placements:board",
        "placements:certificate",
        "placements:offers",
        "placements:own_result",
        "placements:requisition_result",
    }


def test_the_pages_of_a_run_are_declared_under_the_names_that_the_walk_leaves_out():
    left_out = {name for name in declared_urls() if name.startswith(OF_THOSE_WHO_RUN_IT)}
    assert {"placements:match_run", "placements:matches", "operations:ledger", "operations:jobs"} <= left_out


def test_no_mail_is_written_before_the_minute(closed, cohort, pat, sam):
    insiders = {pat.pk, sam.pk}
    before = Notification.objects.exclude(recipient__in=insiders).count()
    run = carried_out(create_match_run(cohort, by=pat))
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert Notification.objects.exclude(recipient__in=insiders).count() == before
