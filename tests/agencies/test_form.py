"""The form of a requisition: drafts with holes, stale tabs, tampering."""

import pytest

from agencies.models import Requisition
from tests.factories import agencies, programme

pytestmark = pytest.mark.django_db
ROWS = {
    "skills-TOTAL_FORMS": "1",
    "skills-INITIAL_FORMS": "0",
    "skills-0-skill": "",
    "roles-TOTAL_FORMS": "0",
    "roles-INITIAL_FORMS": "0",
}


@pytest.fixture
def row(va, software, cora):
    return agencies.requisition(va, software, created_by=cora)


def typed(row, **changes):
    data = {
        "title": row.title,
        "project": row.project,
        "outcome": row.outcome,
        "track": str(row.track_id),
        "seat_count": "2",
        "grade": str(row.grade_id or ""),
        "duty_station": str(row.duty_station_id or ""),
        "clearance": "0",
        "unranked_policy": "excluded",
        "supervisor_name": row.supervisor_name,
        "supervisor_email": row.supervisor_email,
        "contact_name": row.contact_name,
        "contact_email": row.contact_email,
        "lock_version": str(row.lock_version),
        "shape": "single",
        "roles-TOTAL_FORMS": "0",
        "roles-INITIAL_FORMS": "0",
        "skills-TOTAL_FORMS": "1",
        "skills-INITIAL_FORMS": "0",
        "skills-0-skill": str(programme.skill("python").pk),
        "skills-0-level": "2",
        "skills-0-required": "1",
    }
    for name in ("start_from", "start_by"):
        day = getattr(row, name)
        data |= {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}
    return data | changes


def edit(row):
    return f"/requisitions/{row.pk}/edit/"


def test_title_and_track_are_enough_for_a_draft(va, software, cora, as_):
    data = {
        "agency": va.pk,
        "title": "Just an idea",
        "track": str(software.pk),
        "seat_count": "1",
        "clearance": "0",
    }
    response = as_(cora).post("/requisitions/new/", {**data, "unranked_policy": "excluded", **ROWS})
    made = Requisition.objects.get()
    assert (response.status_code, response.url) == (302, edit(made))
    assert (made.title, made.state, made.created_by) == ("Just an idea", "draft", cora)


def test_nobody_writes_for_another_agency(va, treasury, software, cora, as_):
    data = {
        "agency": treasury.pk,
        "title": "Not ours",
        "track": str(software.pk),
        "seat_count": "1",
        "clearance": "0",
    }
    response = as_(cora).post("/requisitions/new/", {**data, "unranked_policy": "excluded", **ROWS})
    assert response.status_code == 422
    assert not Requisition.objects.exists()


def test_fields_that_are_not_in_the_form_are_ignored(row, cora, tess, treasury, as_):
    data = typed(row, state="published", agency=treasury.pk, number="X-1", created_by=tess.pk)
    as_(cora).post(edit(row), data)
    after = Requisition.objects.get()
    assert (after.state, after.agency_id, after.number, after.created_by) == (
        "draft",
        row.agency_id,
        row.number,
        cora,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"seat_count": "0"},
        {"seat_count": "1000"},
        {"supervisor_email": "nobody"},
        {"track": "00000000-0000-0000-0000-000000000000"},
        {"clearance": "9"},
        {"start_by_year": "1999"},
        {"skills-0-skill": "999999"},
        {"skills-TOTAL_FORMS": "500"},
        {"start_from_day": "31", "start_from_month": "2", "start_from_year": "2030"},
    ],
)
def test_wrong_answer_is_named_and_nothing_is_saved(changes, row, cora, as_):
    response = as_(cora).post(edit(row), typed(row, project="Typed just now", **changes))
    assert response.status_code == 422
    assert "Typed just now" in response.content.decode()
    assert Requisition.objects.get().lock_version == 0


def test_skill_named_twice_is_named_at_its_row(row, cora, as_):
    skill = str(programme.skill("python").pk)
    data = typed(
        row,
        **{
            "skills-TOTAL_FORMS": "2",
            "skills-1-skill": skill,
            "skills-1-level": "1",
            "skills-1-required": "0",
        },
    )
    response = as_(cora).post(edit(row), data)
    assert response.status_code == 422
    assert 'href="#id_skills-1-skill"' in response.content.decode()


def test_stale_tab_keeps_the_text_and_shows_what_is_saved(row, cora, as_):
    client = as_(cora)
    assert client.post(edit(row), typed(row, title="Saved first")).status_code == 302
    response = client.post(edit(row), typed(row, title="Typed in the old tab"))
    html = response.content.decode()
    assert response.status_code == 409
    assert 'value="Typed in the old tab"' in html
    assert response.context["differing"] == [("Title", "Saved first")]
    assert Requisition.objects.get().title == "Saved first"


def test_stale_tab_shows_skills_that_somebody_else_saved(row, cora, as_):
    client = as_(cora)
    client.post(edit(row), typed(row, **{"skills-0-skill": str(programme.skill("java").pk)}))
    assert client.post(edit(row), typed(row)).context["differing"] == [("Skills", "Java")]


def test_stale_tab_saves_when_its_writer_insists(row, cora, as_):
    client = as_(cora)
    client.post(edit(row), typed(row, title="Saved first"))
    conflict = client.post(edit(row), typed(row, title="Mine"))
    version = conflict.context["form"]["lock_version"].value()
    assert client.post(edit(row), typed(row, title="Mine", lock_version=version)).status_code == 302
    assert Requisition.objects.get().title == "Mine"


@pytest.mark.parametrize("version", ["", "nonsense", "-1"])
def test_without_a_version_nothing_is_overwritten(version, row, cora, as_):
    response = as_(cora).post(edit(row), typed(row, title="Blind", lock_version=version))
    assert response.status_code in (409, 422)
    assert Requisition.objects.get().title == row.title


def test_save_and_submit_in_one_step(row, cora, as_):
    response = as_(cora).post(edit(row), typed(row, go="submit"))
    assert (response.status_code, response.url) == (302, f"/requisitions/{row.pk}/")
    assert Requisition.objects.get().state == "submitted"


def test_save_and_submit_with_holes_saves_and_names_each_field(row, cora, as_):
    data = typed(row, go="submit", outcome="", contact_email="", title="New title", **{"skills-0-skill": ""})
    response = as_(cora).post(edit(row), data)
    html = response.content.decode()
    after = Requisition.objects.get()
    assert (response.status_code, after.state, after.title) == (422, "draft", "New title")
    for target in ("id_outcome", "id_contact_email", "id_skills-0-skill"):
        assert f'href="#{target}"' in html
    assert response.context["form"]["lock_version"].value() == "1"


def test_returned_request_shows_the_comments_while_it_is_changed(va, software, cora, pat, as_):
    row = agencies.requisition(va, software, "submitted", created_by=cora)
    as_(pat).post(f"/requisitions/{row.pk}/comments/", {"reason": "Name the system."})
    assert "Name the system." in as_(cora).get(edit(row)).content.decode()


def test_what_opm_has_does_not_open_for_change(va, software, cora, as_):
    row = agencies.requisition(va, software, "submitted", created_by=cora)
    assert as_(cora).get(edit(row)).status_code == 409


def test_what_was_typed_is_kept_when_a_colleague_has_submitted_meanwhile(va, software, cora, as_):
    row = agencies.requisition(va, software, "submitted", created_by=cora)
    answer = as_(cora).post(edit(row), typed(row, project="An hour of typing."))
    assert answer.status_code == 409
    assert "An hour of typing." in answer.content.decode()
    assert "Nothing was saved." in answer.content.decode()


def test_markup_in_a_project_is_text(row, cora, as_):
    as_(cora).post(edit(row), typed(row, project="<script>alert(1)</script>"))
    assert "<script>alert" not in as_(cora).get(f"/requisitions/{row.pk}/").content.decode()
