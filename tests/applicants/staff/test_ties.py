"""Reviewers and candidates who worked at the same place never meet in a review."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applicants.actions.employer import decide_possible_tie, declare_employers
from applicants.actions.panel import open_to, take_next_review
from applicants.actions.review import lock_review
from applicants.actions.screening import decide_eligibility
from applicants.actions.ties import is_tied
from applicants.models import Application, Candidate, Conflict, Employment, Panel, PossibleTie, Review
from applicants.rules.employers import employer_key, keys_for, possibly_same
from partners.models import Partner, PartnerContact
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.applicants.staff.test_plans import plans
from tests.factories import applicants, people, reviewing
from tests.support.states import at_state, field_values

As = Callable[[User], Client]
NOW = timezone.localdate().year


def job(name: str, to_year: int | None = None, from_year: int = 2015) -> dict[str, object]:
    return {"name": name, "from_year": from_year, "to_year": to_year}


def worked(candidate: Candidate, name: str, to_year: int | None = None) -> Employment:
    fields = job(name, to_year)
    return Employment.objects.create(candidate=candidate, **fields, **keys_for(name))


def speaks_for(user: User, name: str, **fields: object) -> PartnerContact:
    partner = Partner.objects.filter(name=name).first() or at_state(
        Partner(name=name, kind="company"), "active"
    )
    return PartnerContact.objects.create(
        partner=partner, user=user, name=user.name, email=user.email, **fields
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme, Inc.", "ACME"),
        ("The Acme Company LLC", "acme"),
        ("Böhm & Söhne GmbH", "Bohm and Sohne"),
        ("A.C.M.E. Corp", "Acme"),
        ("Procter  &  Gamble", "procter and gamble co."),
    ],
)
def test_one_employer_written_in_two_ways(one: str, other: str) -> None:
    assert employer_key(one) == employer_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Acme", "Acme Robotics", True),
        ("Microsoft", "Microsfot", True),
        ("Face book", "Facebook", True),
        ("Acme", "Apex", False),
        ("University of Ohio", "University of Iowa", False),
        ("Acme", "ACME Inc", False),
        ("", "Acme", False),
    ],
)
def test_what_a_person_has_to_look_at(one: str, other: str, alike: bool) -> None:
    assert possibly_same(employer_key(one), employer_key(other)) is alike


@given(st.text(max_size=40), st.text(max_size=40))
def test_keys_are_stable_and_likeness_has_no_direction(one: str, other: str) -> None:
    key, second = employer_key(one), employer_key(other)
    assert employer_key(key) in (key, employer_key(employer_key(key)))
    if possibly_same(key, second):
        assert possibly_same(second, key)


@pytest.mark.parametrize(
    ("theirs", "mine", "given"),
    [
        (None, None, False),
        (NOW - 3, None, False),
        (NOW - 4, None, True),
        (None, NOW - 4, True),
        (NOW - 3, NOW - 3, False),
    ],
)
def test_an_employer_of_the_last_years_is_a_tie(
    panel: Panel, readers: list[User], theirs: int | None, mine: int | None, given: bool
) -> None:
    assert settings.CONFLICT_YEARS == 3
    worked(panel.application.candidate, "Acme Inc", theirs)
    declare_employers(readers[0], [job("ACME", mine)], by=readers[0])
    assert (take_next_review(readers[0]) is not None) is given
    assert is_tied(readers[0], panel.application.candidate_id) is not given
    assert take_next_review(readers[1]) is not None


@pytest.mark.parametrize(("days_ago", "given"), [(None, False), (30, False), (365 * 4, True)])
def test_a_partners_contact_does_not_read_its_people(
    panel: Panel, readers: list[User], days_ago: int | None, given: bool
) -> None:
    worked(panel.application.candidate, "Initech LLC")
    ended = timezone.now() - timedelta(days=days_ago) if days_ago else None
    speaks_for(readers[0], "Initech", ended_at=ended)
    assert (take_next_review(readers[0]) is not None) is given


def test_a_tie_that_is_declared_later_gives_the_review_back(
    panel: Panel, readers: list[User], ada: User
) -> None:
    worked(panel.application.candidate, "Acme")
    review = take_next_review(readers[0])
    declare_employers(readers[0], [job("Acme")], by=readers[0])
    assert field_values(review, "state") == {"state": "cancelled"}
    assert field_values(panel, "taken") == {"taken": 0}
    assert Conflict.objects.get().reason == "employer"
    declare_employers(readers[0], [], by=readers[0])
    assert take_next_review(readers[0]) is None
    entry = LedgerEntry.objects.filter(act="declare_employers").earliest("pk")
    assert entry.data == {"employers": 1}


def test_a_partner_tie_that_came_after_the_assignment_cannot_be_locked(
    panel: Panel, readers: list[User], as_: As
) -> None:
    worked(panel.application.candidate, "Initech")
    review = take_next_review(readers[0])
    speaks_for(readers[0], "Initech")
    scores = reviewing.scores(panel)
    with pytest.raises(NotAllowed, match="You are tied"):
        lock_review(review, by=readers[0], scores=scores, lock_version=0)
    page = as_(readers[0]).get(reverse("applicants:scoring", args=[review.pk])).content.decode()
    assert "closed to you" in page
    assert "County clerks" not in page


def test_no_round_of_reassignments_gives_an_excluded_person(
    cohort: Cohort, software: Track, rubric: object, readers: list[User]
) -> None:
    """Everybody who may read takes all they can, gives it back, and takes again: no pair of them is ever tied."""
    firms = ["Acme", "Initech", "Umbrella"]
    for n in range(6):
        user = people.account(f"p{n}@example.com", f"Person{n} Moor")
        row = applicants.application(user, cohort, software, "in_hurdles")
        worked(row.candidate, firms[n % 3])
        reviewing.panel(row, software)
    for reader, firm in zip(readers, firms, strict=True):
        declare_employers(reader, [job(f"The {firm}, Inc.")], by=reader)
    for _ in range(3):
        for reader in readers:
            while open_to(reader).exists() and Review.objects.filter(reviewer=reader).held().count() < 5:
                if take_next_review(reader) is None:
                    break
        from applicants.actions.review import expire_review

        Review.objects.update(due_at=timezone.now())
        for review in Review.objects.held():
            expire_review(review, timezone.now())
    taken = Review.objects.values_list("reviewer", "panel__application__candidate")
    assert len(taken) == 12
    assert [pair for pair in taken if is_tied(User.objects.get(pk=pair[0]), pair[1])] == []


@pytest.fixture
def alike(screening: Application, readers: list[User], holly: User) -> PossibleTie:
    """Ada's employer may be Rosa's; Ada's application is in review now."""
    worked(screening.candidate, "Acme Robotics")
    declare_employers(readers[0], [job("Acme")], by=readers[0])
    decide_eligibility(screening, by=holly, eligible=True)
    return PossibleTie.objects.get()


def test_a_likeness_waits_for_hr_and_keeps_the_pair_apart(alike: PossibleTie, readers: list[User]) -> None:
    assert (alike.reviewer, alike.reviewer_name, alike.candidate_name) == (
        readers[0],
        "Acme",
        "Acme Robotics",
    )
    assert take_next_review(readers[0]) is None
    assert take_next_review(readers[1]) is not None


@pytest.mark.parametrize(("decision", "given"), [("same", False), ("different", True)])
def test_hr_decides_on_the_page(
    alike: PossibleTie, readers: list[User], holly: User, as_: As, decision: str, given: bool
) -> None:
    page = as_(holly)
    assert "Acme Robotics" in page.get(reverse("applicants:possible_ties")).content.decode()
    address = reverse("applicants:tie_decision", args=[alike.pk])
    assert page.post(address, {"decision": "maybe"}).status_code == 422
    assert page.post(address, {"decision": decision}).status_code == 302
    assert (take_next_review(readers[0]) is not None) is given
    assert page.post(address, {"decision": "same"}).status_code == 409
    assert "Nothing waits" in page.get(reverse("applicants:possible_ties")).content.decode()
    declare_employers(readers[0], [job("Acme")], by=readers[0])
    assert not PossibleTie.objects.filter(decided_at=None).exists()


def test_a_likeness_that_is_declared_during_review_reaches_hr_and_tells_the_reviewer_nothing(
    panel: Panel, readers: list[User], as_: As
) -> None:
    worked(panel.application.candidate, "Acme Robotics")
    review = take_next_review(readers[0])
    posted = {"employers_0_name": "Acme", "employers_0_from_year": "2020", "employers_0_to_year": ""}
    page = as_(readers[0])
    answer = page.post(reverse("applicants:my_employers"), posted, follow=True).content.decode()
    assert PossibleTie.objects.get().candidate == panel.application.candidate
    assert "Robotics" not in answer
    assert page.get(reverse("applicants:scoring", args=[review.pk])).status_code == 200
    assert "Save, not locked" in page.get(reverse("applicants:scoring", args=[review.pk])).content.decode()


def test_refusals(panel: Panel, readers: list[User], ada: User, holly: User, alike_tie: PossibleTie) -> None:
    with pytest.raises(NotAllowed):
        declare_employers(readers[0], [], by=readers[1])
    with pytest.raises(NotAllowed):
        declare_employers(ada, [], by=ada)
    with pytest.raises(Refused, match="at most 8"):
        declare_employers(readers[0], [job(f"Firm {n}") for n in range(9)], by=readers[0])
    with pytest.raises(NotAllowed):
        decide_possible_tie(alike_tie, by=readers[0], tied=True)
    decide_possible_tie(alike_tie, by=holly, tied=False)
    with pytest.raises(WrongState):
        decide_possible_tie(alike_tie, by=holly, tied=True)


@pytest.fixture
def alike_tie(panel: Panel, readers: list[User]) -> PossibleTie:
    return PossibleTie.objects.create(
        reviewer=readers[0],
        candidate=panel.application.candidate,
        reviewer_name="Acme",
        candidate_name="Acme Robotics",
    )


def test_hr_sees_who_is_left_out_and_why(
    panel: Panel, readers: list[User], holly: User, alike_tie: PossibleTie, as_: As
) -> None:
    worked(panel.application.candidate, "Initech")
    declare_employers(readers[1], [job("Initech Inc")], by=readers[1])
    speaks_for(readers[2], "Initech")
    page = as_(holly).get(reverse("applicants:conflicts", args=[panel.application.pk]))
    assert [(reviewer, one.reason) for reviewer, one in page.context["by_rule"]] == [
        (readers[1], "employer"),
        (readers[2], "partner"),
    ]
    assert list(page.context["possible"]) == [alike_tie]


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"name": "", "from_year": "2020", "to_year": ""}, "Employer 1: enter the name"),
        ({"name": "Acme", "from_year": "20", "to_year": ""}, "Employer 1: enter the first year"),
        ({"name": "Acme", "from_year": str(NOW + 1), "to_year": ""}, "Employer 1: enter the first year"),
        ({"name": "Acme", "from_year": "2020", "to_year": "2019"}, "the last year is before the first"),
        ({"name": "!!", "from_year": "2020", "to_year": ""}, "Employer 1: enter the name"),
        ({"name": "Acme", "from_year": "２０２０", "to_year": ""}, "Employer 1: enter the first year"),
    ],
)
def test_a_wrong_row_is_named_and_kept(rosa: User, as_: As, posted: dict[str, str], words: str) -> None:
    data = {f"employers_0_{part}": value for part, value in posted.items()}
    answer = as_(rosa).post(reverse("applicants:my_employers"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not rosa.declared_employers.exists()
    if posted["name"]:
        assert f'value="{posted["name"]}"' in answer.content.decode()


def test_a_candidate_names_employers_and_they_are_frozen_and_hidden(
    ada: User, cohort: Cohort, software: Track, as_: As
) -> None:
    from applicants.queries import blind_view

    draft = applicants.application(ada, cohort, software, work_story="At Acme Robotics I fixed the backlog.")
    page, address = as_(ada), reverse("applicants:step", args=[draft.pk, "contact"])
    data = {
        "lock_version": "0",
        "given_name": "Ada",
        "family_name": "Quill",
        "phone": "202-555-0142",
        "city": "Arlington",
        "state_code": "VA",
        "employers_0_name": "Acme  Robotics",
        "employers_0_from_year": "2019",
        "employers_0_to_year": "",
        "go": "next",
    }
    assert page.post(address, data).status_code == 302
    assert draft.candidate.employments.get().key == "acme robotics"
    shown = page.get(address).content.decode()
    assert 'value="Acme Robotics"' in shown
    assert page.get(f"{address}?check=1").status_code == 200
    version = applicants.version(draft)
    assert version.answers["contact"]["employers"] == [
        {"name": "Acme Robotics", "from_year": 2019, "to_year": None}
    ]
    version.application = draft
    assert "Acme" not in "".join(piece.text for piece in blind_view(version).story)
    wrong = page.post(address, {**data, "lock_version": "1", "employers_0_from_year": "x"})
    assert wrong.status_code == 422
    assert draft.candidate.employments.get().from_year == 2019


def test_the_queue_still_walks_its_index_and_ties_their_own(
    panel: Panel, readers: list[User], ada: User
) -> None:
    worked(panel.application.candidate, "Elsewhere")
    declare_employers(readers[0], [job("Acme")], by=readers[0])
    speaks_for(readers[0], "Initech")
    found = plans(lambda: take_next_review(readers[0]), 'FROM "applicants_panel"', "LIMIT 1")
    assert found
    for plan in found:
        assert "using applicants_review_queue " in plan
        assert "applicants_worked_at" in plan or "applicants_worked_there" in plan
        assert "Seq Scan on applicants_employment" not in plan


def rows_of(candidate: Candidate) -> QuerySet[Employment]:
    return Employment.objects.filter(candidate=candidate)


def test_merging_takes_the_employers_along(
    ada: User, ben: User, cohort: Cohort, software: Track, holly: User
) -> None:
    from applicants.actions.duplicate import joining_code, prove_same_person
    from applicants.actions.merge import merge_applications

    kept = applicants.application(ada, cohort, software, "screening")
    gone = applicants.application(ben, cohort, software, "screening")
    worked(kept.candidate, "Acme")
    worked(gone.candidate, "ACME Inc")
    worked(gone.candidate, "Initech")
    pair = prove_same_person(kept, by=ada, code=joining_code(gone))
    merge_applications(pair, keep=kept, by=holly, reason="Both are theirs.")
    assert sorted(row.key for row in rows_of(kept.candidate)) == ["acme", "initech"]


def test_the_setting_decides_how_far_back(panel: Panel, readers: list[User], settings: object) -> None:
    settings.CONFLICT_YEARS = 10  # type: ignore[attr-defined]
    worked(panel.application.candidate, "Acme", date.today().year - 9)
    declare_employers(readers[0], [job("Acme")], by=readers[0])
    assert take_next_review(readers[0]) is None
