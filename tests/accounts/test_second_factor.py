"""Second factors: setting one up, proving it, keeping it."""

import json
import time
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from techforce.accounts.models import User
from tests.support.caching import forget_own_keys
from tests.support.jobs import run_jobs
from tests.support.letters import code_sent_to
from tests.support.signing_in import signed_in

ACTIVATE, AUTHENTICATE = reverse("mfa_activate_totp"), reverse("mfa_authenticate")
pytestmark = pytest.mark.django_db(transaction=True)
STAFF_PAGE = reverse("operations:jobs")


def by_code(user: User) -> Client:
    """A browser that signed in by e-mail code only."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_sent_to(user.email)})
    return client


def digits(secret: str, step: int = 0) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step)))


def enrol(client: Client) -> str:
    client.get(ACTIVATE)
    secret: str = client.session["mfa.totp.secret"]
    assert client.post(ACTIVATE, {"code": digits(secret)}).status_code == 302
    return secret


def test_staff_without_a_factor_are_sent_to_set_one_up(otto: User) -> None:
    client = by_code(otto)
    assert client.get(STAFF_PAGE)["Location"] == ACTIVATE
    enrol(client)
    assert client.get(STAFF_PAGE).status_code == 200


def test_session_from_before_the_factor_must_prove_it(otto: User) -> None:
    old = by_code(otto)
    enrol(by_code(otto))
    assert (
        old.get(STAFF_PAGE)["Location"]
        == f"{reverse('mfa_reauthenticate')}?next={quote(STAFF_PAGE, safe='')}"
    )


def test_second_device_added_in_a_weak_session_does_not_make_it_strong(otto: User) -> None:
    enrol(by_code(otto))
    client = signed_in(otto, second_factor=False)
    assert client.get(ACTIVATE).status_code == 302
    assert client.get(reverse("mfa_add_webauthn")).status_code == 302


def test_signing_in_asks_for_the_factor(otto: User) -> None:
    secret = enrol(by_code(otto))
    client = by_code(otto)
    assert client.get(STAFF_PAGE).status_code == 302
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    answer = client.post(AUTHENTICATE, {"code": digits(secret, 1)})
    assert answer.status_code == 200  # tolerance is zero: the next step's code is not yet valid
    forget_own_keys()
    assert client.post(AUTHENTICATE, {"code": digits(secret)}).status_code == 302
    assert client.get(STAFF_PAGE).status_code == 200


def test_code_that_set_the_app_up_cannot_be_used_again(otto: User) -> None:
    client = by_code(otto)
    client.get(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    code = digits(secret)
    client.post(ACTIVATE, {"code": code})
    other = by_code(otto)
    assert other.post(AUTHENTICATE, {"code": code}).status_code == 200
    assert other.get(STAFF_PAGE).status_code == 302


def test_recovery_code_works_once(otto: User) -> None:
    enrol(by_code(otto))
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    answers = []
    for _ in range(2):
        client = by_code(otto)
        answers.append(client.post(AUTHENTICATE, {"code": code}).status_code)
    assert answers == [302, 200]


def test_seeds_are_sealed_in_the_database(otto: User) -> None:
    secret = enrol(by_code(otto))
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert stored.count("gAAAA") == 2


def test_staff_cannot_drop_their_last_factor(otto: User) -> None:
    client = by_code(otto)
    enrol(client)
    client = signed_in(otto)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True}
    ]
    session.save()
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert (answer.status_code, "Error: " in answer.content.decode()) == (200, True)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_adding_a_factor_is_told_by_email(otto: User) -> None:
    enrol(by_code(otto))
    run_jobs()
    assert "An authenticator app was added" in [message.subject for message in mail.outbox]


@pytest.mark.parametrize(
    "name", ["account_email", "account_set_password", "mfa_add_webauthn", "mfa_activate_totp"]
)
def test_old_code_sign_in_does_not_let_anybody_change_how_to_sign_in(ada: User, name: str) -> None:
    client = by_code(ada)
    assert client.get(reverse(name)).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()
    answer = client.get(reverse(name))
    assert answer["Location"] == f"{reverse('account_login')}?next={quote(reverse(name), safe='')}"
    assert client.get(reverse("operations:account")).status_code == 302


def test_every_account_page_draws(ada: User) -> None:
    client = by_code(ada)
    names = ["operations:account", "operations:roles", "account_email", "account_set_password", "mfa_index"]
    names += [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
        "account_logout",
    ]
    assert {name: client.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 200)
    enrol(client)
    names = ["mfa_index", "mfa_view_recovery_codes", "mfa_reauthenticate"]
    assert {name: client.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 200)
