"""The clock must not tell whether an address has an account."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from techforce.accounts.models import User
from tests.support.caching import forget_own_keys

PASSWORD = "seven quiet otters swim"
HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def milliseconds(ask: Callable[[int], Any]) -> float:
    """The quickest of several answers, the first one left out: a busy machine only ever adds."""
    taken = []
    for number in range(7):
        forget_own_keys()
        began = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken[1:])


def post(name: str, **data: str) -> None:
    Client().post(reverse(name), data)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "field", "more"),
    [
        ("account_login", "login", {}),
        ("account_login", "login", {"password": "not these words at all"}),
        ("account_reset_password", "email", {}),
        ("account_signup", "email", {}),
    ],
    ids=["code", "password", "reset", "sign-up"],
)
def test_known_and_unknown_take_the_same_time(
    ada: User, settings: Any, name: str, field: str, more: dict[str, str]
) -> None:
    settings.PASSWORD_HASHERS = (
        HASHERS if more else settings.PASSWORD_HASHERS
    )  # real cost only where it is paid
    ada.set_password(PASSWORD)
    ada.save()
    known = milliseconds(lambda number: post(name, **{field: ada.email}, **more))
    unknown = milliseconds(lambda number: post(name, **{field: f"nobody{number}@example.com"}, **more))
    # Twenty milliseconds are less than the network varies by; a factor of two more than a busy machine does.
    assert 0.5 < (known + 20) / (unknown + 20) < 2
