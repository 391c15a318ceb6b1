"""Partners: acts on the record, and a contact who sees nobody who applies."""

import re

import pytest
from django.urls import get_resolver

from agencies.models import AgencyMembership
from partners.actions import partner as acts
from partners.models import Partner, PartnerContact
from techforce.access.holding import forget, permissions_of
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import agencies, applicants, people
from tests.support.states import at_state

pytestmark = pytest.mark.django_db
# Everything by which the candidate of these tests could be known.
SENTINELS = ("Zephyrine", "Quarrelle", "zephyrine", "571-555-0199", "Oxbowville")


@pytest.fixture
def adobe(db):
    return at_state(Partner(name="Adobe", kind="company", sector="enterprise software"), "active")


@pytest.fixture
def parker(adobe):
    user = people.account("parker@adobe.example", "Parker Vale")
    acts.add_contact(adobe, by=None, name="Parker Vale", email=user.email, user=user)
    forget(user)
    return user


@pytest.fixture
def applicant(cohort, software):
    user = people.account("zephyrine@mail.example", "Zephyrine Quarrelle")
    applicants.candidate(user, phone="571-555-0199", city="Oxbowville")
    return applicants.application(user, cohort, software, "certified")


def test_contact_sees_its_own_record(parker, adobe, as_):
    other = at_state(Partner(name="Box", kind="company"), "active")
    acts.add_contact(other, by=None, name="Bea Lott", email="bea@box.example")
    html = as_(parker).get("/partner/").content.decode()
    assert "Adobe" in html
    assert "Parker Vale" in html
    assert "Bea Lott" not in html


def test_contact_of_a_suspended_partner_still_reads_it(parker, adobe, pat, as_):
    acts.suspend_partner(adobe, by=pat, reason="The agreement has lapsed.")
    assert "Suspended" in as_(parker).get("/partner/").content.decode()


def test_ended_partner_closes_the_door_at_once(parker, adobe, pat, as_):
    client = as_(parker)
    assert client.get("/partner/").status_code == 200
    acts.end_partner(adobe, by=pat, reason="The agreement has ended.")
    assert client.get("/partner/").status_code == 403


@pytest.mark.parametrize("who", ["ada", "cora", "holly", "pat"])
def test_nobody_else_has_that_page(who, request, adobe, as_):
    assert as_(request.getfixturevalue(who)).get("/partner/").status_code == 403


def test_contact_holds_one_right_beside_their_own_account(parker):
    assert permissions_of(parker) == {"partner.read", "signed_in"}


def paths_without_arguments():
    """Every address of the product that needs no id."""
    from django.urls import NoReverseMatch, reverse

    found = set()
    for app in (
        "public",
        "operations",
        "ui",
        "notifications",
        "applicants",
        "agencies",
        "partners",
        "placements",
    ):
        spaces = get_resolver().namespace_dict
        if app not in spaces:
            continue
        for name in spaces[app][1].reverse_dict:
            if isinstance(name, str):
                try:
                    found.add(reverse(f"{app}:{name}"))
                except NoReverseMatch:
                    continue
    return sorted(found)


def test_contact_sees_no_applicant_anywhere(parker, applicant, software, va, as_):
    agencies.published(software)
    client = as_(parker)
    paths = [*paths_without_arguments(), f"/applications/{applicant.pk}/", f"/status/{applicant.pk}/"]
    assert len(paths) > 20
    for path in paths:
        response = client.get(path)
        body = (
            b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
        )
        shown = re.sub(r"\s+", " ", body) + str(response.headers)
        assert [word for word in (*SENTINELS, applicant.code) if word in shown] == [], path


def test_page_costs_the_same_for_one_and_for_three(parker, adobe, as_, django_assert_num_queries):
    client = as_(parker)
    client.get("/messages/")  # the first request of a session also writes when it began
    for count in (1, 3):
        for number in range(count):
            acts.add_contact(adobe, by=None, name=f"Contact {count}{number}", email="c@adobe.example")
        with django_assert_num_queries(6):
            client.get("/partner/")


def test_only_programme_managers_act_on_partners(adobe, holly, cora, parker):
    for nobody in (holly, cora, parker):
        with pytest.raises(NotAllowed):
            acts.create_partner(by=nobody, name="New", kind="company")
        with pytest.raises(NotAllowed):
            acts.suspend_partner(adobe, by=nobody, reason="No")
        with pytest.raises(NotAllowed):
            acts.add_contact(adobe, by=nobody, name="No", email="no@example.com")
    assert Partner.objects.count() == 1


def test_way_of_a_partner(pat):
    partner = acts.create_partner(by=pat, name="New", kind="company", sector="cloud")
    with pytest.raises(WrongState):
        acts.activate_partner(partner, by=pat)
    acts.vet_partner(partner, by=pat)
    acts.activate_partner(partner, by=pat)
    with pytest.raises(ReasonNeeded):
        acts.suspend_partner(partner, by=pat, reason=" ")
    assert list(LedgerEntry.objects.about(partner).values_list("act", flat=True)) == [
        "start",
        "vet",
        "activate",
    ]


def test_ended_partner_takes_no_contact(adobe, pat):
    acts.end_partner(adobe, by=pat, reason="Over.")
    with pytest.raises(Refused, match="has ended"):
        acts.add_contact(adobe, by=pat, name="Late", email="late@example.com")


def test_agreement_ends_after_it_was_signed(adobe, pat):
    with pytest.raises(Refused, match="before it was signed"):
        acts.add_agreement(adobe, by=pat, title="Odd", signed_on="2027-01-02", ends_on="2027-01-01")


def operator():
    user = people.staff("root@ops.example", "Root Op", "operator")
    type(user).objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def test_admin_gives_memberships_by_the_act(va, ada, as_):
    data = {"user": ada.pk, "agency": va.pk, "role": "coordinator", "ends_at_0": "", "ends_at_1": ""}
    response = as_(operator()).post("/admin/agencies/agencymembership/add/", data)
    assert response.status_code == 302
    membership = AgencyMembership.objects.get(user=ada)
    assert LedgerEntry.objects.about(membership).get().act == "add_member"


def test_admin_starts_a_partner_as_a_prospect(pat, as_):
    type(pat).objects.filter(pk=pat.pk).update(is_staff=True, is_superuser=True)
    data = {"name": "New", "kind": "company", "sector": "cloud", "part": ""}
    assert as_(pat).post("/admin/partners/partner/add/", data).status_code == 302
    partner = Partner.objects.get(name="New")
    assert (partner.state, LedgerEntry.objects.about(partner).get().actor) == ("prospect", pat)


def test_admin_gives_contacts_by_the_act(adobe, ada, pat, as_):
    type(pat).objects.filter(pk=pat.pk).update(is_staff=True, is_superuser=True)
    data = {"partner": str(adobe.pk), "name": "Ada Quill", "email": ada.email, "user": ada.pk}
    assert as_(pat).post("/admin/partners/partnercontact/add/", data).status_code == 302
    contact = PartnerContact.objects.get()
    assert LedgerEntry.objects.about(contact).get().act == "add_contact"


def test_admin_suspends_and_ends_a_partner_on_the_record(adobe, pat, as_):
    pat.is_staff = pat.is_superuser = True
    pat.save()
    for action, state in (("suspend", "suspended"), ("end", "ended")):
        as_(pat).post("/admin/partners/partner/", {"action": action, "_selected_action": [str(adobe.pk)]})
        adobe.refresh_from_db()
        assert (adobe.state, adobe.ledger_entry.actor) == (state, pat)


def test_admin_notes_agreements_by_the_act(adobe, pat, as_):
    pat.is_staff = pat.is_superuser = True
    pat.save()
    data = {"partner": str(adobe.pk), "title": "Training", "signed_on": "2027-01-02", "ends_on": ""}
    assert as_(pat).post("/admin/partners/agreement/add/", data).status_code == 302
    assert LedgerEntry.objects.about(adobe.agreements.get()).get().act == "add_agreement"


def test_admin_moves_no_partner_for_somebody_without_the_right(adobe, as_):
    partner = at_state(Partner(name="New", kind="company"), "prospect")
    as_(operator()).post("/admin/partners/partner/", {"action": "vet", "_selected_action": [str(partner.pk)]})
    partner.refresh_from_db()
    assert partner.state == "prospect"
