"""Certificates: issued to qualified people, confirmed by them, browsed without names, ended by their date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.calendar import expire_entries
from placements.actions.certificate import confirm_availability, issue_certificate
from placements.models import Certificate, CertificateEntry
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import applicants, programme, reviewing
from tests.factories import placements as make

SECRETS = ("Quill", "ada@example.com", "202-555-0142", "Arlington")


def qualified(user, track, state="qualified"):
    """Somebody who passed the panel of a track."""
    application = applicants.application(user, track.cohort, track, state=state)
    reviewing.panel(application, track, "decided", passed=True)
    return application


def next_year():
    return timezone.localdate() + timedelta(days=365)


def issue(track, by, *applications, **values):
    return issue_certificate(
        track,
        by=by,
        applications=applications,
        **{"expires_on": next_year(), "authority": "Direct hire", **values},
    )


def test_issuing_certifies_everybody_and_lists_them(software, holly, ada, ben):
    people = [qualified(ada, software), qualified(ben, software)]
    certificate = issue(software, holly, *people)
    entries = CertificateEntry.objects.filter(certificate=certificate)
    assert {(row.application_id, row.state) for row in entries} == {(row.pk, "listed") for row in people}
    assert {row.application.state for row in entries.select_related("application")} == {"certified"}
    assert (certificate.authority, certificate.issued_by) == ("Direct hire", holly)


def test_issuing_is_one_act_on_the_record(software, holly, ada):
    certificate = issue(software, holly, qualified(ada, software))
    entry = LedgerEntry.objects.about(certificate).get()
    assert (entry.act, entry.actor, entry.actor_role) == ("issue_certificate", holly, "hr")
    assert entry.data == {"track": str(software.pk), "people": 1, "left_off": []}


def test_numbers_follow_each_other(software, holly, ada, ben):
    one, two = (
        issue(software, holly, qualified(ada, software)),
        issue(software, holly, qualified(ben, software)),
    )
    assert int(two.number[-4:]) == int(one.number[-4:]) + 1


def test_a_second_track_adds_an_entry_and_tells_the_person(software, cohort, holly, ada):
    data = programme.track(cohort, key="data-science")
    application = qualified(ada, software)
    reviewing.panel(application, data, "decided", passed=True)
    issue(software, holly, application)
    issue(data, holly, application)
    assert CertificateEntry.objects.filter(application=application).count() == 2
    told = Notification.objects.filter(
        recipient=ada, channel="inbox", kind__in=["application_certified", "entry_listed"]
    )
    assert sorted(told.values_list("kind", flat=True)) == ["application_certified", "entry_listed"]


def test_a_closed_track_becomes_certified_and_an_open_one_stays_open(software, cohort, holly, ada, ben):
    closed = programme.track(cohort, key="data-science", state="closed")
    issue(closed, holly, qualified(ada, closed))
    issue(software, holly, qualified(ben, software))
    closed.refresh_from_db()
    software.refresh_from_db()
    assert (closed.state, software.state) == ("certified", "open")


@pytest.mark.parametrize("who", ["pat", "cora", "ada", "rosa"])
def test_only_hr_issues(software, ben, who, request):
    with pytest.raises(NotAllowed):
        issue(software, request.getfixturevalue(who), qualified(ben, software))
    assert not Certificate.objects.exists()


def test_nobody_chosen_is_refused(software, holly):
    with pytest.raises(Refused, match="at least one"):
        issue(software, holly)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_certificate_that_would_expire_at_once_is_refused(software, holly, ada, days):
    with pytest.raises(Refused, match="after today"):
        issue(
            software, holly, qualified(ada, software), expires_on=timezone.localdate() + timedelta(days=days)
        )


def test_somebody_who_is_not_qualified_stops_the_whole_certificate(software, holly, ada, ben):
    waiting = applicants.application(ben, software.cohort, software, state="in_hurdles")
    good = qualified(ada, software)
    with pytest.raises(Refused, match="not qualified in this track any more"):
        issue(software, holly, good, waiting)
    good.refresh_from_db()
    assert (good.state, Certificate.objects.count()) == ("qualified", 0)


def test_somebody_qualified_in_another_track_only_is_refused(software, cohort, holly, ada):
    data = programme.track(cohort, key="data-science")
    with pytest.raises(Refused, match="not qualified in this track"):
        issue(data, holly, qualified(ada, software))


def test_nobody_is_on_two_certificates_of_one_track(software, holly, ada):
    application = qualified(ada, software)
    issue(software, holly, application)
    with pytest.raises(Refused, match="already on a certificate"):
        issue(software, holly, application)


# --- availability --------------------------------------------------------------------------------------


@pytest.fixture
def listed(software, holly, ada):
    return make.certified(ada, make.certificate(software, holly), state="listed")


def test_confirming_makes_somebody_available_and_tells_them(listed, ada):
    confirm_availability(listed, by=ada)
    assert listed.state == "available"
    assert Notification.objects.filter(kind="entry_available", recipient=ada, channel="email").count() == 1


def test_nobody_confirms_for_somebody_else(listed, ben):
    with pytest.raises(Refused, match="Only the person"):
        confirm_availability(listed, by=ben)


def test_confirming_twice_is_refused_clearly(listed, ada):
    confirm_availability(listed, by=ada)
    with pytest.raises(WrongState):
        confirm_availability(listed, by=ada)


def test_an_expired_certificate_cannot_be_confirmed(listed, ada):
    Certificate.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="expired"):
        confirm_availability(listed, by=ada)


def test_the_status_page_asks_and_the_button_answers(listed, ada, as_):
    client = as_(ada)
    assert "Say that you are available for Software engineering" in client.get("/status/").content.decode()
    response = client.post(reverse("placements:confirmation", args=[listed.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("placements:ranking"))
    listed.refresh_from_db()
    assert listed.state == "available"


def test_somebody_elses_entry_is_not_found(listed, ben, as_):
    assert as_(ben).post(reverse("placements:confirmation", args=[listed.pk])).status_code == 404


# --- the end -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("listed", "expired"),
        ("available", "expired"),
        ("reserve", "expired"),
        ("matched", "matched"),
        ("withdrawn", "withdrawn"),
    ],
)
def test_an_expired_certificate_ends_entries_that_hold_nothing(software, holly, ada, state, after):
    entry = make.certified(ada, make.certificate(software, holly), state=state)
    Certificate.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    expire_entries(timezone.now())
    expire_entries(timezone.now())
    entry.refresh_from_db()
    assert entry.state == after
    assert Notification.objects.filter(kind="entry_expired", channel="email").count() == (after == "expired")


def test_a_certificate_holds_through_its_last_day(listed):
    Certificate.objects.update(expires_on=timezone.localdate())
    assert expire_entries(timezone.now()) == 0


# --- pages ---------------------------------------------------------------------------------------------


def test_hr_issues_from_the_page(software, holly, ada, as_):
    application = qualified(ada, software)
    client = as_(holly)
    assert "Issue a certificate" in client.get(reverse("placements:certification")).content.decode()
    url = reverse("placements:issuing", args=[software.pk])
    page = client.get(url).content.decode()
    assert application.code in page
    assert not [secret for secret in SECRETS if secret in page]
    day = next_year()
    data = {"applications": [application.pk], "authority": "5 U.S.C. 3304"}
    date = {"expires_on_month": day.month, "expires_on_day": day.day, "expires_on_year": day.year}
    assert client.post(url, {**data, **date}).status_code == 302
    assert CertificateEntry.objects.get().application == application


def test_leaving_somebody_off_needs_a_reason_that_stays_on_the_ledger(software, holly, ada, ben, as_):
    chosen, left = qualified(ada, software), qualified(ben, software)
    url, day = reverse("placements:issuing", args=[software.pk]), next_year()
    data = {
        "applications": [chosen.pk],
        "authority": "5 U.S.C. 3304",
        "expires_on_month": day.month,
        "expires_on_day": day.day,
        "expires_on_year": day.year,
    }
    refused = as_(holly).post(url, data)
    assert "Say why somebody is left off" in refused.content.decode()
    assert Certificate.objects.count() == 0
    assert as_(holly).post(url, {**data, "left_off_reason": "Asked to wait"}).status_code == 302
    entry = LedgerEntry.objects.get(act="issue_certificate")
    assert (entry.reason, entry.data["left_off"]) == ("Asked to wait", [str(left.pk)])
    assert left.__class__.objects.get(pk=left.pk).state == "qualified"


def test_a_refused_certificate_keeps_what_was_typed(software, holly, ada, as_):
    application = qualified(ada, software)
    url = reverse("placements:issuing", args=[software.pk])
    response = as_(holly).post(url, {"applications": [application.pk], "authority": "5 U.S.C. 3304"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="5 U.S.C. 3304"' in page
    assert Certificate.objects.count() == 0


def test_agencies_find_people_by_skill_and_level(software, holly, cora, ada, ben, as_):
    certificate = make.certificate(software, holly)
    entry, other = make.certified(ada, certificate), make.certified(ben, certificate)
    other.application.skills.filter(skill__key="python").update(level=1)
    url = reverse("placements:certificate", args=[certificate.number])
    page = as_(cora).get(url, {"skill": "python", "level": 3}).content.decode()
    assert entry.application.code in page
    assert other.application.code not in page


@pytest.mark.parametrize("state", ["listed", "matched", "reserve", "expired", "withdrawn"])
def test_agencies_browse_only_people_who_are_available(software, holly, cora, ada, as_, state):
    entry = make.certified(ada, make.certificate(software, holly), state=state)
    page = as_(cora).get(reverse("placements:certificate", args=[entry.certificate.number])).content.decode()
    assert entry.application.code not in page


def test_the_evidence_is_the_work_without_the_person(software, holly, cora, ada, as_):
    entry = make.certified(
        ada, make.certificate(software, holly), work_story="I, Ada Quill, wrote ada@example.com."
    )
    applicants.version(entry.application)
    url = reverse("placements:person", args=[entry.certificate.number, entry.application.code])
    page = as_(cora).get(url).content.decode()
    assert "name removed" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_agencies_never_read_how_low_somebody_would_go(software, holly, cora, ada, as_):
    certificate = make.certificate(software, holly)
    entry = make.certified(ada, certificate, minimum_grade=programme.grade("GS-04"))
    applicants.version(entry.application)
    requisition = make.requisition(cora.agency_memberships.get().agency, software, cora)
    for url in (
        reverse("placements:certificate", args=[certificate.number]),
        reverse("placements:person", args=[certificate.number, entry.application.code]),
        reverse("placements:agency_ranking", args=[requisition.pk]),
    ):
        page = as_(cora).get(url).content.decode()
        assert entry.application.code in page
        assert "GS-04" not in page


def test_a_person_who_is_not_available_yet_is_not_found(listed, cora, as_):
    url = reverse("placements:person", args=[listed.certificate.number, listed.application.code])
    assert as_(cora).get(url).status_code == 404


@pytest.mark.parametrize("name", ["certificates", "certificate", "person"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("theo", 200), ("hank", 200), ("tess", 200), ("ada", 403), ("rosa", 403), ("holly", 403)],
)
def test_who_browses(software, holly, ben, name, who, status, request, as_):
    entry = make.certified(ben, make.certificate(software, holly))
    values = {
        "certificates": [],
        "certificate": [entry.certificate.number],
        "person": [entry.certificate.number, entry.application.code],
    }
    client = as_(request.getfixturevalue(who))
    assert client.get(reverse(f"placements:{name}", args=values[name])).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_takes_the_same_queries(
    software, holly, cora, as_, count, django_assert_num_queries
):
    certificate = make.certificate(software, holly)
    make.people_on(certificate, count)
    client = as_(cora)
    client.get("/")
    with django_assert_num_queries(12):
        client.get(reverse("placements:certificate", args=[certificate.number]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_certification_desk_takes_the_same_queries(
    software, holly, as_, count, django_assert_num_queries
):
    for _ in range(count):
        make.certificate(software, holly)
    client = as_(holly)
    client.get("/")
    with django_assert_num_queries(7):
        client.get(reverse("placements:certification"))
