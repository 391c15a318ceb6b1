"""A session ends while somebody writes: nothing they typed is lost, and nobody else gets to see it."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from techforce.accounts.keeping import COOKIE, KEY
from techforce.accounts.models import User
from tests.factories.applicants import application
from tests.support.letters import code_sent_to
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
KEPT, LOGIN = reverse("accounts:kept"), reverse("account_login")
TEXT = "I rebuilt the intake of a county clinic, and nobody waits outside any more."


@pytest.fixture
def story(ada: User, cohort: Any, software: Any) -> str:
    """The page on which Ada writes her story."""
    return reverse("applicants:step", args=[application(ada, cohort, software).pk, "work"])


def signed_out(user: User, page: str) -> Client:
    """A browser in which this person has just been signed out by the clock."""
    client = signed_in(user)
    client.get(page)
    client.cookies.pop("sessionid")
    return client


def in_again(client: Client, user: User, answer: Any) -> Any:
    """Sign in by code from where the answer leads; the page that comes next."""
    target = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    client.post(LOGIN, {"login": user.email, "next": target})
    done = client.post(
        reverse("account_confirm_login_code"), {"code": code_sent_to(user.email), "next": target}
    )
    return client.get(done["Location"])


def test_what_was_typed_is_there_after_signing_in_again(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    answer = client.post(story, {"story": TEXT, "lock_version": "0", "go": "next"})
    assert answer["Location"] == f"{LOGIN}?next={KEPT.replace('/', '%2F')}"
    page = in_again(client, ada, answer)
    shown = page.content.decode()
    assert page.request["PATH_INFO"] == KEPT
    assert f"<dd>{TEXT}</dd>" in shown
    assert f'action="{story}"' in shown
    assert '<input type="hidden" name="go" value="next">' in shown
    assert shown.count('name="csrfmiddlewaretoken"') == 4


def test_sent_again_it_is_forgotten(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    in_again(client, ada, client.post(story, {"story": TEXT}))
    client.post(story, {"story": TEXT})
    assert client.get(KEPT).status_code == 302
    assert KEY not in client.session


def test_left_it_is_forgotten(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    in_again(client, ada, client.post(story, {"story": TEXT}))
    assert client.post(KEPT).status_code == 302
    assert KEY not in client.session


def test_the_next_person_at_this_computer_sees_nothing_of_it(ada: User, ben: User, story: str) -> None:
    client = signed_out(ada, story)
    page = in_again(client, ben, client.post(story, {"story": TEXT}))
    assert (page.status_code, page["Location"]) == (302, reverse("operations:home"))
    assert TEXT not in client.get(KEPT, follow=True).content.decode()


def test_text_is_sealed_while_it_waits(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    client.post(story, {"story": TEXT})
    held = Session.objects.get(session_key=client.session.session_key).get_decoded()[KEY]
    assert TEXT not in str(held)
    assert ada.email not in str(held)


def test_it_waits_for_an_hour(ada: User, story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_out(ada, story)
    answer = client.post(story, {"story": TEXT})
    assert in_again(client, ada, answer).status_code == 200
    later = time.time() + 3601
    monkeypatch.setattr("techforce.accounts.keeping.time.time", lambda: later)
    session = client.session
    session["seen_at"] = session["born_at"] = later
    session.save()
    assert client.get(KEPT).status_code == 302


def test_end_of_the_longest_session_keeps_it_too(ada: User, story: str) -> None:
    client = signed_in(ada)
    client.get(story)
    session = client.session
    session["born_at"] = time.time() - 13 * 3600
    session.save()
    answer = client.post(story, {"story": TEXT})
    assert TEXT in in_again(client, ada, answer).content.decode()


@pytest.mark.parametrize("mark", ["", "forged"])
def test_nobody_knows_whose_it_is(ada: User, story: str, mark: str) -> None:
    client = Client()
    client.cookies[COOKIE] = mark
    answer = client.post(story, {"story": TEXT})
    assert answer.status_code == 302
    assert TEXT not in in_again(client, ada, answer).content.decode()


def test_forged_form_is_not_kept(ada: User, story: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_out(ada, story).cookies
    assert client.post(story, {"story": TEXT}).status_code == 403
    assert KEY not in client.session


def test_too_much_is_not_kept(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    answer = client.post(story, {"story": "x" * 500_001})
    assert answer["Location"] == f"{LOGIN}?next={story}"


def test_a_file_is_said_to_be_gone(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    page = story.replace("/work/", "/resume/")
    answer = client.post(page, {"file": SimpleUploadedFile("cv.pdf", b"%PDF-1.4")})
    assert "Files cannot be kept" in in_again(client, ada, answer).content.decode()


def test_autosave_is_told_and_gets_no_sign_in_page(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    answer = client.post(f"{story}?autosave=1", {"story": TEXT}, headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_script_is_led_to_the_sign_in_page_and_back(ada: User, story: str) -> None:
    client = signed_out(ada, story)
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/status/"}
    answer = client.get(story, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, f"{LOGIN}?next=%2Fstatus%2F")


def test_the_mark_names_nobody(ada: User, story: str) -> None:
    client = signed_in(ada)
    client.get(story)
    mark = client.cookies[COOKIE]
    assert (len(mark.value), mark["httponly"], mark["samesite"]) == (40, True, "Lax")


def test_staying_starts_the_idle_limit_anew(ada: User) -> None:
    client = signed_in(ada)
    client.get(reverse("operations:account"))
    session = client.session
    session["seen_at"] = time.time() - 30
    session.save()
    assert client.post(reverse("accounts:use")).status_code == 204
    assert time.time() - client.session["seen_at"] < 10


def test_pages_say_how_long_the_session_lives(ada: User) -> None:
    client = signed_in(ada)
    page = client.get(reverse("operations:account")).content.decode()
    assert 'data-unused="3540" hidden' in page
    session = client.session
    session["born_at"] = time.time() - 11 * 3600
    session.save()
    assert 'data-at-most="3' in client.get(reverse("operations:account")).content.decode()
    assert "session.js" in page
    assert "session.js" not in Client().get(reverse("public:home")).content.decode()
