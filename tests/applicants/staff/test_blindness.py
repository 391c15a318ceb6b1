"""Nothing that a reviewer can receive says who applied."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applicants.actions.panel import take_next_review
from applicants.actions.review import give_back_review
from applicants.models import Application, Conflict, Document, Review
from techforce.accounts.models import User
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from tests.factories import applicants, people, reviewing

As = Callable[[User], Client]

# One of each in every free text, written in several ways.
TRACES = """
Zephyrine Quillfeather
zephyr.q@sentinelmail.example | (646) 555-0173 | github.com/zephyrcoder | linkedin.com/in/zq-quill
SUMMARY
I am Zephyrine, also ZÉPHYRINE QUILLFEATHER and Q\u200buillfeather; my site is quillfeather.dev, write to
zephyr.q (at) sentinelmail (dot) example or 646.555.0173. I post as zephyrcoder.
EXPERIENCE
Zebrafish Analytics LLC
Senior Engineer | Jan 2019 - Mar 2024
- At Zebrafish I cut waiting from nine days to two.
Wombatworks — Developer — 2015 to 2018
- Wombatworks used my forms for years.
EDUCATION
Northfield State University, BSc, 2015
""".strip()
SENTINELS = [
    "zephyrine",
    "quillfeather",
    "zephyr.q",
    "sentinelmail",
    "555-0173",
    "555.0173",
    "6465550173",
    "zephyrcoder",
    "zq-quill",
    "zebrafish",
    "wombatworks",
    "northfield",
    "lantern bay",
    "holly",
    "secretname.pdf",
    "blue heron",
]


@pytest.fixture
def zephyrine(db: None) -> User:
    """A candidate whose traces are in every answer."""
    return people.account("zephyr.q@sentinelmail.example", "Zephyrine Quillfeather")


@pytest.fixture
def traced(zephyrine: User, cohort: Cohort, software: Track, rubric: object, holly: User) -> Application:
    """Her application, in review, with a phrase that HR hid by hand."""
    applicants.candidate(zephyrine, phone="+1 646 555 0173", city="Lantern Bay")
    row = applicants.application(
        zephyrine,
        cohort,
        software,
        "in_hurdles",
        work_story=f"In the project Blue Heron I wrote the intake.\n{TRACES}",
        action_answer=TRACES,
    )
    Document.objects.filter(application=row).update(text=TRACES, original_name="secretname.pdf")
    row.hidden_phrases.create(phrase="Blue Heron", added_by=holly)
    applicants.version(row)
    reviewing.panel(row, software)
    return row


def traces_in(text: str) -> list[str]:
    """Which sentinels a text holds, in whatever case."""
    low = text.lower()
    return [sentinel for sentinel in SENTINELS if sentinel in low]


def test_the_sentinels_are_there_before_the_mask(traced: Application) -> None:
    sent = str(traced.versions.latest("number").answers).lower()
    absent = [sentinel for sentinel in SENTINELS if sentinel not in sent]
    assert absent == ["6465550173", "holly", "secretname.pdf"]


def reviewer_pages(review: Review) -> list[str]:
    """Every address that a reviewer may open."""
    names = ["reviews", "my_conflicts"]
    return [reverse(f"applicants:{name}") for name in names] + [
        reverse("applicants:scoring", args=[review.pk])
    ]


def whole(response: object) -> str:
    """Everything of an answer: headers, attributes, text."""
    return f"{response.headers}{response.content.decode()}"  # type: ignore[attr-defined]


def test_no_page_in_any_stage_of_a_review(
    traced: Application, readers: list[User], as_: As, holly: User
) -> None:
    review = take_next_review(readers[0])
    client = as_(readers[0])
    seen = [whole(client.get(page)) for page in reviewer_pages(review)]
    form = {"go": "lock", "lock_version": "0"}
    seen.append(whole(client.post(reverse("applicants:scoring", args=[review.pk]), form)))
    seen.append(
        whole(client.post(f"{reviewer_pages(review)[-1]}?autosave=1", form, headers={"HX-Request": "true"}))
    )
    reviewing.locked_review(readers[1])
    Review.objects.get(pk=review.pk)
    seen += [whole(client.get(page)) for page in reviewer_pages(review)]
    second = Review.objects.get(reviewer=readers[1])
    other = as_(readers[1])
    seen += [whole(other.get(page)) for page in reviewer_pages(second)]
    give_back_review(second, by=holly, reason="Say what is missing.")
    seen += [whole(other.get(page)) for page in reviewer_pages(second)]
    seen.append(
        whole(
            client.post(
                reverse("applicants:recusal", args=[review.pk]), {"reason_class": "known"}, follow=True
            )
        )
    )
    seen += [whole(client.get(page)) for page in reviewer_pages(review)]
    assert [traces_in(text) for text in seen] == [[]] * len(seen)


def test_no_error_page_and_no_foreign_page(traced: Application, readers: list[User], as_: As) -> None:
    review = take_next_review(readers[1])
    client = as_(readers[0])
    document = Document.objects.get(application=traced)
    addresses = [
        reverse("applicants:scoring", args=[review.pk]),
        reverse("applicants:document", args=[document.pk]),
        reverse("applicants:staff_application", args=[traced.pk]),
        reverse("applicants:staff_applications") + f"?q={traced.code}",
        reverse("applicants:screen", args=[traced.pk]),
        reverse("applicants:status"),
        reverse("applicants:receipt", args=[traced.pk]),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} <= {403, 404}
    assert [traces_in(whole(answer)) for answer in answers] == [[]] * len(answers)


def test_no_notice_to_a_reviewer(traced: Application, readers: list[User], holly: User) -> None:
    review = reviewing.locked_review(readers[0])
    give_back_review(review, by=holly, reason="Say what is missing.")
    notices = list(Notification.objects.filter(recipient=readers[0]))
    assert len(notices) == 2
    assert [traces_in(f"{row.subject}{row.body}{row.link}") for row in notices] == [[], []]


def test_what_is_hidden_is_said_in_fixed_words(traced: Application, readers: list[User], as_: As) -> None:
    review = take_next_review(readers[0])
    text = as_(readers[0]).get(reverse("applicants:scoring", args=[review.pk])).content.decode()
    for words in (
        "name removed",
        "email removed",
        "phone removed",
        "link removed",
        "employer removed",
        "detail removed",
    ):
        assert f'<span class="redact">{words}</span>' in text
    assert "school and degree removed" in text
    assert "I cut waiting from nine days to two." in text


def test_a_tie_is_listed_without_a_name(traced: Application, readers: list[User], as_: As) -> None:
    Conflict.objects.create(reviewer=readers[0], candidate=traced.candidate, reason="known")
    assert traces_in(whole(as_(readers[0]).get(reverse("applicants:my_conflicts")))) == []
