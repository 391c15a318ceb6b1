"""Roles are given and taken by acts, by operators, in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from techforce.access.actions import GrantRefused, grant_role, revoke_role
from techforce.access.models import Grant
from techforce.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(otto, as_):
    """The operator in the admin."""
    otto.is_staff = otto.is_superuser = True
    otto.save()
    return as_(otto)


def acts(grant: Grant) -> list[tuple[str, str]]:
    return list(LedgerEntry.objects.about(grant).values_list("act", "actor_role"))


def test_an_operator_gives_and_takes_a_role(otto, ben):
    grant = grant_role(ben, "hr", by=otto)
    revoke_role(grant, by=otto, reason="Left")
    revoke_role(grant, by=otto, reason="Left")
    assert acts(grant) == [("grant", "operator"), ("revoke", "operator")]


def test_a_role_that_lapsed_can_be_given_again(otto, ben):
    now = timezone.now()
    lapsed = Grant.objects.create(user=ben, role="auditor", ends_at=now - timedelta(days=1))
    grant = grant_role(ben, "auditor", by=otto, ends_at=now + timedelta(days=30))
    assert grant != lapsed
    assert list(Grant.objects.current().filter(user=ben)) == [grant]


def test_only_operators_give_and_take(pat, holly, ben):
    with pytest.raises(GrantRefused):
        grant_role(ben, "hr", by=pat)
    with pytest.raises(GrantRefused):
        revoke_role(holly.grants.get(), by=pat, reason="No")
    assert not ben.grants.exists()


@pytest.mark.parametrize("role", ["coordinator", "candidate", "auditor", "nothing"])
def test_what_is_no_global_role_or_lacks_its_end_is_refused(otto, ben, role):
    with pytest.raises(GrantRefused):
        grant_role(ben, role, by=otto)


def test_nobody_gives_a_role_to_themselves(otto):
    with pytest.raises(GrantRefused):
        grant_role(otto, "programme_manager", by=otto)


def test_the_admin_gives_a_role_on_the_record(chief, ben):
    data = {"user": ben.pk, "role": "reviewer", "body": "", "ends_at_0": "", "ends_at_1": ""}
    assert chief.post("/admin/access/grant/add/", data).status_code == 302
    assert acts(ben.grants.get()) == [("grant", "operator")]


def test_the_admin_says_why_a_role_cannot_be_given(chief, ben):
    data = {"user": ben.pk, "role": "auditor", "body": "", "ends_at_0": "", "ends_at_1": ""}
    page = chief.post("/admin/access/grant/add/", data)
    assert "The role Auditor is granted until a date." in page.content.decode()
    assert not ben.grants.exists()


def test_the_admin_takes_a_role_away(chief, holly):
    grant = holly.grants.get()
    chief.post("/admin/access/grant/", {"action": "revoke", "_selected_action": [grant.pk]})
    grant.refresh_from_db()
    assert grant.revoked_at is not None
