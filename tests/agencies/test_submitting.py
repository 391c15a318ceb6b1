"""Writing a requisition and handing it to OPM: who may, what is missing, what is kept."""

import pytest

from agencies.actions.requisition import (
    Incomplete,
    SkillNeed,
    Stale,
    cancel_requisition,
    create_requisition,
    save_requisition,
    submit_requisition,
)
from agencies.models import Requisition
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import agencies, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(va, software, cora):
    return agencies.requisition(va, software, created_by=cora)


def acts_on(row):
    return list(LedgerEntry.objects.about(row).values_list("act", flat=True))


def test_numbers_count_up_within_agency_and_year(va, treasury, software, cora, tess):
    first = create_requisition(va, by=cora, title="One", track=software)
    second = create_requisition(va, by=cora, title="Two", track=software)
    other = create_requisition(treasury, by=tess, title="Three", track=software)
    assert [row.number[-3:] for row in (first, second, other)] == ["001", "002", "001"]
    assert (first.number[:3], other.number[:6], first.state) == ("VA-", "TREAS-", "draft")


def test_coordinator_of_the_department_writes_for_its_bureau(treasury, software, tess):
    bureau = agencies.agency("IRS", name="Internal Revenue Service", kind="bureau", parent=treasury)
    assert create_requisition(bureau, by=tess, title="For the bureau", track=software).agency == bureau


@pytest.mark.parametrize("who", ["hank", "theo", "tess", "pat", "ada"])
def test_nobody_else_creates(who, request, va, software):
    with pytest.raises(NotAllowed):
        create_requisition(va, by=request.getfixturevalue(who), title="No", track=software)
    assert not Requisition.objects.exists()


@pytest.mark.parametrize("who", ["hank", "theo", "tess", "pat", "ada"])
def test_nobody_else_saves_submits_or_cancels(who, request, draft):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        save_requisition(draft, by=by, lock_version=0, values={"title": "No"})
    with pytest.raises(NotAllowed):
        submit_requisition(draft, by=by)
    if who != "pat":  # OPM may cancel
        with pytest.raises(NotAllowed):
            cancel_requisition(draft, by=by, reason="No")
    draft.refresh_from_db()
    assert (draft.state, draft.lock_version) == ("draft", 0)


def test_agency_that_does_not_take_part_asks_for_nobody(va, software, cora):
    type(va).objects.update(is_participating=False)
    va.refresh_from_db()
    with pytest.raises(Refused, match="does not take part"):
        create_requisition(va, by=cora, title="No", track=software)


def test_saving_counts_versions_and_names_what_changed(draft, cora):
    python = programme.skill("java")
    save_requisition(
        draft,
        by=cora,
        lock_version=0,
        values={"title": "New", "project": draft.project},
        skills=[SkillNeed(python, 3, False)],
    )
    draft.refresh_from_db()
    entry = LedgerEntry.objects.about(draft).last()
    assert (draft.title, draft.lock_version) == ("New", 1)
    assert (entry.act, entry.data["fields"]) == ("edit", ["title", "skills"])
    assert list(draft.skills.values_list("skill__key", "level", "required")) == [("java", 3, False)]


def test_second_editor_is_told_and_overwrites_nothing(draft, cora):
    save_requisition(draft, by=cora, lock_version=0, values={"title": "Theirs"})
    with pytest.raises(Stale):
        save_requisition(draft, by=cora, lock_version=0, values={"title": "Mine"})
    draft.refresh_from_db()
    assert draft.title == "Theirs"


def test_skill_named_twice_is_refused_and_nothing_is_saved(draft, cora):
    skill = programme.skill("python")
    with pytest.raises(Refused, match="named twice"):
        save_requisition(
            draft,
            by=cora,
            lock_version=0,
            values={"title": "No"},
            skills=[SkillNeed(skill, 1, True), SkillNeed(skill, 2, True)],
        )
    draft.refresh_from_db()
    assert (draft.title, draft.skills.count()) != ("No", 0)
    assert draft.lock_version == 0


@pytest.mark.parametrize("state", ["submitted", "validated", "published", "suspended", "cancelled"])
def test_what_opm_has_cannot_be_changed(state, va, software, cora):
    row = agencies.requisition(va, software, state)
    with pytest.raises(WrongState):
        save_requisition(row, by=cora, lock_version=0, values={"title": "No"})


def test_empty_request_is_refused_with_every_gap_at_once(va, software, cora):
    row = create_requisition(va, by=cora, title="Bare", track=software)
    with pytest.raises(Incomplete) as refusal:
        submit_requisition(row, by=cora)
    assert [gap.field for gap in refusal.value.gaps] == [
        "project",
        "outcome",
        "skills",
        "grade",
        "duty_station",
        "start_from",
        "start_by",
        "supervisor_name",
        "supervisor_email",
        "contact_name",
        "contact_email",
    ]
    row.refresh_from_db()
    assert (row.state, acts_on(row)) == ("draft", ["start"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project", "  "),
        ("outcome", ""),
        ("grade", None),
        ("duty_station", None),
        ("start_from", None),
        ("start_by", None),
        ("supervisor_name", " "),
        ("supervisor_email", ""),
        ("contact_name", ""),
        ("contact_email", ""),
    ],
)
def test_each_gap_alone_refuses(field, value, va, software, cora):
    row = agencies.requisition(va, software, **{field: value})
    with pytest.raises(Incomplete) as refusal:
        submit_requisition(row, by=cora)
    assert [gap.field for gap in refusal.value.gaps] == [field]


def test_start_that_has_passed_is_a_gap(va, software, cora):
    day = agencies.timezone.localdate()
    row = agencies.requisition(va, software, start_from=day, start_by=day)
    with pytest.raises(Incomplete, match="latest start date has passed"):
        submit_requisition(row, by=cora)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_submitting_tells_managers_and_agency(state, va, software, cora, hank, theo, tess, pat, holly):
    row = agencies.requisition(va, software, state, created_by=cora)
    submit_requisition(row, by=cora)
    told = Notification.objects.filter(kind="requisition_submitted", channel="email")
    assert row.state == "submitted"
    assert {note.recipient for note in told} == {cora, hank, pat}
    assert set(told.values_list("link", flat=True)) == {f"/requisitions/{row.pk}/"}


def test_submitting_twice_is_refused(draft, cora):
    submit_requisition(draft, by=cora)
    with pytest.raises(WrongState):
        submit_requisition(draft, by=cora)


def test_cancelling_needs_a_reason(draft, cora):
    with pytest.raises(ReasonNeeded):
        cancel_requisition(draft, by=cora, reason=" ")


def test_opm_cancels_too(draft, pat):
    cancel_requisition(draft, by=pat, reason="The program of the agency has ended.")
    assert draft.state == "cancelled"


def test_cancelling_ends_its_open_seats(va, software, cora):
    row = agencies.requisition(va, software, "suspended", seats=2)
    seats = agencies.seats(row, "open", "open")
    cancel_requisition(row, by=cora, reason="The money is gone.")
    for seat in seats:
        seat.refresh_from_db()
    assert [seat.state for seat in seats] == ["cancelled", "cancelled"]


@pytest.mark.parametrize("state", ["matched", "offered", "filled"])
def test_nothing_is_cancelled_under_somebody(state, va, software, cora):
    row = agencies.requisition(va, software, "suspended", seats=2)
    agencies.seats(row, "open", state)
    with pytest.raises(Refused, match="1 person holds a seat"):
        cancel_requisition(row, by=cora, reason="No money.")
    row.refresh_from_db()
    assert row.state == "suspended"
    assert row.seats.filter(state="open").count() == 1
