"""Teams in the match: all or the minimum, seats of the role, and what was missing when a team stays closed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.publishing import publish_match_run
from placements.models import MatchResult, MatchRun
from placements.snapshot_demand import role_rows
from techforce.workflow.kernel import apply
from tests.factories import agencies, applicants, programme
from tests.factories import placements as make
from tests.support.runs import carried_out, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(market, cohort, va, software, cora):
    """A team that everybody wants most: a lead who has strong SQL, and two engineers of whom one has to come."""
    row = make.requisition(va, software, cora, seats=3)
    agencies.role(row, "Lead", 1, 1, sql=3)
    agencies.role(row, "Engineer", 2, 1)
    for entry in market.people:
        make.ranked(entry, row, market.va, market.treasury)
    make.agency_ranked(row, cora, *market.people)
    make.close_ranking(cohort)
    return row


def leads(entry):
    """Bring this person's SQL up to what a lead needs."""
    entry.application.skills.filter(skill=programme.skill("sql")).update(level=3)


def published(run, pat, sam):
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(minutes=2))
    past = timezone.now() - timedelta(minutes=1)
    MatchRun.objects.filter(pk=run.pk).update(publish_at=past)
    run.refresh_from_db()
    publish_match_run(run)


def test_a_full_team_opens_and_everybody_gets_a_seat_of_their_role(team, market, cohort, pat, sam):
    leads(market.two)
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    assert set(placed(run).values()) == {team.number}
    published(run, pat, sam)
    found = MatchResult.objects.filter(run=run).select_related("role", "entry")
    assert {row.entry_id: row.role.name for row in found} == {
        market.one.pk: "Engineer",
        market.two.pk: "Lead",
        market.three.pk: "Engineer",
    }
    seat = {offer.entry_id: offer.seat.role.name for offer in run.offers.select_related("seat__role")}
    assert seat == {row.entry_id: row.role.name for row in found}


def test_a_team_without_its_lead_stays_closed_and_says_what_it_lacked(team, market, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    assert team.number not in placed(run).values()
    lead = str(team.roles.get(name="Lead").pk)
    first = MatchResult.objects.get(run=run, application=market.two.application).reasons[0]
    assert (first["code"], first["missing"]) == ("team_closed", {lead: 1})
    report = run.certificate["report"]
    assert report["open_by_cause"]["team_closed"] == 3
    assert report["by_requisition"][str(team.pk)]["roles"][lead]["missing"] == 1


def test_candidate_agency_and_staff_read_what_was_missing(team, market, cohort, pat, sam, cora, as_):
    run = carried_out(create_match_run(cohort, by=pat))
    page = as_(pat).get(f"/matches/{run.number}/").content.decode()
    assert "Teams that did not open" in page
    assert "Lead (1)" in page
    published(run, pat, sam)
    own = as_(market.user("two")).get("/result/").content.decode()
    assert "The team could not be filled to its minimum" in own
    assert "What was missing: Lead (1)." in own
    agency = as_(cora).get(f"/requisitions/{team.pk}/result/").content.decode()
    assert "What was missing: Lead (1)." in agency


def test_a_role_that_somebody_holds_asks_for_nobody_more(team, market, cohort):
    lead = team.seats.get(role__name="Lead")
    apply(lead, "match", by=None)
    rows = {row["id"]: row for row in role_rows([team.pk])[team.pk]}
    assert (rows[str(lead.role_id)]["seats"], rows[str(lead.role_id)]["minimum"]) == (0, 0)


def test_somebody_who_fits_no_role_reads_so_while_ranking(software, holly, ada, va, cora, cohort, as_):
    make.certified(ada, make.certificate(software, holly))
    row = make.requisition(va, software, cora, seats=1)
    agencies.role(row, "Lead", 1, 1, rust=4)
    page = as_(ada).get("/ranking/").content.decode()
    assert "Lead (1, needed)" in page
    assert "It requires a skill that is not among yours." in page or "None of its roles fits" in page
    assert applicants.Application.objects.count() == 1


def test_a_pin_to_a_team_that_stays_closed_is_released_and_says_so(team, market, cohort, pat, sam, as_):
    pin = make.pin(cohort, sam, market.user("one"), team.pk, "approved", decided_by=pat)
    page = reverse("placements:pin", args=[pin.pk])
    assert "What became of it" not in as_(pat).get(page).content.decode()
    run = carried_out(create_match_run(cohort, by=pat))
    assert run.cause == ""
    shown = as_(pat).get(page).content.decode()
    assert "Released" in shown
    assert f"match run {run.number}" in shown


def test_a_pin_to_a_team_that_opens_holds(team, market, cohort, pat, sam, as_):
    leads(market.two)
    pin = make.pin(cohort, sam, market.user("one"), team.pk, "approved", decided_by=pat)
    carried_out(create_match_run(cohort, by=pat))
    assert "Held" in as_(pat).get(reverse("placements:pin", args=[pin.pk])).content.decode()
