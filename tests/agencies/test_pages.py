"""Pages of requisitions: whose are seen, who may do what to which, and what a list costs."""

import pytest

from agencies.models import Requisition
from techforce.audit.models import LedgerEntry
from tests.factories import agencies

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(va, software, cora):
    return agencies.requisition(va, software, created_by=cora)


def page(row, rest=""):
    return f"/requisitions/{row.pk}/{rest}"


def test_list_shows_my_agency_and_its_components(va, treasury, software, cora, tess, as_):
    bureau = agencies.agency("IRS", name="Internal Revenue Service", kind="bureau", parent=treasury)
    mine, theirs = agencies.requisition(va, software), agencies.requisition(treasury, software)
    below = agencies.requisition(bureau, software)
    shown = lambda user: {item.pk for item in as_(user).get("/requisitions/").context["page"]}  # noqa: E731
    assert shown(cora) == {mine.pk}
    assert shown(tess) == {theirs.pk, below.pk}


def test_bureau_does_not_see_the_department(treasury, software, as_):
    bureau = agencies.agency("IRS", name="Internal Revenue Service", kind="bureau", parent=treasury)
    iris = agencies.member(bureau, "coordinator", "iris@irs.example", "Iris Ngo")
    above = agencies.requisition(treasury, software)
    assert as_(iris).get(page(above)).status_code == 404
    assert as_(iris).get("/requisitions/").context["page"].items == []


@pytest.mark.parametrize("view", ["", "?view=ended", "?view=all"])
@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    view, count, va, software, cora, as_, django_assert_num_queries
):
    for _ in range(count):
        agencies.seats(agencies.requisition(va, software, "published"), "open", "filled")
    client = as_(cora)
    client.get("/messages/")  # the first request of a session also writes when it began
    with django_assert_num_queries(5):
        client.get(f"/requisitions/{view}")


@pytest.mark.parametrize("count", [1, 3])
def test_triage_costs_the_same_for_one_and_for_three(
    count, va, software, pat, as_, django_assert_num_queries
):
    for _ in range(count):
        agencies.requisition(va, software, "submitted")
    client = as_(pat)
    client.get("/messages/")  # the first request of a session also writes when it began
    with django_assert_num_queries(4):
        client.get("/requisitions/triage/")


def test_list_goes_on_by_key(va, software, cora, as_):
    made = [agencies.requisition(va, software).pk for _ in range(27)]
    first = as_(cora).get("/requisitions/").context["page"]
    second = as_(cora).get("/requisitions/", {"after": first.next_token}).context["page"]
    assert (len(first), len(second)) == (25, 2)
    assert {item.pk for item in [*first, *second]} == set(made)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("cora", 200),
        ("hank", 200),
        ("theo", 200),
        ("tess", 404),
        ("pat", 404),
        ("audrey", 404),
        ("holly", 403),
        ("ada", 403),
    ],
)
def test_draft_is_read_by_its_agency_alone(who, status, request, row, as_):
    assert as_(request.getfixturevalue(who)).get(page(row)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("pat", 200), ("audrey", 200), ("tess", 404), ("ollie", 403)])
def test_submitted_is_read_by_opm(who, status, request, va, software, as_):
    row = agencies.requisition(va, software, "submitted")
    assert as_(request.getfixturevalue(who)).get(page(row)).status_code == status


WRITING = ["edit/", "submission/", "cancellation/"]
FUNDING = ["funding/", "funding/withdrawal/"]
TRIAGE = ["validation/", "publication/", "comments/", "suspension/", "closure/"]
REFUSED = [
    *[("theo", rest, 403) for rest in [*WRITING, *FUNDING, *TRIAGE]],
    *[("hank", rest, 403) for rest in [*WRITING, *TRIAGE]],
    *[("cora", rest, 403) for rest in [*FUNDING, *TRIAGE]],
    *[("tess", rest, 404) for rest in WRITING],
    *[("pat", rest, 403) for rest in [*WRITING, *FUNDING]],
    *[("audrey", rest, 403) for rest in [*WRITING, *FUNDING, *TRIAGE]],
]


@pytest.mark.parametrize(("who", "rest", "status"), REFUSED)
def test_who_may_not_is_refused_and_nothing_happens(who, rest, status, request, va, software, as_):
    row = agencies.requisition(va, software, "submitted")
    client = as_(request.getfixturevalue(who))
    before = LedgerEntry.objects.count()
    assert client.post(page(row, rest), {"reason": "No"}).status_code == status
    assert (LedgerEntry.objects.count() - before, Requisition.objects.get().state) == (0, "submitted")


def test_hr_of_another_agency_finds_nothing_to_fund(treasury, va, software, as_):
    hugo = agencies.member(treasury, "agency_hr", "hugo@treasury.example", "Hugo Lind")
    row = agencies.requisition(va, software, "validated")
    assert as_(hugo).get(page(row, "funding/")).status_code == 404


def test_coordinator_there_and_reader_here_may_only_read_here(va, treasury, software, tess, as_):
    agencies.AgencyMembership.objects.create(user=tess, agency=va, role="hiring_official")
    row = agencies.requisition(va, software)
    assert as_(tess).get(page(row)).status_code == 200
    assert as_(tess).get(page(row, "edit/")).status_code == 403


def test_hiring_official_sees_no_button(row, theo, as_):
    html = as_(theo).get(page(row)).content.decode()
    assert 'method="post" action="/requisitions/' not in html
    assert "Change the request" not in html


def test_missing_things_are_linked_to_their_fields(va, software, cora, as_):
    row = agencies.requisition(va, software, grade=None, start_by=None, created_by=cora)
    html = as_(cora).get(page(row)).content.decode()
    assert f'href="{page(row, "edit/")}#id_grade"' in html
    assert f'href="{page(row, "edit/")}#id_start_by_month"' in html
    form = as_(cora).get(page(row, "edit/")).content.decode()
    assert 'id="id_grade"' in form
    assert 'id="id_start_by_month"' in form
    assert 'id="id_skills-0-skill"' in form


def test_submitting_an_incomplete_draft_says_everything_at_once(va, software, cora, as_):
    row = agencies.requisition(va, software, outcome="", contact_email="", created_by=cora)
    response = as_(cora).post(page(row, "submission/"))
    assert response.status_code == 422
    assert [gap.field for gap, _ in response.context["gaps"]] == ["outcome", "contact_email"]


def test_publishing_without_money_is_shown_on_the_page(va, software, pat, as_):
    row = agencies.requisition(va, software, "validated")
    response = as_(pat).post(page(row, "publication/"))
    assert response.status_code == 422
    assert [gap.field for gap, _ in response.context["gaps"]] == ["funding"]
    row.refresh_from_db()
    assert (row.state, row.seats.count()) == ("validated", 0)


def test_whole_way_through_the_pages(va, software, cora, hank, pat, as_):
    row = agencies.requisition(va, software, seats=2, created_by=cora)
    money = {"seat_count": 2, "source": "036-0151", "attest": "on"}
    money |= {"available_until_month": "12", "available_until_day": "31", "available_until_year": "2031"}
    steps = [
        (cora, "submission/", {}),
        (pat, "comments/", {"reason": "Name the system."}),
        (cora, "submission/", {}),
        (pat, "validation/", {}),
        (hank, "funding/", money),
        (pat, "publication/", {}),
        (pat, "suspension/", {"reason": "The agency reorganises."}),
        (pat, "publication/", {}),
    ]
    for who, rest, data in steps:
        assert as_(who).post(page(row, rest), data).status_code == 302, rest
    row.refresh_from_db()
    assert (row.state, row.seats.count()) == ("published", 2)


def test_act_that_came_too_late_is_a_conflict(va, software, pat, as_):
    row = agencies.requisition(va, software, "published")
    assert as_(pat).post(page(row, "validation/")).status_code == 409


@pytest.mark.parametrize("rest", ["comments/", "funding/"])
def test_refused_form_keeps_what_was_typed(rest, va, software, pat, hank, as_):
    row = agencies.requisition(va, software, "submitted")
    typed = {"reason": "", "source": "036-0151", "seat_count": "2"}
    response = as_(pat if rest == "comments/" else hank).post(page(row, rest), typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="error-summary"' in html
    assert ('value="036-0151"' in html) is (rest == "funding/")


def test_hold_shows_whom_it_touches(va, software, pat, as_):
    row = agencies.requisition(va, software, "published", seats=3)
    agencies.seats(row, "open", "offered", "filled")
    response = as_(pat).get(page(row, "suspension/"))
    assert response.context["impact"] == [
        "1 open seat can no longer be ranked.",
        "1 seat offered to somebody who has not answered yet.",
        "1 seat filled by somebody at work.",
    ]


def test_history_tells_saves_of_one_person_once(row, cora, as_):
    from agencies.actions.requisition import save_requisition

    for version in range(3):
        save_requisition(row, by=cora, lock_version=version, values={"title": f"Title {version}"})
    lines = as_(cora).get(page(row)).context["history"]
    assert [(line.what, line.who) for line in lines] == [("Changed", "Cora Diaz"), ("Draft", "The system")]
