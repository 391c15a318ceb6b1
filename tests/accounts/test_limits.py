"""Too many tries, and the cache being away."""

import time

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from techforce.accounts.models import User
from tests.support.jobs import run_jobs

PASSWORD = "seven quiet otters swim"
LOGIN, SIGNUP = reverse("account_login"), reverse("account_signup")
NO_REDIS = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}


def test_sixth_wrong_password_locks_even_the_right_one_out(ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    for _ in range(5):
        Client().post(LOGIN, {"login": ada.email, "password": "not these words at all"})
    client = Client()
    answer = client.post(LOGIN, {"login": ada.email, "password": PASSWORD})
    assert "Too many" in answer.content.decode()
    assert client.get(reverse("operations:roles")).status_code == 302


def test_sign_up_flood_from_one_address_gets_a_friendly_429(db: None) -> None:
    answers = [Client().post(SIGNUP, {"email": f"p{n}@example.com"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Too many tries" in answers[-1].content.decode()


def test_forged_forwarding_header_does_not_reset_the_limit(db: None) -> None:
    answers = [
        Client().post(SIGNUP, {"email": f"p{n}@example.com"}, headers={"x-forwarded-for": f"10.0.0.{n}"})
        for n in range(21)
    ]
    assert answers[-1].status_code == 429


def test_nobody_is_flooded_with_codes(ada: User) -> None:
    for _ in range(12):
        Client().post(LOGIN, {"login": ada.email})
    run_jobs()
    assert len(mail.outbox) == 4


@pytest.mark.parametrize("path", [LOGIN, SIGNUP])
def test_without_the_cache_nobody_signs_in(ada: User, path: str) -> None:
    with override_settings(CACHES=NO_REDIS):
        client = Client()
        began = time.monotonic()
        answer = client.post(path, {"login": ada.email, "email": "new@example.com"})
        assert time.monotonic() - began < 2
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Signing in is paused" in answer.content.decode()
    assert client.get(reverse("operations:roles")).status_code == 302


def test_without_the_cache_who_is_signed_in_goes_on(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    with override_settings(CACHES=NO_REDIS):
        assert client.get(reverse("notifications:inbox")).status_code == 200
        assert client.get(reverse("operations:account")).status_code == 200
