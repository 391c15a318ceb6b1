"""What surrounds every view: the refusal of undeclared ones, and headers on every kind of answer."""

from collections.abc import Callable

import pytest
from django.test import Client

from techforce.accounts.models import User

As = Callable[[User], Client]
pytestmark = pytest.mark.urls("tests.access.odd_urls")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def test_view_that_declares_nothing_is_refused_for_everybody(ada: User, otto: User, as_: As) -> None:
    assert Client().get("/undeclared/").status_code == 302
    for user in (ada, otto):
        answer = as_(user).get("/undeclared/")
        assert (answer.status_code, b"seen by somebody" in answer.content) == (403, False)


@pytest.mark.parametrize(
    ("path", "status", "extra"),
    [
        ("/healthz", 200, {}),
        ("/gallery/", 200, {}),
        ("/demo", 301, {}),
        ("/home/", 302, {}),
        ("/gallery/", 400, {"HTTP_HOST": "evil.example"}),
        ("/undeclared/", 302, {}),
        ("/no/such/page/", 404, {}),
        ("/theme/", 405, {}),
        ("/refused/", 422, {}),
        ("/broken/", 500, {}),
        ("/static/mark.svg", 200, {}),
    ],
)
def test_headers_that_no_answer_may_lack(db: None, path: str, status: int, extra: dict[str, str]) -> None:
    answer = Client(raise_request_exception=False).get(path, **extra)  # type: ignore[arg-type]
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[arg-type] # a file stays open until it is read
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_headers_on_refusals_of_people(ada: User, as_: As) -> None:
    for path, status in (
        ("/operations/jobs/", 403),
        ("/messages/00000000-0000-0000-0000-000000000000/", 404),
    ):
        answer = as_(ada).get(path)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_forged_form_is_refused_with_a_page_and_headers(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post("/account/logout/")
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_person_sees_is_kept_by_no_cache(ada: User, as_: As) -> None:
    assert as_(ada).get("/account/").headers["Cache-Control"] == "private, no-store"


def test_fault_page_tells_nothing_of_the_inside(db: None) -> None:
    page = Client(raise_request_exception=False).get("/broken/").content.decode()
    assert "Something went wrong on our side" in page
    assert "secret detail" not in page
    assert "RuntimeError" not in page


def test_refusal_is_a_page_that_says_why(db: None) -> None:
    assert "The window is closed." in Client().get("/refused/").content.decode()


def test_foreign_referrer_is_not_offered_as_the_way_back(db: None) -> None:
    page = Client().get("/refused/", headers={"referer": "https://evil.example/x"}).content.decode()
    assert "evil.example" not in page
    page = Client().get("/refused/", headers={"referer": "http://testserver/tracks/"}).content.decode()
    assert 'href="http://testserver/tracks/"' in page


def test_request_id_is_ours_whatever_the_client_sends(db: None) -> None:
    answer = Client().get("/healthz", headers={"x-request-id": "forged\r\nInjected: yes"})
    assert len(answer.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("path", ["/account/lib.js", "/account/;x", "/%2e%2e/account/", "/home/roles/x.css"])
def test_no_path_under_a_private_page_is_answered_as_that_page(ada: User, as_: As, path: str) -> None:
    assert as_(ada).get(path).status_code in {301, 404}


@pytest.mark.parametrize("value", ["0", "-1", "9" * 30, "abc", "%00", "1e3", "x" * 3000])
def test_ids_that_are_none_give_404(otto: User, as_: As, value: str) -> None:
    assert as_(otto).get(f"/operations/jobs/{value}/").status_code == 404


@pytest.mark.parametrize("after", ["", "x", "n:x", "0" * 4000, "%00"])
def test_damaged_page_tokens_give_the_first_page(ada: User, as_: As, after: str) -> None:
    assert as_(ada).get(f"/messages/?after={after}").status_code == 200
