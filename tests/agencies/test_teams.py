"""Teams: roles on the form, what is refused, and seats that belong to roles."""

import pytest
from django.db import IntegrityError, transaction

from agencies.actions.publication import publish_requisition
from agencies.actions.requisition import Incomplete, submit_requisition
from agencies.actions.roles import RoleNeed, write_roles
from agencies.shape import roles_of, team_words
from techforce.workflow.errors import Refused
from tests.factories import agencies, programme

from .test_form import edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(va, software, cora):
    return agencies.requisition(va, software, created_by=cora, seats=4)


def team(row, *roles, **changes):
    """The form of a request with these (name, seats, minimum) rows."""
    data = typed(row, seat_count="4", shape="team", **{"roles-TOTAL_FORMS": str(len(roles))})
    for at, (name, seats, minimum) in enumerate(roles):
        data |= {f"roles-{at}-name": name, f"roles-{at}-seats": seats, f"roles-{at}-minimum": minimum}
    return data | changes


def words(row):
    return team_words(roles_of(row))


def test_roles_are_saved_in_their_order_with_their_skills(row, cora, as_):
    sql = str(programme.skill("sql").pk)
    data = team(
        row, ("Lead", "1", "1"), ("Engineer", "3", "2"), **{"roles-0-skill_1": sql, "roles-0-level_1": "3"}
    )
    assert as_(cora).post(edit(row), data).status_code == 302
    assert words(row) == "Lead (1, needed), Engineer (3, at least 2)"
    assert [(need.skill.key, need.level) for need in roles_of(row)[0].skills.all()] == [("sql", 3)]
    page = as_(cora).get(edit(row)).content.decode()
    assert 'value="Lead"' in page
    assert 'value="Engineer"' in page


def test_a_single_role_takes_the_roles_away(row, cora, as_):
    write_roles(row, [RoleNeed("Lead", 1, 1), RoleNeed("Engineer", 3)])
    assert as_(cora).post(edit(row), typed(row, seat_count="4")).status_code == 302
    assert roles_of(row) == []


@pytest.mark.parametrize(
    ("roles", "changes", "words"),
    [
        ([("Lead", "1", "1")], {"shape": "single"}, "choose a team"),
        ([], {}, "Name at least one role"),
        ([("Lead", "1", "2")], {}, "cannot be reached"),
        ([("Lead", "", "")], {}, "how many seats"),
        ([("", "2", "")], {}, "Name the role"),
        ([("Lead", "1", ""), ("lead", "3", "")], {}, "Another role has this name"),
        ([("Lead", "-1", "")], {}, "greater than or equal to 1"),
        ([("Lead", "1", "")], {"roles-0-skill_1": "999999"}, "not one of the available choices"),
    ],
)
def test_what_does_not_make_a_team_is_named_and_nothing_is_saved(roles, changes, words, row, cora, as_):
    response = as_(cora).post(edit(row), team(row, *roles, project="Typed just now", **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Typed just now" in page
    row.refresh_from_db()
    assert (row.lock_version, roles_of(row)) == (0, [])


def test_seats_of_the_roles_have_to_be_the_seats_asked_for(row, cora, as_):
    data = team(row, ("Lead", "1", "1"), ("Engineer", "2", "2"), go="submit")
    response = as_(cora).post(edit(row), data)
    assert "The roles have 3 seats in all, and 4 are asked for." in response.content.decode()
    row.refresh_from_db()
    assert (response.status_code, row.state, len(roles_of(row))) == (422, "draft", 2)
    with pytest.raises(Incomplete, match="3 seats in all"):
        submit_requisition(row, by=cora)


def test_a_colleagues_roles_are_not_overwritten_unseen(row, cora, as_):
    as_(cora).post(edit(row), team(row, ("Lead", "4", "1")))
    response = as_(cora).post(edit(row), team(row, ("Pilot", "4", "1")))
    assert response.status_code == 409
    assert "Lead (4, at least 1)" in response.content.decode()
    assert words(row) == "Lead (4, at least 1)"


def test_publishing_gives_each_role_its_seats(va, software, pat):
    row = agencies.requisition(va, software, "validated", seats=3)
    lead, engineer = agencies.role(row, "Lead", 1, 1), agencies.role(row, "Engineer", 2, 1)
    agencies.funding(row)
    publish_requisition(row, by=pat)
    seats = row.seats.order_by("number").values_list("number", "role", "state")
    assert list(seats) == [(1, lead.pk, "open"), (2, engineer.pk, "open"), (3, engineer.pk, "open")]


def test_everybody_reads_the_team_before_they_rank(software, client, cora, as_):
    row = agencies.published(software, seats=3)
    agencies.role(row, "Team lead", 1, 1, sql=3)
    agencies.role(row, "Engineer", 2, 1)
    for page in (client.get(f"/work/{row.number}/"), as_(cora).get(f"/requisitions/{row.pk}/")):
        text = page.content.decode()
        assert "Team lead" in text
        assert "at least 1" in text
        assert "Needs Sql, strong" in text


def test_the_database_refuses_roles_that_cannot_be(row):
    agencies.role(row, "Lead", 1, 1)
    for fields in (
        {"name": "Pilot", "seats": 1, "minimum": 2},
        {"name": "Pilot", "seats": 0},
        {"name": "Lead", "seats": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            agencies.role(row, **fields)


@pytest.mark.parametrize(
    "roles",
    [
        [RoleNeed("Lead", 1, 2)],
        [RoleNeed("Lead", 0)],
        [RoleNeed("Lead", 1), RoleNeed("LEAD", 1)],
        [RoleNeed(f"Role {n}", 1) for n in range(9)],
    ],
)
def test_the_act_refuses_them_too(roles, row):
    with pytest.raises(Refused):
        write_roles(row, roles)
    assert roles_of(row) == []
