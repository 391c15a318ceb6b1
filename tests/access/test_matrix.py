"""Every page as every member of the cast: the table, the declarations and the answers agree."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client

from techforce.access.holding import may
from techforce.access.middleware import OWN_RECORD
from tests.support.signing_in import signed_in

from .asking import ask
from .table import Row, rows
from .urls import declared_urls, every_url
from .world import CAST, World, build

VISITOR = "visitor"
EVERYBODY = (*CAST, VISITOR)
GROUPS = [EVERYBODY[start::4] for start in range(4)]


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Two thousand refusals are what is asked for here; nobody reads their log lines."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def browser(world: World, who: str) -> Client:
    return Client() if who == VISITOR else signed_in(world.people[who])


def test_every_page_and_method_is_in_the_table_and_back() -> None:
    declared = {
        (name, method) for name, url in declared_urls().items() for method in declaration_methods(url)
    }
    listed = [(row.name, row.method) for row in rows()]
    assert sorted(declared - set(listed)) == []
    assert sorted(set(listed) - declared) == []
    assert len(listed) == len(set(listed))


def declaration_methods(url: object) -> tuple[str, ...]:
    declaration = getattr(url, "declaration", None)
    assert declaration, f"{url} declares no access rule"
    return tuple(declaration.methods)


def test_every_view_declares_or_belongs_to_a_library() -> None:
    assert [url.route for url in every_url() if not (url.of_a_library or url.declaration)] == []


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_everybody_gets_what_the_table_says(world: World, group: tuple[str, ...]) -> None:
    differences = []
    for who in group:
        client = browser(world, who)
        for row in rows():
            answer = ask(client, row.method, row.path(world))
            if answer.status != row.status(who):
                differences.append(f"{row.name} {row.method} {who}: {answer.status}, table {row.status(who)}")
            if (
                who == VISITOR
                and answer.status == 302
                and VISITOR not in row.cells
                and "anybody" not in row.cells
            ):
                assert answer.location.startswith(resolve_url(settings.LOGIN_URL)), row
            if row.method == "GET" and answer.written:
                differences.append(f"{row.name} GET {who} writes: {answer.written}")
    assert differences == []


def test_the_table_names_exactly_those_who_hold_the_right(world: World) -> None:
    """A 403 in spite of the right is a rule inside the page; without the right nothing but 403 may stand there."""
    pages = declared_urls()
    wrong = []
    for row in rows():
        permission = pages[row.name].declaration.permission  # type: ignore[union-attr]
        if permission is None:
            wrong += [f"{row.name}: public but not for anybody"] if "anybody" not in row.cells else []
            continue
        for who in CAST:
            if not may(world.people[who], permission) and row.status(who) != 403:
                wrong.append(f"{row.name} {row.method}: {who} has no right to it")
    assert wrong == []


def test_other_methods_are_405_for_those_who_may_come_in(world: World) -> None:
    listed: dict[str, list[Row]] = {}
    for row in rows():
        listed.setdefault(row.name, []).append(row)
    clients = {who: browser(world, who) for who in EVERYBODY}
    found = []
    for name, own in listed.items():
        who = next((who for who in own[0].cells if who in clients), "ada")
        for method in {"GET", "POST", "PUT", "DELETE"} - {row.method for row in own}:
            answer = ask(clients[who], method, own[0].path(world))
            if answer.status != 405:
                found.append(f"{name} {method} {who}: {answer.status}")
    assert found == []


def test_nobody_works_on_other_peoples_records_without_a_second_factor(world: World) -> None:
    pages = declared_urls()
    reached = []
    weak = {who: signed_in(world.people[who], second_factor=False) for who in CAST}
    for row in rows():
        permission = pages[row.name].declaration.permission  # type: ignore[union-attr]
        if permission in OWN_RECORD:
            continue
        who = next(iter(row.cells))
        answer = ask(weak[who], row.method, row.path(world))
        if (answer.status, answer.location) != (302, "/account/2fa/totp/activate/"):
            reached.append(f"{row.name} {row.method} {who}: {answer.status} {answer.location}")
    assert reached == []


@pytest.mark.parametrize("who", ["ada", "rosa", "holly", "audrey", "otto", "cora", "parker"])
def test_the_admin_is_for_its_own_staff_only(world: World, who: str) -> None:
    client = browser(world, who)
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/admin/access/grant/").status_code in {302, 403}


def test_the_admin_asks_for_a_second_factor_and_has_no_door_of_its_own(world: World) -> None:
    chief = world.people["otto"]
    chief.is_staff = chief.is_superuser = True
    chief.save()
    assert signed_in(chief, second_factor=False).get("/admin/")["Location"] == "/account/2fa/totp/activate/"
    assert signed_in(chief).get("/admin/").status_code == 200
    answer = Client().get("/admin/login/")
    assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))


def test_a_right_taken_away_is_gone_at_the_next_request(world: World) -> None:
    from techforce.access.actions import revoke_role

    holly = world.people["holly"]
    client = browser(world, "holly")
    assert client.get("/screening/").status_code == 200
    revoke_role(holly.grants.get(), by=world.people["otto"], reason="left")
    assert client.get("/screening/").status_code == 403


def test_a_grant_that_ended_gives_nothing(world: World) -> None:
    from django.utils import timezone

    from techforce.access.models import Grant

    client = browser(world, "audrey")
    assert client.get("/ledger/").status_code == 200
    Grant.objects.filter(user=world.people["audrey"]).update(ends_at=timezone.now())
    assert client.get("/ledger/").status_code == 403
