"""The inbox: one's own messages, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.models import Notification

As = Callable[[User], Client]


def messages(user: User, count: int) -> list[Notification]:
    made = []
    for number in range(count):
        event = record("tell", user, by=None, role="system")
        made.append(
            Notification.objects.create(
                kind="test", event=event, recipient=user, channel="inbox", state="sent", sent_at=event.at,
                subject=f"Subject {number}", body=f"Body {number}\n\nSecond <b>paragraph</b>.", link="/home/roles/",
            )
        )  # fmt: skip
    return made


def test_inbox_shows_newest_first_and_marks_unread(ada: User, as_: As) -> None:
    messages(ada, 2)
    page = as_(ada).get("/messages/").content.decode()
    assert page.index("Subject 1") < page.index("Subject 0")
    assert "2 not read yet" in page


def test_reading_is_a_post_and_leads_on(ada: User, as_: As) -> None:
    row = messages(ada, 1)[0]
    client = as_(ada)
    page = client.get(f"/messages/{row.pk}/").content.decode()
    assert "Second &lt;b&gt;paragraph&lt;/b&gt;." in page
    row.refresh_from_db()
    assert row.read_at is None
    answer = client.post(f"/messages/{row.pk}/reading/", {"go": "link"})
    row.refresh_from_db()
    assert (answer["Location"], row.read_at is not None) == ("/home/roles/", True)


def test_reading_again_keeps_the_first_time(ada: User, as_: As) -> None:
    row = messages(ada, 1)[0]
    as_(ada).post(f"/messages/{row.pk}/reading/")
    row.refresh_from_db()
    first = row.read_at
    as_(ada).post(f"/messages/{row.pk}/reading/")
    row.refresh_from_db()
    assert row.read_at == first


def test_message_of_somebody_else_is_not_there(ada: User, ben: User, as_: As) -> None:
    row = messages(ada, 1)[0]
    client = as_(ben)
    assert "Subject 0" not in client.get("/messages/").content.decode()
    assert client.get(f"/messages/{row.pk}/").status_code == 404
    assert client.post(f"/messages/{row.pk}/reading/").status_code == 404


def test_email_row_is_not_an_inbox_message(ada: User, as_: As) -> None:
    row = messages(ada, 1)[0]
    Notification.objects.filter(pk=row.pk).update(channel="email")
    assert as_(ada).get(f"/messages/{row.pk}/").status_code == 404


def test_pages_by_key(ada: User, as_: As) -> None:
    messages(ada, 25)
    client = as_(ada)
    answer = client.get("/messages/")
    assert [row.subject for row in answer.context["page"]] == [f"Subject {n}" for n in range(24, 4, -1)]
    answer = client.get("/messages/", {"after": answer.context["page"].next_token})
    assert [row.subject for row in answer.context["page"]] == [f"Subject {n}" for n in range(4, -1, -1)]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_the_same_number_of_questions(
    ada: User, as_: As, count: int, django_assert_num_queries: Any
) -> None:
    messages(ada, count)
    client = as_(ada)
    client.get("/messages/")
    with django_assert_num_queries(5):
        client.get("/messages/")
