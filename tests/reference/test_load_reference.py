"""Loading the reference data: complete, safe to repeat, and never against an operator."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from agencies.models import Agency
from partners.models import Partner
from techforce.audit.models import LedgerEntry
from techforce.operations.reference import differences, load_reference
from techforce.programme.models import DutyStation, GovernanceBody, Grade, Skill

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


def test_has_the_rosters_of_the_announcement():
    load_reference()
    counts = [model.objects.count() for model in (Agency, Partner, GovernanceBody, Grade)]
    assert counts == [18, 30, 9, 6]
    assert Partner.objects.filter(kind="company").count() == 29


def test_agencies_are_a_tree():
    load_reference()
    parents = (
        Agency.objects.exclude(parent=None).values_list("acronym", "parent__acronym").order_by("acronym")
    )
    assert list(parents) == [("CMS", "HHS"), ("IRS", "TREAS")]


def test_talent_platform_is_not_a_company():
    load_reference()
    assert list(Partner.objects.filter(kind="talent_platform").values_list("name", flat=True)) == [
        "NobleReach Foundation"
    ]


def test_partners_are_active_by_transitions_of_the_system():
    load_reference()
    partner = Partner.objects.get(name="Adobe")
    entries = LedgerEntry.objects.about(partner).values_list("act", "to_state", "actor_role")
    assert list(entries) == [
        ("start", "prospect", "system"),
        ("vet", "vetting", "system"),
        ("activate", "active", "system"),
    ]


def test_pay_is_not_announced_and_so_not_shown():
    load_reference()
    assert not Grade.objects.exclude(pay_from=None, pay_to=None).exists()


def test_running_it_twice_changes_nothing():
    load_reference()
    before = everything()
    assert set(load_reference().values()) == {0}
    assert everything() == before


def test_edited_row_is_kept_and_named():
    load_reference()
    Grade.objects.filter(code="GS-13").update(rank=99)
    Skill.objects.filter(key="python").update(name="Python 3")
    load_reference()
    assert Skill.objects.get(key="python").name == "Python 3"
    assert [str(found) for found in differences()] == [
        "skill python: name is 'Python 3', the files say 'Python'",
        "grade GS-13: rank is '99', the files say '13'",
    ]


def test_removed_row_comes_back():
    load_reference()
    DutyStation.objects.filter(key="denver").delete()
    load_reference()
    assert DutyStation.objects.filter(key="denver").exists()


def test_check_writes_nothing_and_fails_where_something_differs():
    out = StringIO()
    with pytest.raises(CommandError, match="differences from the reference files"):
        call_command("load_reference", "--check", stdout=out)
    assert Agency.objects.count() == 0
    assert "agency VA: missing" in out.getvalue()


def test_check_is_content_with_a_fresh_load():
    call_command("load_reference", stdout=StringIO())
    call_command("load_reference", "--check", stdout=StringIO())
