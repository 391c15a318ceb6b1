"""Agencies search the certificate: what they may read finds people, and nothing else does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.models import HiddenPhrase
from placements.actions.evidence import mask_evidence
from placements.models import EntryEvidence
from placements.queries.pool import pool_of
from placements.tasks import keep_calendar
from tests.factories import applicants, programme
from tests.factories import placements as make


@pytest.fixture
def certificate(software, holly):
    return make.certificate(software, holly)


@pytest.fixture
def two(certificate, ada, ben):
    """Ada wrote about ferries and names herself; Ben wrote the usual story. Both are masked."""
    story = "I, Ada Quill, scheduled ferries at Meridian Lines. " + applicants.STORY
    found = make.certified(ada, certificate, work_story=story, score=800)
    applicants.version(found.application)
    other = make.certified(ben, certificate, score=900)
    mask_evidence(timezone.now())
    return found, other


def people(client, certificate, **chosen):
    response = client.get(reverse("placements:certificate", args=[certificate.number]), chosen)
    return response.content.decode()


def test_words_of_the_evidence_find_a_person_with_an_excerpt(two, certificate, cora, as_):
    found, other = two
    page = people(as_(cora), certificate, q="scheduling ferry")
    assert found.application.code in page
    assert other.application.code not in page
    assert "<mark>ferries</mark>" in page
    assert "Quill" not in page


@pytest.mark.parametrize("words", ["Quill", "Ada", '"Ada Quill"', "ada@example.com", "Arlington"])
def test_nobody_is_found_by_what_says_who_they_are(two, certificate, cora, as_, words):
    page = people(as_(cora), certificate, q=words)
    assert "Nobody here" in page


def test_a_word_that_was_hidden_later_finds_nobody_at_once(two, certificate, cora, holly, as_):
    found, _ = two
    assert found.application.code in people(as_(cora), certificate, q="ferries")
    HiddenPhrase.objects.create(application=found.application, phrase="ferries", added_by=holly)
    assert "Nobody here" in people(as_(cora), certificate, q="ferries")
    keep_calendar()
    assert "ferries" not in EntryEvidence.objects.get(entry=found).body
    assert found.application.code in people(as_(cora), certificate, q="Friday backlog")


def test_masking_twice_does_nothing_the_second_time(two):
    assert mask_evidence(timezone.now()) == 0


def test_skills_and_place_narrow_together(two, certificate, cora, as_):
    found, other = two
    other.application.skills.filter(skill__key="sql").update(level=1)
    page = people(as_(cora), certificate, skill="python", level=3, skill2="sql", level2=2)
    assert (found.application.code in page, other.application.code in page) == (True, False)
    other.application.places.set([programme.station("denver")])
    page = people(as_(cora), certificate, place="denver")
    assert (found.application.code in page, other.application.code in page) == (False, True)


def test_what_cannot_be_read_is_said_beside_the_field(two, certificate, cora, as_):
    response = as_(cora).get(reverse("placements:certificate", args=[certificate.number]), {"skill": "magic"})
    assert response.status_code == 422
    assert "Select a valid choice" in response.content.decode()


def test_fit_to_one_of_the_agencys_own_requisitions(two, certificate, va, treasury, cora, tess, as_):
    found, _ = two
    own = make.requisition(va, certificate.track, cora)
    foreign = make.requisition(treasury, certificate.track, tess)
    page = people(as_(cora), certificate, requisition=own.number)
    assert f"<b>{pool_of(own).fit(found.pk).score} of 1,000</b>" in page
    assert foreign.number not in page
    url = reverse("placements:certificate", args=[certificate.number])
    assert as_(cora).get(url, {"requisition": foreign.number}).status_code == 422


def test_the_page_of_a_person_shows_fit_to_each_own_requisition(
    two, certificate, va, treasury, cora, tess, as_
):
    found, _ = two
    own = [make.requisition(va, certificate.track, cora) for _ in range(2)]
    foreign = make.requisition(treasury, certificate.track, tess)
    url = reverse("placements:person", args=[certificate.number, found.application.code])
    page = as_(cora).get(url).content.decode()
    assert [row.number in page for row in (*own, foreign)] == [True, True, False]
    assert f"How {found.application.code} comes to {pool_of(own[0]).fit(found.pk).score}" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_the_same_queries(certificate, va, cora, as_, count, django_assert_num_queries):
    make.people_on(certificate, count)
    mask_evidence(timezone.now())
    own = make.requisition(va, certificate.track, cora)
    client = as_(cora)
    url = reverse("placements:certificate", args=[certificate.number])
    client.get(url, {"requisition": own.number})
    with django_assert_num_queries(18):
        page = client.get(url, {"q": "benefit", "skill": "python", "requisition": own.number})
    assert page.content.decode().count("<mark>") >= count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_person_takes_the_same_queries(
    two, certificate, va, cora, as_, count, django_assert_num_queries
):
    for _ in range(count):
        make.requisition(va, certificate.track, cora)
    client = as_(cora)
    url = reverse("placements:person", args=[certificate.number, two[0].application.code])
    client.get(url)
    with django_assert_num_queries(16):
        client.get(url)
