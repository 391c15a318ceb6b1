"""Signing in and up by code and by password."""

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from techforce.accounts.models import Letter, User
from tests.factories.people import account
from tests.support.jobs import run_jobs
from tests.support.letters import code_sent_to

PASSWORD = "seven quiet otters swim"
HOME = reverse("operations:roles")
LOGIN, CONFIRM = reverse("account_login"), reverse("account_confirm_login_code")
SIGNUP, VERIFY = reverse("account_signup"), reverse("account_email_verification_sent")


def test_code_by_email_signs_in(ada: User) -> None:
    client = Client()
    answer = client.post(LOGIN, {"login": "Ada@Example.com"})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    answer = client.post(CONFIRM, {"code": code_sent_to("ada@example.com")})
    assert answer.status_code == 302
    assert client.get(HOME).status_code == 200


def test_code_works_once(ada: User) -> None:
    first, second = Client(), Client()
    first.post(LOGIN, {"login": ada.email})
    code = code_sent_to(ada.email)
    first.post(CONFIRM, {"code": code})
    second.post(LOGIN, {"login": ada.email})
    second.post(CONFIRM, {"code": code})
    assert second.get(HOME).status_code == 302


def test_third_wrong_code_ends_the_attempt(ada: User) -> None:
    client = Client()
    client.post(LOGIN, {"login": ada.email})
    code = code_sent_to(ada.email)
    answers = [client.post(CONFIRM, {"code": "ZZZ-ZZZ"}).status_code for _ in range(3)]
    assert answers == [200, 200, 302]
    client.post(CONFIRM, {"code": code})
    assert client.get(HOME).status_code == 302


def test_code_of_another_browser_does_not_work(ada: User) -> None:
    Client().post(LOGIN, {"login": ada.email})
    other = Client()
    other.post(CONFIRM, {"code": code_sent_to(ada.email)})
    assert other.get(HOME).status_code == 302


def test_password_signs_in_where_one_is_set(ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    client = Client()
    assert client.post(LOGIN, {"login": ada.email, "password": PASSWORD}).status_code == 302
    assert client.get(HOME).status_code == 200


def test_wrong_password_keeps_the_address_and_says_so(ada: User) -> None:
    answer = Client().post(LOGIN, {"login": ada.email, "password": "no such words at all"})
    page = answer.content.decode()
    assert "<title>Error: Sign in" in page
    assert 'value="ada@example.com"' in page


@pytest.mark.parametrize("address", ["ada@example.com", "nobody@example.com"])
def test_known_and_unknown_address_look_alike(ada: User, address: str) -> None:
    client = Client()
    answer = client.post(LOGIN, {"login": address}, follow=True)
    page = answer.content.decode().replace(address, "ADDRESS")
    assert answer.redirect_chain == [(CONFIRM, 302)]
    assert "If ADDRESS has an account, a code is on its way there" in page


def test_unknown_address_is_sent_nothing(db: None) -> None:
    Client().post(LOGIN, {"login": "nobody@example.com"})
    run_jobs()
    assert mail.outbox == []


def test_sign_up_by_code(db: None) -> None:
    client = Client()
    assert client.post(SIGNUP, {"email": "new@example.com"})["Location"] == VERIFY
    assert client.get(HOME).status_code == 302
    assert client.post(VERIFY, {"code": code_sent_to("new@example.com")}).status_code == 302
    assert client.get(HOME).status_code == 200
    person = User.objects.get(email="new@example.com")
    assert (person.has_usable_password(), person.is_staff, person.grants.count()) == (False, False, 0)


def test_sign_up_with_a_known_address_looks_alike_and_tells_its_owner(ada: User) -> None:
    client = Client()
    answer = client.post(SIGNUP, {"email": ada.email})
    assert (answer.status_code, answer["Location"]) == (302, VERIFY)
    run_jobs()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([ada.email], "You already have an account")
    ]
    assert User.objects.count() == 1


def test_tampered_sign_up_gains_nothing(db: None) -> None:
    Client().post(SIGNUP, {"email": "x@example.com", "is_staff": "1", "is_superuser": "1", "name": "Root"})
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.name) == (False, False, "")


def test_sign_up_with_a_broken_address_is_refused(db: None) -> None:
    for address in (
        "",
        "no-at-sign",
        "a@b@c.example",
        "a@b.example\nBcc: all@example.com",
        "x" * 250 + "@example.com",
    ):
        answer = Client().post(SIGNUP, {"email": address})
        assert answer.status_code == 200
        assert "Error: " in answer.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
    ],
)
def test_next_never_leads_elsewhere(ada: User, target: str) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    answer = Client().post(LOGIN, {"login": ada.email, "password": PASSWORD, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")


def test_sign_out_needs_a_post(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(HOME).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(HOME).status_code == 302


def test_session_has_a_new_name_after_signing_in(ada: User) -> None:
    client = Client()
    client.post(LOGIN, {"login": ada.email})
    before = client.session.session_key
    client.post(CONFIRM, {"code": code_sent_to(ada.email)})
    assert before
    assert client.session.session_key != before


def test_closed_account_is_out_at_its_next_request(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get(HOME).status_code == 302


def test_letter_is_sealed_while_it_waits_and_gone_when_sent(ada: User) -> None:
    Client().post(LOGIN, {"login": ada.email})
    row = Letter.objects.get()
    assert ada.email not in f"{row.recipient}{row.body}{row.subject}"
    code_sent_to(ada.email)
    assert Letter.objects.count() == 0
    assert [kind for _, kind in mail.outbox[0].alternatives] == ["text/html"]


def test_mail_server_away_names_no_address_and_is_tried_again(ada: User) -> None:
    from techforce.jobs.models import Job

    Client().post(LOGIN, {"login": ada.email})
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1, EMAIL_HOST="127.0.0.1"
    ):
        run_jobs()
    job = Job.objects.get()
    assert (job.state, job.attempts, Letter.objects.count()) == ("queued", 1, 1)
    assert "LetterNotSent: ConnectionRefusedError" in job.cause
    assert ada.email not in job.cause


def test_another_account_is_not_reached_by_a_plus_address(ada: User) -> None:
    account("ada+x@example.com", "Other")
    client = Client()
    client.post(LOGIN, {"login": "ada+x@example.com"})
    client.post(CONFIRM, {"code": code_sent_to("ada+x@example.com")})
    assert "Other" in client.get(reverse("operations:account")).content.decode()
