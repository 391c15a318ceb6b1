"""The local demo door: open on one's own machine, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from techforce.access.roles import ROLES
from techforce.accounts.models import User
from techforce.operations.demo_cast import CAST
from tests.factories import people


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO_SIGN_IN = True


@pytest.fixture
def otto_of_the_demo(db: None) -> User:
    return people.staff("otto@demo.example", "Otto Weiss", "operator")


def test_cast_names_roles_that_exist_and_nobody_twice() -> None:
    assert {member.role for member in CAST} <= set(ROLES)
    assert len({member.email for member in CAST}) == len(CAST)
    assert [member.email for member in CAST if not member.email.endswith("@demo.example")] == []


def test_one_click_signs_in_without_a_second_factor(demo: None, otto_of_the_demo: User) -> None:
    client = Client()
    page = client.get("/demo/").content.decode()
    assert "Sign in as Otto Weiss" in page
    assert "Sign in as Ada Quill" not in page
    assert client.post("/demo/sign-in/", {"email": "otto@demo.example"})["Location"] == "/home/"
    assert client.get("/operations/jobs/").status_code == 200


def test_only_the_cast_can_be_played(demo: None, holly: User) -> None:
    client = Client()
    assert client.post("/demo/sign-in/", {"email": holly.email}).status_code == 404
    assert client.post("/demo/sign-in/").status_code == 404
    assert client.get("/home/").status_code == 302


def test_closed_account_cannot_be_played(demo: None, otto_of_the_demo: User) -> None:
    User.objects.update(is_active=False)
    assert Client().post("/demo/sign-in/", {"email": "otto@demo.example"}).status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/demo/mail/"])
def test_switched_off_there_is_no_such_page(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().post("/demo/sign-in/", {"email": "otto@demo.example"}).status_code == 404


def test_site_that_others_can_reach_has_no_such_page(
    demo: None, settings: Any, otto_of_the_demo: User
) -> None:
    settings.ALLOWED_HOSTS = ["techforce.example.gov", "testserver"]
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/sign-in/", {"email": "otto@demo.example"}).status_code == 404
    assert [error.id for error in run_checks() if error.id == "techforce.E001"] == ["techforce.E001"]


def test_check_is_silent_on_ones_own_machine(demo: None) -> None:
    assert [error.id for error in run_checks() if error.id == "techforce.E001"] == []


def test_demo_session_is_worth_nothing_once_the_demo_is_off(
    demo: None, settings: Any, otto_of_the_demo: User
) -> None:
    client = Client()
    client.post("/demo/sign-in/", {"email": "otto@demo.example"})
    settings.DEMO_SIGN_IN = False
    assert client.get("/operations/jobs/").status_code == 302


def test_mail_page_shows_what_would_have_been_sent(
    demo: None, settings: Any, tmp_path: Path, db: None
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    for number in range(2):
        mail = EmailMultiAlternatives(
            f"Subject {number}", f"Text {number} <b>\n\nZwölf", to=["ada@example.com"]
        )
        mail.attach_alternative("<p>html</p>", "text/html")
        mail.send()
    page = Client().get("/demo/mail/").content.decode()
    assert page.index("Subject 1") < page.index("Subject 0")
    assert "Text 1 &lt;b&gt;" in page
    assert "Zwölf" in page


def test_mail_page_without_a_folder_is_empty(demo: None, settings: Any, db: None, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert "No email yet" in Client().get("/demo/mail/").content.decode()
