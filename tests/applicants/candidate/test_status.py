"""Where it stands, what comes next, and what somebody can do about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.actions.application import answer_request, submit_application, withdraw_application
from applicants.models import Panel
from applicants.models.application import OPEN_STATES
from applicants.rules.stages import HAPPENED, expected_on
from applicants.signals import application_withdrawn
from applicants.status_panels import Panel as StatusPanel
from applicants.status_panels import status_panels
from applicants.workflow import APPLICATION
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Track
from techforce.ui.moments import eastern_words
from techforce.workflow import kernel
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from tests.factories import programme
from tests.factories.applicants import application
from tests.factories.people import staff
from tests.support.states import field_values

pytestmark = pytest.mark.django_db
WITHDRAWABLE = APPLICATION.transition("withdraw").sources


@pytest.mark.parametrize("state", [state.key for state in APPLICATION.states])
def test_each_stage_says_what_it_means_and_who_is_next(as_, ada, cohort, software, state):
    application(ada, cohort, software, state=state)
    page = as_(ada).get("/status/")
    stage = APPLICATION.state(state)
    assert page.status_code == 200
    assert f"<h1>{stage.public}</h1>" in page.text
    assert stage.meaning in page.text
    assert stage.next in page.text


def test_every_act_has_plain_words():
    others = {"start", "prove_same_person", "take_in"}
    assert {move.name for move in APPLICATION.transitions} | others == set(HAPPENED)


def test_without_an_application_it_leads_to_the_start(as_, ada):
    page = as_(ada).get("/status/")
    assert 'href="/apply/"' in page.text


def test_history_is_told_from_the_ledger(as_, ada, cohort, software):
    sent = submit_application(application(ada, cohort, software), by=ada)
    kernel.apply(sent, "screen", by=None)
    page = as_(ada).get("/status/").text
    assert page.index("The eligibility check began") < page.index("We received your application")


def test_expected_day_follows_the_stage(as_, ada, cohort, software, settings):
    waiting = application(ada, cohort, software, state="screening")
    due = timezone.localdate(waiting.state_since) + timedelta(days=settings.STAGE_DAYS["screening"])
    assert (
        f'Expected by <time datetime="{due.isoformat()}">{eastern_words(due, "date")}'
        in as_(ada).get("/status/").text
    )


def test_who_waits_for_a_window_waits_from_its_end(cohort, settings):
    track = programme.track(cohort, rolling_intake=False)
    closes = timezone.localdate(track.closes_at)
    days = timedelta(days=settings.STAGE_DAYS["submitted"])
    assert expected_on("submitted", timezone.now(), [track]) == closes + days


@pytest.mark.parametrize("state", ["draft", "action_needed", "certified", "withdrawn"])
def test_no_day_is_promised_for_the_candidates_own_move(software, state):
    assert expected_on(state, timezone.now(), [software]) is None


def test_older_applications_are_listed(as_, ada, cohort, software):
    older = programme.cohort(name="Cohort 0", slug="cohort-0")
    application(ada, older, state="withdrawn")
    application(ada, cohort, software)
    page = as_(ada).get("/status/").text
    assert page.index("<h1>Draft</h1>") < page.index("Earlier applications") < page.index("Cohort 0")


@pytest.fixture
def confirming():
    """An app above that has something to do for those on the list."""

    @status_panels.register
    def confirm(user, application):
        title = "Confirm that you are available"
        return (
            StatusPanel("components/page_head.html", {"title": title})
            if application.state == "certified"
            else None
        )

    yield
    status_panels.remove(confirm)


@pytest.mark.usefixtures("confirming")
@pytest.mark.parametrize(("state", "shown"), [("certified", 1), ("draft", 0)])
def test_apps_above_add_panels(as_, ada, cohort, software, state, shown):
    application(ada, cohort, software, state=state)
    assert (
        as_(ada).get("/status/").text.count('<h1 id="page-title">Confirm that you are available</h1>')
        == shown
    )


@pytest.mark.parametrize("state", WITHDRAWABLE)
def test_withdrawing_from_every_open_state(as_, ada, cohort, software, state):
    mine = application(ada, cohort, software, state=state)
    client = as_(ada)
    assert f'href="/apply/{mine.pk}/withdrawal/"' in client.get("/status/").text
    assert "This cannot be undone." in client.get(f"/apply/{mine.pk}/withdrawal/").text
    answer = client.post(f"/apply/{mine.pk}/withdrawal/", {"reason": "I took another job"}, follow=True)
    assert "You have withdrawn." in answer.text
    assert field_values(mine, "state")["state"] == "withdrawn"
    assert LedgerEntry.objects.about(mine).get(act="withdraw").reason == "I took another job"
    assert Notification.objects.filter(recipient=ada, kind="application_withdrawn").count() == 2


def test_every_open_state_can_be_withdrawn():
    assert set(WITHDRAWABLE) == set(OPEN_STATES)


@pytest.mark.parametrize("state", ["ineligible", "not_qualified", "lapsed", "withdrawn", "merged"])
def test_what_has_ended_is_not_withdrawn(as_, ada, cohort, software, state):
    ended = application(ada, cohort, software, state=state)
    client = as_(ada)
    assert client.get(f"/apply/{ended.pk}/withdrawal/").url == "/status/"
    answer = client.post(f"/apply/{ended.pk}/withdrawal/", {})
    assert answer.status_code == 409
    assert field_values(ended, "state")["state"] == state


def test_a_reason_off_the_list_is_refused(as_, ada, cohort, software):
    mine = application(ada, cohort, software)
    answer = as_(ada).post(f"/apply/{mine.pk}/withdrawal/", {"reason": "because of my manager"})
    assert answer.status_code == 422
    assert field_values(mine, "state")["state"] == "draft"


def test_others_hear_of_it_inside_the_transaction(ada, cohort, software):
    mine = application(ada, cohort, software, state="certified")

    def refuse(sender, application, by, **kwargs):
        raise Refused("Something above could not be freed.")

    application_withdrawn.connect(refuse)
    try:
        with pytest.raises(Refused):
            withdraw_application(mine, by=ada)
    finally:
        application_withdrawn.disconnect(refuse)
    assert field_values(mine, "state")["state"] == "certified"


def test_nobody_withdraws_for_somebody_else(ada, ben, cohort, software):
    with pytest.raises(NotAllowed):
        withdraw_application(application(ada, cohort, software), by=ben)
    assert not Panel.objects.exists()


def asked(ada, cohort, software):
    mine = application(ada, cohort, software, state="screening")
    holly = staff("hr@opm.example", "Hr Person", "hr")
    due = timezone.now() + timedelta(days=7)
    kernel.apply(mine, "ask", by=holly, reason="Which degree?\nWhich year?", changes={"action_due_at": due})
    return mine


def test_the_letter_is_on_the_page_with_its_date(as_, ada, cohort, software):
    mine = asked(ada, cohort, software)
    page = as_(ada).get("/status/").text
    assert "Which degree?" in page
    assert f'href="/apply/{mine.pk}/answer/"' in page
    assert "Answer by" in page


def test_answering_sends_the_check_on(as_, ada, cohort, software):
    mine = asked(ada, cohort, software)
    answer = as_(ada).post(f"/apply/{mine.pk}/answer/", {"answer": "None.\n2019."}, follow=True)
    assert "We have your answer." in answer.text
    kept = field_values(mine, "state", "action_answer", "action_due_at")
    assert kept == {"state": "screening", "action_answer": "None.\n2019.", "action_due_at": None}
    assert (
        Notification.objects.filter(recipient=ada, kind="application_answered", channel="email").count() == 1
    )
    assert not LedgerEntry.objects.filter(data__icontains="2019").exists()


def test_an_empty_answer_is_refused(as_, ada, cohort, software):
    mine = asked(ada, cohort, software)
    answer = as_(ada).post(f"/apply/{mine.pk}/answer/", {"answer": " \n "})
    assert answer.status_code == 422
    assert field_values(mine, "state")["state"] == "action_needed"
    with pytest.raises(Refused):
        answer_request(mine, by=ada, answer=" ")


def test_a_late_answer_keeps_what_was_typed(as_, ada, cohort, software):
    mine = application(ada, cohort, software, state="screening")
    answer = as_(ada).post(f"/apply/{mine.pk}/answer/", {"answer": "My late answer"})
    assert answer.status_code == 409
    assert "My late answer" in answer.text
    assert field_values(mine, "action_answer")["action_answer"] == ""


def test_nobody_answers_for_somebody_else(ada, ben, cohort, software):
    with pytest.raises(NotAllowed):
        answer_request(asked(ada, cohort, software), by=ben, answer="Mine")


def test_reopening_from_the_page(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    client = as_(ada)
    assert "Change my answers" in client.get("/status/").text
    answer = client.post(f"/apply/{sent.pk}/reopening/", follow=True)
    assert "Your application is open for changes." in answer.text
    assert field_values(sent, "state")["state"] == "draft"


def test_reopening_is_not_offered_after_the_window(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    Track.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    client = as_(ada)
    assert "Change my answers" not in client.get("/status/").text
    answer = client.post(f"/apply/{sent.pk}/reopening/")
    assert answer.status_code == 422
    assert "closed on" in answer.text


def test_optional_consents_are_taken_back_on_the_record(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    client = as_(ada)
    client.post(f"/apply/{sent.pk}/consents/", {"later_cohorts": "on", "partner_events": "on", "privacy": ""})
    client.post(f"/apply/{sent.pk}/consents/", {"later_cohorts": "on"})
    given = set(sent.consents.filter(revoked_at=None).values_list("kind", flat=True))
    assert given == {"true_statement", "privacy", "later_cohorts"}
    assert (
        LedgerEntry.objects.about(sent).filter(act="revoke_consent", data={"kind": "partner_events"}).exists()
    )


def test_the_receipt_shows_what_was_sent(as_, ada, cohort, software):
    sent = application(ada, cohort, software, state="submitted")
    page = as_(ada).get(f"/apply/{sent.pk}/receipt/").text
    assert sent.receipt_number in page
    assert sent.versions.get().digest in page


def test_a_draft_has_no_receipt(as_, ada, cohort, software):
    draft = application(ada, cohort, software)
    assert as_(ada).get(f"/apply/{draft.pk}/receipt/").status_code == 404


def test_wrong_state_is_told_by_the_act(ada, cohort, software):
    with pytest.raises(WrongState):
        answer_request(application(ada, cohort, software), by=ada, answer="Too early")
