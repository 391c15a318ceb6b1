"""A ranked list from a file: tried first, saved second, every line left out named."""

import re
import uuid

import pytest
from django.urls import reverse

from placements.models import RankList
from tests.factories import placements as make


def ids(*rows):
    return [row.pk for row in rows]


def post(client, name, *args, **data):
    return client.post(reverse(f"placements:{name}", args=args), data)


def order_on(response):
    return [
        uuid.UUID(found) for found in re.findall(r'name="order" value="([^"]+)"', response.content.decode())
    ]


@pytest.fixture
def crowd(software, holly):
    return make.people_on(make.certificate(software, holly), 3)


def test_a_file_is_tried_first_and_changes_nothing(crowd, work, cora, as_):
    one, two, three = (row.application.code for row in crowd)
    text = f"rank;note;code\n2;x;{one}\n1;x;{two.lower()}\nzwei;x;{three}\n3;x;A-NOBODY\n1;x;{three}\n"
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"text": text})
    page = response.content.decode()
    assert order_on(response) == ids(crowd[1], crowd[0])
    for cause in (
        "the rank is not a whole number",
        "nobody with this code",
        f"rank 1 is already taken by {two}",
    ):
        assert cause in page
    assert "2 people ranked, 3 lines left out" in page
    assert not RankList.objects.exists()


def test_a_tried_order_is_saved_in_a_second_step(crowd, work, cora, as_):
    client = as_(cora)
    post(client, "agency_ranking_draft", work[0].pk, lock_version=0, order=ids(crowd[1], crowd[0]))
    assert RankList.objects.get().draft == ids(crowd[1], crowd[0])


def test_rejected_lines_come_as_a_file_that_runs_no_formula(crowd, work, cora, as_):
    response = post(as_(cora), "agency_rank_rejects", work[0].pk, text="code,rank\n=cmd(),1\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response.content.decode()
        == 'line,cause,text\r\n2,nobody with this code can be ranked here,"\'=cmd(),1"\r\n'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file or paste"),
        ("a,b\n1,2\n", "must name a column"),
        ('code,rank\n"A-1,1\n', "not valid CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(crowd, work, cora, as_, text, words):
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"text": text})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_an_uploaded_file_in_another_encoding_is_refused_with_words(crowd, work, cora, as_):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("list.csv", "code,rank\nü,1".encode("utf-16"))
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"file": upload})
    assert response.status_code == 422
    assert "not text in UTF-8" in response.content.decode()
