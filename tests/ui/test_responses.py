"""Status codes and headers that views share."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.ui.pages")


@pytest.mark.django_db
def test_a_refused_form_answers_422_and_says_so_in_the_title(client: Client) -> None:
    response = client.post("/refused/", {"name": ""})

    assert response.status_code == 422
    assert b"<title>Error: Gallery" in response.content
    assert response["Vary"].count("HX-Request") == 1


@pytest.mark.django_db
def test_an_empty_form_answers_200(client: Client) -> None:
    response = client.get("/refused/")

    assert response.status_code == 200
    assert b"<title>Gallery" in response.content


@pytest.mark.django_db
def test_a_bound_form_in_the_context_is_enough_for_the_title(client: Client) -> None:
    assert b"<title>Error: Your work" in client.post("/candidate/", {"name": "x"}).content
    assert b"<title>Your work" in client.get("/candidate/").content


@pytest.mark.django_db
class TestTheme:
    def test_a_choice_is_kept_and_shown(self, client: Client) -> None:
        response = client.post("/ui/theme/", {"theme": "dark", "next": "/staff/?q=1"})

        assert (response.status_code, response["Location"]) == (302, "/staff/?q=1")
        assert b'data-theme="dark"' in client.get("/staff/").content

    def test_system_forgets_the_choice(self, client: Client) -> None:
        client.post("/ui/theme/", {"theme": "dark"})
        client.post("/ui/theme/", {"theme": "system"})

        assert b"data-theme" not in client.get("/staff/").content

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_nobody_is_sent_elsewhere(self, client: Client, back: str) -> None:
        assert client.post("/ui/theme/", {"theme": "dark", "next": back})["Location"] == "/"

    def test_another_site_changes_nothing(self, client: Client) -> None:
        response = client.post("/ui/theme/", {"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})

        assert response.cookies == {}

    def test_no_token_is_needed(self) -> None:
        assert "theme" in Client(enforce_csrf_checks=True).post("/ui/theme/", {"theme": "dark"}).cookies

    def test_reading_changes_nothing(self, client: Client) -> None:
        assert client.get("/ui/theme/").status_code == 405
