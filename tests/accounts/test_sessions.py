"""How long a session lives, and ending the others."""

import time

from django.test import Client
from django.urls import reverse

from techforce.accounts.models import User
from tests.accounts.test_second_factor import by_code
from tests.support.letters import code_sent_to

HOME = reverse("operations:roles")


def test_session_ends_at_its_absolute_age(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get(HOME).status_code == 200
    session = client.session
    session["born_at"] = time.time() - 13 * 3600
    session.save()
    assert client.get(HOME)["Location"] == f"{reverse('account_login')}?next={HOME}"
    assert "_auth_user_id" not in client.session


def test_other_sessions_can_be_ended(ada: User) -> None:
    here, there = by_code(ada), by_code(ada)
    assert there.get(HOME).status_code == 200
    here.post(reverse("usersessions_list"))
    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 302


def test_address_changes_only_with_the_code_sent_to_the_new_one(ada: User) -> None:
    client = by_code(ada)
    client.post(reverse("account_email"), {"email": "ada@new.example", "action_add": ""})
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"
    client.post(reverse("account_email_verification_sent"), {"code": code_sent_to("ada@new.example")})
    ada.refresh_from_db()
    assert ada.email == "ada@new.example"


def test_password_can_be_set_and_replaced_by_code(ada: User) -> None:
    client = by_code(ada)
    first, second = "seven quiet otters swim", "nine loud herons fly off"
    client.post(reverse("account_set_password"), {"password1": first, "password2": first})
    ada.refresh_from_db()
    assert ada.check_password(first)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ada.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_sent_to(ada.email)})
    client.post(reverse("account_complete_password_reset"), {"password1": second, "password2": second})
    ada.refresh_from_db()
    assert ada.check_password(second)
    assert client.get(HOME).status_code == 302


def test_short_password_is_refused(ada: User) -> None:
    client = by_code(ada)
    answer = client.post(
        reverse("account_set_password"), {"password1": "too short 14ch", "password2": "too short 14ch"}
    )
    assert "at least 15" in answer.content.decode()
    ada.refresh_from_db()
    assert not ada.has_usable_password()
