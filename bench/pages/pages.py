"""The programme that is looked at, and each page with its goal."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from applicants.models import Application
from applicants.views.staff_application import NEWEST
from techforce.accounts.models import User
from techforce.operations.seeding.applicants import make_applicants
from techforce.operations.seeding.reviews import insert_reviews
from techforce.operations.seeding.scale import Scale
from techforce.operations.seeding.world import make_world
from techforce.ui.pagination import page_by_key
from techforce.workflow.many import parts

from . import floor

TIMES = 15


@dataclass
class Programme:
    """Clients of people who are signed in, and what they look at."""

    candidate: Client
    staff: Client
    reviewers: list[Client]
    draft: Application
    deep: str


@dataclass(frozen=True)
class Row:
    """One page: least CPU of a request, as such and in times of the floor's page."""

    name: str
    status: int
    milliseconds: float
    ratio: float
    statements: int
    goal: str = ""
    holds: bool = True


def make_programme(people: int) -> Programme:
    """Submitted applications with reviews, and one draft."""
    world = make_world(Scale("bench", 0, 0, 30, 0, 0, 0.02), seed=1)
    first = 0
    for part in parts(range(people), 2000):
        for size in (250, len(part) - 250) if first == 0 and len(part) > 250 else (len(part),):
            with transaction.atomic():
                insert_reviews(world, make_applicants(world, size, first))
            first += size
            _count_rows()
    draft = make_applicants(world, 1, first, drafts=True)[0]
    Application.objects.filter(pk=draft.application.pk).update(work_story="", minimum_grade=None)
    staff = signed_in(world.cast["holly"])
    reviewers = list(User.objects.filter(email__startswith="reviewer").order_by("pk")[:20])
    return Programme(
        candidate=signed_in(draft.user),
        staff=staff,
        reviewers=[signed_in(row) for row in reviewers],
        draft=draft.application,
        deep=_deep(people),
    )


def _count_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _deep(people: int) -> str:
    """The address of a page of the list in its middle, as its pager would write it."""
    rows = Application.objects.visible_to(User.objects.get(email="holly@demo.example"))
    middle = rows.order_by(*NEWEST)[people // 2]
    token = page_by_key(rows.filter(submitted_at__lte=middle.submitted_at), NEWEST).next_token
    return f"/applications/?{urlencode({'after': token})}"


def signed_in(user: User) -> Client:
    """A client of somebody who has proven a second factor."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def measured(programme: Programme) -> Iterator[Row]:
    """The floor first, then each page."""
    with override_settings(ROOT_URLCONF=floor.__name__, MIDDLEWARE=floor.MIDDLEWARE):
        plain = Client(SERVER_NAME="localhost")
        text = cost("floor: text, no query", lambda: plain.get("/text"), 1.0)
        person = signed_in(User.objects.get(email="holly@demo.example"))
        page = cost("floor: session, user, 25 rows, template", lambda: person.get("/page"), 1.0)
    unit = page.milliseconds
    yield cost(text.name, None, unit, known=text)
    yield cost(page.name, None, unit, known=page)
    yield from _public(unit, text)
    yield from _staff(programme, unit)
    yield from _people(programme, unit)


def _public(unit: float, text: Row) -> Iterator[Row]:
    visitor = Client(SERVER_NAME="localhost")
    warm = cost("home, warm", lambda: visitor.get("/"), unit)
    fine = warm.statements == 0 and warm.milliseconds <= 2 * text.milliseconds
    yield judged(warm, "0 statements, 2 x floor's text", fine)

    def cold() -> Any:
        cache.clear()
        return visitor.get("/")

    row = cost("home, cold", cold, unit)
    yield judged(row, "8 ms", row.milliseconds <= 8)


def _staff(programme: Programme, unit: float) -> Iterator[Row]:
    track = programme.draft.cohort.tracks.order_by("order")[0].pk
    pages = {
        "applications, first page": "/applications/",
        "applications, by state": "/applications/?state=not_qualified",
        "applications, by state and track": f"/applications/?state=in_hurdles&track={track}",
        "applications, deep": programme.deep,
        "screening queue": "/screening/",
    }
    for name, url in pages.items():
        row = cost(name, lambda url=url: programme.staff.get(url), unit)  # type: ignore[misc]
        yield judged(row, "3 x floor, 8 statements", row.ratio <= 3 and row.statements <= 8)


def _people(programme: Programme, unit: float) -> Iterator[Row]:
    waiting = iter(programme.reviewers)
    row = cost("reviewer takes the next", lambda: next(waiting).post("/reviews/next/"), unit, times=6)
    yield judged(row, "20 ms, 15 statements", row.milliseconds <= 20 and row.statements <= 15)
    address = f"/apply/{programme.draft.pk}/work/?autosave=1"
    said = {"experience": "from_4", "work_story": "I mended a service. " * 30}

    def save() -> Any:
        version = Application.objects.values_list("lock_version", flat=True).get(pk=programme.draft.pk)
        return programme.candidate.post(address, {**said, "lock_version": version})

    row = cost("candidate's step, saved", save, unit)
    yield judged(row, "12 ms, 10 statements", row.milliseconds <= 12 and row.statements - 1 <= 10)
    row = cost("status", lambda: programme.candidate.get("/status/"), unit)
    yield judged(row, "8 ms", row.milliseconds <= 8)


def cost(
    name: str, ask: Callable[[], Any] | None, unit: float, *, times: int = TIMES, known: Row | None = None
) -> Row:
    """Median CPU of a request after two that warm up, and the statements of one more."""
    if known or ask is None:
        assert known
        return Row(name, known.status, known.milliseconds, known.milliseconds / unit, known.statements)
    ask(), ask()
    spent = []
    for _ in range(times):
        began = time.process_time()
        answer = ask()
        spent.append(time.process_time() - began)
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    middle = 1000 * statistics.median(spent)
    return Row(name, answer.status_code, middle, middle / unit, len(queries))


def judged(row: Row, goal: str, holds: bool) -> Row:
    """The same row with its goal; an answer that is not the page itself never holds."""
    return Row(
        row.name,
        row.status,
        row.milliseconds,
        row.ratio,
        row.statements,
        goal,
        holds and row.status in (200, 302, 303),
    )
