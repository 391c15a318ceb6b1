"""Where people start, and what their account page shows."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from techforce.access.actions import grant_role
from techforce.access.roles import ROLES
from techforce.accounts.models import User
from techforce.operations.home import STARTS, start_url

As = Callable[[User], Client]


@pytest.mark.parametrize(("permission", "name"), STARTS, ids=[name for _, name in STARTS])
def test_every_start_page_exists(permission: str, name: str) -> None:
    assert start_url([permission]) == reverse(name)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("candidate", "applicants:status"),
        ("reviewer", "applicants:reviews"),
        ("hr", "applicants:screening"),
        ("programme_manager", "placements:board"),
        ("approver", "placements:matches"),
        ("overseer", "placements:board"),
        ("auditor", "operations:ledger"),
        ("operator", "operations:jobs"),
        ("coordinator", "agencies:requisitions"),
        ("agency_hr", "agencies:requisitions"),
        ("hiring_official", "agencies:requisitions"),
        ("partner_contact", "partners:home"),
    ],
)
def test_each_role_starts_where_its_work_is(role: str, page: str) -> None:
    assert start_url(permission.value for permission in ROLES[role].permissions) == reverse(page)


def test_home_leads_there(ada: User, otto: User, as_: As) -> None:
    assert as_(ada).get("/home/")["Location"] == reverse("applicants:status")
    assert as_(otto).get("/home/")["Location"] == reverse("operations:jobs")


def test_somebody_with_two_roles_reads_both_sentences(holly: User, as_: As) -> None:
    grant_role(holly, "reviewer", by=None)
    page = as_(holly).get("/home/roles/").content.decode()
    assert ROLES["hr"].sentence in page
    assert ROLES["reviewer"].sentence in page


def test_every_role_has_a_sentence() -> None:
    assert [role.key for role in ROLES.values() if not role.sentence.endswith(".")] == []


def test_account_page_of_somebody_without_a_name(ada: User, as_: As) -> None:
    User.objects.filter(pk=ada.pk).update(name="")
    assert "ada@example.com" in as_(ada).get("/account/").content.decode()
