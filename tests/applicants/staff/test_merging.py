"""One person with two applications: noticed, proven, decided."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from applicants.actions.application import submit_application
from applicants.actions.duplicate import joining_code, prove_same_person
from applicants.actions.merge import merge_applications, tell_apart
from applicants.models import Application, Conflict, Duplicate, HiddenPhrase
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import applicants, people, programme
from tests.support.at_once import at_once
from tests.support.states import field_values

As = Callable[[User], Client]
REASON = "Both accounts were shown to be theirs."


@pytest.fixture
def twin(db: None) -> User:
    """Ada's other account."""
    return people.account("ada.two@example.com", "Ada Quill")


@pytest.fixture
def earlier(ada: User, cohort: Cohort, software: Track) -> Application:
    """What Ada sent first; it is being checked."""
    return applicants.application(ada, cohort, software, "screening")


@pytest.fixture
def later(twin: User, cohort: Cohort, software: Track, earlier: Application) -> Application:
    """What Ada's other account sends now."""
    return submit_application(applicants.application(twin, cohort, software), by=twin)


@pytest.fixture
def pair(later: Application) -> Duplicate:
    return Duplicate.objects.get()


def acts(row: Application) -> list[str]:
    return [entry.act for entry in LedgerEntry.objects.about(row).exclude(act="arrange")]


def test_sending_makes_one_pair_and_tells_only_who_was_first(
    earlier: Application, later: Application, ada: User, pair: Duplicate
) -> None:
    assert {pair.first, pair.second} == {earlier, later}
    assert (pair.same_name_and_phone, pair.proven_at, pair.decided_at) == (True, None, None)
    letters = Notification.objects.filter(kind="application_twin", channel="email")
    assert [letter.recipient for letter in letters] == [ada]
    assert later.code not in letters[0].body
    assert "ada.two" not in letters[0].body


def test_a_stranger_who_types_a_name_and_number_learns_nothing(
    earlier: Application, later: Application, twin: User, ben: User, cohort: Cohort, software: Track, as_: As
) -> None:
    other = submit_application(applicants.application(ben, cohort, software), by=ben)

    def shown(person: User, row: Application, name: str) -> str:
        text = as_(person).get(reverse(f"applicants:{name}", args=[row.pk])).content.decode()
        main = text.split("<main")[1].split("<details")[0]
        return re.sub(r"<time.*?</time>", "", main).replace(str(row.pk), "").replace(row.receipt_number, "")

    assert shown(twin, later, "receipt") == shown(ben, other, "receipt")
    kinds = [row.kind for row in Notification.objects.filter(recipient=twin, channel="email")]
    assert kinds == ["application_received"]


def test_sending_again_tells_nobody_again(later: Application, twin: User) -> None:
    again = submit_application(applicants.reopened(later), by=twin, consents=["true_statement", "privacy"])
    assert again.state == "submitted"
    assert Duplicate.objects.count() == 1
    assert Notification.objects.filter(kind="application_twin", channel="email").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_send_at_once_are_noticed(
    ada: User, twin: User, cohort: Cohort, software: Track
) -> None:
    drafts = [applicants.application(person, cohort, software) for person in (ada, twin)]
    sent = at_once(
        *[lambda draft=draft: submit_application(draft, by=draft.candidate.user) for draft in drafts]
    )
    assert [row.state for row in sent] == ["submitted", "submitted"]
    assert Duplicate.objects.count() == 1


def test_the_code_of_the_other_account_proves_it(
    earlier: Application, later: Application, ada: User, as_: As
) -> None:
    page = as_(ada)
    address = reverse("applicants:joining", args=[earlier.pk])
    first = page.get(address)
    assert signing.TimestampSigner(salt="applicants.joining").unsign(first.context["code"]) == earlier.pk.hex
    assert first["Cache-Control"] == "no-store"
    for _ in range(2):
        done = page.post(address, {"code": f" {joining_code(later)} \n"})
        assert done.url == reverse("applicants:status")
    assert Duplicate.objects.get().proven_at is not None
    assert acts(earlier).count("prove_same_person") == acts(later).count("prove_same_person") == 1


def test_a_pair_that_nobody_noticed_can_be_proven(
    earlier: Application, ben: User, cohort: Cohort, software: Track, ada: User
) -> None:
    other = applicants.application(ben, cohort, software, "submitted")
    pair = prove_same_person(earlier, by=ada, code=joining_code(other))
    assert (pair.same_name_and_phone, pair.proven_at is not None) == (False, True)


@pytest.mark.parametrize("code", ["own", "made up", "old", "other cohort", "draft", "ended"])
def test_what_is_wrong_with_a_code_is_never_said(
    earlier: Application,
    ben: User,
    software: Track,
    ada: User,
    as_: As,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = {"draft": "draft", "ended": "withdrawn"}.get(code, "submitted")
    cohort = programme.cohort() if code == "other cohort" else earlier.cohort
    other = applicants.application(ben, cohort, software, state)
    given = {"own": joining_code(earlier), "made up": "x:y:z"}.get(code) or joining_code(other)
    if code == "old":
        monkeypatch.setattr("applicants.actions.duplicate.CODE_SECONDS", timedelta(seconds=-1))
    answer = as_(ada).post(reverse("applicants:joining", args=[earlier.pk]), {"code": given})
    assert answer.status_code == 422
    assert "This code does not fit." in answer.content.decode()
    assert not Duplicate.objects.exists()


def test_nobody_proves_for_somebody_else(earlier: Application, later: Application, ben: User) -> None:
    with pytest.raises(NotAllowed):
        prove_same_person(earlier, by=ben, code=joining_code(later))


def test_merging_closes_one_and_keeps_the_other(
    pair: Duplicate, earlier: Application, later: Application, holly: User, rosa: User, ada: User, twin: User
) -> None:
    Conflict.objects.create(reviewer=rosa, candidate=later.candidate, reason="family")
    HiddenPhrase.objects.create(application=later, phrase="Mill Street", added_by=holly)
    gone = merge_applications(pair, keep=earlier, by=holly, reason=REASON)
    assert field_values(gone, "pk", "state", "merged_into") == {
        "pk": later.pk,
        "state": "merged",
        "merged_into": earlier.pk,
    }
    assert field_values(earlier, "state") == {"state": "screening"}
    assert Conflict.objects.get(candidate=earlier.candidate).reason == "family"
    phrases = earlier.hidden_phrases.values_list("phrase", flat=True)
    assert set(phrases) == {"Mill Street", "ada.two@example.com"}
    assert acts(later)[-1] == "merge"
    assert "take_in" in acts(earlier)
    letters = {
        row.kind: (row.recipient, row.body)
        for row in Notification.objects.filter(
            kind__in=["application_merged", "application_joined"], channel="email"
        )
    }
    assert {kind: person for kind, (person, _) in letters.items()} == {
        "application_merged": twin,
        "application_joined": ada,
    }
    assert earlier.receipt_number in letters["application_merged"][1]
    assert all(REASON in body for _, body in letters.values())
    assert not Duplicate.objects.pending().exists()


def test_the_other_way_round_is_as_good(
    pair: Duplicate, earlier: Application, later: Application, holly: User
) -> None:
    assert merge_applications(pair, keep=later, by=holly, reason=REASON) == earlier


def test_what_is_in_review_is_not_closed_but_may_be_kept(
    pair: Duplicate, earlier: Application, later: Application, holly: User
) -> None:
    from applicants.actions.screening import decide_eligibility
    from tests.factories import reviewing

    reviewing.rubric(earlier.track_choices.get().track)
    decide_eligibility(earlier, by=holly, eligible=True)
    with pytest.raises(WrongState, match="past the eligibility check"):
        merge_applications(pair, keep=later, by=holly, reason=REASON)
    assert field_values(earlier, "state", "merged_into") == {"state": "in_hurdles", "merged_into": None}
    merge_applications(pair, keep=earlier, by=holly, reason=REASON)
    assert field_values(later, "state") == {"state": "merged"}


def test_refusals(
    pair: Duplicate, earlier: Application, later: Application, holly: User, rosa: User, ben: User
) -> None:
    other = applicants.application(ben, earlier.cohort, earlier.track_choices.get().track, "submitted")
    with pytest.raises(NotAllowed):
        merge_applications(pair, keep=earlier, by=rosa, reason=REASON)
    with pytest.raises(ReasonNeeded):
        merge_applications(pair, keep=earlier, by=holly, reason=" ")
    with pytest.raises(Refused, match="one of the two"):
        merge_applications(pair, keep=other, by=holly, reason=REASON)
    with pytest.raises(Refused, match="two people"):
        tell_apart(pair, by=holly, reason="")
    tell_apart(pair, by=holly, reason="Two people answered the phone.")
    with pytest.raises(WrongState, match="already decided"):
        merge_applications(pair, keep=earlier, by=holly, reason=REASON)
    assert {row.state for row in Application.objects.all()} == {"screening", "submitted"}
    assert acts(earlier)[-1] == acts(later)[-1] == "tell_apart"


def test_the_database_wants_a_pointer_with_the_state(earlier: Application, later: Application) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=later.pk).update(merged_into=earlier)


def test_a_pair_of_which_one_has_ended_waits_no_more(
    pair: Duplicate, later: Application, twin: User, holly: User, as_: As
) -> None:
    from applicants.actions.application import withdraw_application

    assert pair.first.code in as_(holly).get(reverse("applicants:duplicates")).content.decode()
    withdraw_application(later, by=twin)
    assert "No pair waits" in as_(holly).get(reverse("applicants:duplicates")).content.decode()


def test_the_page_shows_both_and_decides(
    pair: Duplicate, earlier: Application, later: Application, holly: User, twin: User, as_: As
) -> None:
    page, address = as_(holly), reverse("applicants:duplicate", args=[pair.pk])
    text = page.get(address).content.decode()
    assert "ada@example.com" in text
    assert "ada.two@example.com" in text
    refused = page.post(address, {"decision": "first", "reason": ""})
    assert refused.status_code == 422
    keep = "first" if pair.first == earlier else "second"
    done = page.post(address, {"decision": keep, "reason": REASON})
    assert done.url == reverse("applicants:staff_application", args=[earlier.pk])
    late = page.post(address, {"decision": "apart", "reason": "Kept words."})
    assert late.status_code == 409
    assert "Kept words." in late.content.decode()
    assert "one person; the two were joined" in page.get(address).content.decode()
    assert REASON in as_(twin).get(reverse("applicants:status")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_one_and_at_three(
    cohort: Cohort,
    software: Track,
    holly: User,
    as_: As,
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    for n in range(count):
        for twin in "ab":
            user = people.account(f"{twin}{n}@example.com", f"Person{n} Moor")
            draft = applicants.application(user, cohort, software)
            submit_application(draft, by=user)
    client = as_(holly)
    client.get(reverse("applicants:duplicates"))
    with django_assert_num_queries(4):
        page = client.get(reverse("applicants:duplicates"))
    assert len(page.context["page"].items) == count
