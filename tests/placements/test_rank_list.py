"""Ranked lists of both sides: what can be saved, what counts, and who can see it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.rank_list import certify_order, certify_rank_list, save_rank_list
from placements.actions.ranking_window import set_ranking_window
from placements.models import RankList
from placements.queries.ranking import list_of_candidate, list_of_requisition
from techforce.audit.models import LedgerEntry
from techforce.notifications.models import Notification
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from tests.factories import people, programme
from tests.factories import placements as make


@pytest.fixture
def entry(software, holly, ada):
    """Ada is available on the software certificate."""
    return make.certified(ada, make.certificate(software, holly))


@pytest.fixture
def work(va, treasury, software, cora, tess):
    """Two published requisitions."""
    return [make.requisition(va, software, cora), make.requisition(treasury, software, tess)]


def ids(*rows):
    return [row.pk for row in rows]


def test_saving_changes_nothing_that_counts(entry, work, ada):
    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    assert (saved.draft, saved.certified, saved.certified_at) == (ids(*work), [], None)


def test_certifying_makes_the_saved_order_count(entry, work, ada):
    certified = certify_order(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    assert (certified.certified, certified.certified_by) == (ids(*work), ada)
    recorded = LedgerEntry.objects.about(certified).get()
    assert (recorded.act, recorded.actor_role, recorded.data) == ("certify", "candidate", {"version": 2})


def test_a_list_can_be_certified_again(entry, work, ada):
    first = certify_order(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    saved = save_rank_list(first, ids(*reversed(work)), by=ada, lock_version=first.lock_version)
    assert saved.certified == ids(*work)
    assert certify_rank_list(saved, by=ada).certified == ids(*reversed(work))


def test_an_agency_ranks_people_of_its_track(entry, work, cora):
    certified = certify_order(list_of_requisition(work[0]), [entry.pk], by=cora, lock_version=0)
    assert certified.certified == [entry.pk]


def test_a_stale_tab_is_refused(entry, work, ada):
    rank_list = list_of_candidate(entry.application)
    saved = save_rank_list(rank_list, ids(*work), by=ada, lock_version=0)
    with pytest.raises(WrongState, match="another tab"):
        save_rank_list(saved, ids(work[0]), by=ada, lock_version=0)
    saved.refresh_from_db()
    assert saved.draft == ids(*work)


def test_two_first_saves_at_once_end_with_one_list(entry, work, ada):
    late = list_of_candidate(entry.application)
    save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    with pytest.raises(WrongState):
        save_rank_list(late, ids(work[0]), by=ada, lock_version=0)
    assert RankList.objects.get().draft == ids(*work)


def test_the_same_line_twice_is_refused(entry, work, ada):
    with pytest.raises(Refused, match="twice"):
        save_rank_list(list_of_candidate(entry.application), ids(work[0], work[0]), by=ada, lock_version=0)


def test_nothing_certified_is_refused(entry, work, ada):
    saved = save_rank_list(list_of_candidate(entry.application), [], by=ada, lock_version=0)
    with pytest.raises(Refused, match="at least one"):
        certify_rank_list(saved, by=ada)


@pytest.mark.parametrize("state", ["draft", "validated", "suspended", "filling"])
def test_only_published_requisitions_can_be_ranked(entry, va, software, cora, ada, state):
    hidden = make.requisition(va, software, cora, state=state)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_candidate(entry.application), [hidden.pk], by=ada, lock_version=0)


def test_a_requisition_of_another_track_cannot_be_ranked(entry, va, cohort, cora, ada):
    other = make.requisition(va, programme.track(cohort, key="data"), cora)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_candidate(entry.application), [other.pk], by=ada, lock_version=0)


def test_what_was_ranked_before_it_closed_may_stay_on_the_list(entry, work, ada, pat):
    from techforce.workflow.kernel import apply

    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    apply(work[0], "suspend", by=pat, reason="Money.")
    kept = save_rank_list(saved, ids(*reversed(work)), by=ada, lock_version=1)
    assert kept.draft == ids(*reversed(work))


@pytest.mark.parametrize("state", ["listed", "matched", "reserve", "withdrawn"])
def test_an_agency_cannot_rank_people_who_are_not_available(work, software, holly, ben, cora, state):
    absent = make.certified(ben, make.certificate(software, holly), state=state)
    with pytest.raises(Refused, match="can't be ranked"):
        save_rank_list(list_of_requisition(work[0]), [absent.pk], by=cora, lock_version=0)


def test_nobody_ranks_for_somebody_else(entry, work, ben):
    with pytest.raises(NotAllowed):
        save_rank_list(list_of_candidate(entry.application), ids(*work), by=ben, lock_version=0)


@pytest.mark.parametrize("who", ["theo", "hank", "tess", "pat", "holly"])
def test_only_a_coordinator_of_the_agency_ranks_for_it(entry, work, who, request):
    with pytest.raises(NotAllowed):
        save_rank_list(
            list_of_requisition(work[0]), [entry.pk], by=request.getfixturevalue(who), lock_version=0
        )


@pytest.mark.parametrize(("opens", "closes", "words"), [(1, 2, "not open yet"), (-2, -1, "Ranking closed")])
def test_lists_stand_still_outside_the_window(entry, work, ada, cohort, opens, closes, words):
    now = timezone.now()
    saved = save_rank_list(list_of_candidate(entry.application), ids(*work), by=ada, lock_version=0)
    Cohort.objects.update(
        ranking_opens_at=now + timedelta(days=opens), ranking_closes_at=now + timedelta(days=closes)
    )
    for act in (
        lambda: save_rank_list(saved, ids(work[0]), by=ada, lock_version=1),
        lambda: certify_rank_list(saved, by=ada),
    ):
        with pytest.raises(Refused, match=words):
            act()


# --- the window ----------------------------------------------------------------------------------------


def test_moving_the_window_is_on_the_record_and_told_to_everybody_who_ranks(
    entry, work, cohort, pat, ada, cora, tess
):
    opens, closes = cohort.ranking_opens_at, timezone.now() + timedelta(days=20)
    set_ranking_window(cohort, by=pat, opens_at=opens, closes_at=closes, reason="Two agencies were late.")
    cohort.refresh_from_db()
    assert cohort.ranking_closes_at == closes
    assert LedgerEntry.objects.about(cohort).filter(act="set_ranking_window").count() == 1
    told = Notification.objects.filter(kind="ranking_window_set", channel="email")
    assert set(told.values_list("recipient__email", flat=True)) == {ada.email, cora.email, tess.email}
    assert "Two agencies were late." in told[0].body


def test_the_window_needs_a_reason_the_right_and_some_length(cohort, pat, holly):
    now = timezone.now()
    with pytest.raises(ReasonNeeded):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=1), reason="")
    with pytest.raises(NotAllowed):
        set_ranking_window(cohort, by=holly, opens_at=now, closes_at=now + timedelta(days=1), reason="x")
    with pytest.raises(Refused, match="after it opens"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now, reason="x")


def test_the_window_cannot_be_opened_again_under_a_run(cohort, pat):
    now = timezone.now()
    run = make.match_run(cohort, pat, state="completed")
    with pytest.raises(Refused, match=f"Match run {run.number}"):
        set_ranking_window(cohort, by=pat, opens_at=now, closes_at=now + timedelta(days=1), reason="x")


# --- pages ---------------------------------------------------------------------------------------------


def post(client, name, *args, **data):
    return client.post(reverse(f"placements:{name}", args=args), data)


def order_on(response):
    return [
        uuid.UUID(found) for found in re.findall(r'name="order" value="([^"]+)"', response.content.decode())
    ]


def test_adding_moving_and_removing_by_plain_buttons(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    page = reverse("placements:ranking")
    post(client, "ranking_draft", lock_version=0, add=one.pk)
    post(client, "ranking_draft", lock_version=1, order=[one.pk], add=two.pk)
    assert order_on(client.get(page)) == ids(one, two)
    response = post(client, "ranking_draft", lock_version=2, order=ids(one, two), up=two.pk)
    assert (response.status_code, response["Location"]) == (302, f"{page}#r-{two.pk}")
    assert order_on(client.get(page)) == ids(two, one)
    post(client, "ranking_draft", lock_version=3, order=ids(two, one), down=two.pk)
    post(client, "ranking_draft", lock_version=4, order=ids(one, two), remove=one.pk)
    assert RankList.objects.get().draft == [two.pk]


def test_ranking_by_typed_numbers(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    post(client, "ranking_draft", lock_version=0, order=ids(one, two))
    numbers = {f"place-{one.pk}": "2", f"place-{two.pk}": "1"}
    post(client, "ranking_draft", lock_version=1, order=ids(one, two), numbers="on", **numbers)
    assert RankList.objects.get().draft == ids(two, one)


def test_a_number_that_is_none_keeps_the_list(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    response = post(
        client,
        "ranking_draft",
        lock_version=0,
        order=ids(one, two),
        numbers="on",
        **{f"place-{one.pk}": "first"},
    )
    assert response.status_code == 422
    assert "“first” is not a whole number" in response.content.decode()
    assert not RankList.objects.exists()


def test_certifying_what_stands_on_the_page(entry, work, ada, as_):
    client = as_(ada)
    response = post(client, "ranking_certification", lock_version=0, order=ids(*work))
    assert response.status_code == 302
    page = client.get(reverse("placements:ranking")).content.decode()
    assert "Same as on this page" in page
    assert RankList.objects.get().certified == ids(*work)


def test_a_stale_page_answers_409_and_keeps_the_order_that_was_posted(entry, work, ada, as_):
    client, (one, two) = as_(ada), work
    post(client, "ranking_draft", lock_version=0, order=ids(one, two))
    response = post(client, "ranking_draft", lock_version=0, order=ids(two, one))
    assert response.status_code == 409
    assert order_on(response) == ids(two, one)
    assert "another tab" in response.content.decode()
    assert RankList.objects.get().draft == ids(one, two)


def test_a_closed_window_answers_422_and_keeps_the_order_that_was_posted(entry, work, ada, as_, cohort):
    make.close_ranking(cohort)
    response = post(as_(ada), "ranking_certification", lock_version=0, order=ids(*work))
    assert (response.status_code, order_on(response)) == (422, ids(*work))
    assert not RankList.objects.exists()


@pytest.mark.parametrize("order", [["nonsense"], [str(uuid.uuid4())]])
def test_a_tampered_order_is_refused_with_words(entry, work, ada, as_, order):
    response = post(as_(ada), "ranking_draft", lock_version=0, order=order)
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()


def test_htmx_gets_only_the_state_and_the_new_version(entry, work, ada, as_):
    response = as_(ada).post(
        reverse("placements:ranking_draft"),
        {"lock_version": 0, "order": ids(*work)},
        headers={"HX-Request": "true"},
    )
    page = response.content.decode()
    assert page.startswith('<div id="rank-state"')
    assert 'name="lock_version" value="1"' in page


def test_facts_stand_before_the_ranking_and_deal_breakers_beside_it(entry, work, ada, as_):
    type(work[0]).objects.filter(pk=work[0].pk).update(clearance=3, duty_station=programme.station("denver"))
    page = as_(ada).get(reverse("placements:ranking")).content.decode()
    for words in (
        "Department of Veterans Affairs",
        "Denver, CO",
        "GS-13, pay not announced",
        "Top Secret",
        "Sol Vance",
        "Yes, 1 open seat",
    ):
        assert words in page
    assert page.count("Can’t lead to a match") == 1
    assert "It requires a higher clearance than you hold or are willing to get. Its place of work" in page


def test_somebody_without_an_available_entry_ranks_nothing(software, holly, ben, as_):
    make.certified(ben, make.certificate(software, holly), state="listed")
    page = as_(ben).get(reverse("placements:ranking")).content.decode()
    assert "Say that you are available for" in page
    assert post(as_(ben), "ranking_draft", lock_version=0).status_code == 302
    assert not RankList.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("theo", 403), ("hank", 403), ("tess", 404), ("holly", 403), ("pat", 403), ("ada", 403)],
)
def test_who_can_open_an_agency_list(entry, work, who, status, request, as_):
    client = as_(request.getfixturevalue(who))
    for name in ("agency_ranking", "agency_rank_file"):
        assert client.get(reverse(f"placements:{name}", args=[work[0].pk])).status_code == status
    for name in ("agency_ranking_draft", "agency_ranking_certification", "agency_rank_rejects"):
        assert post(client, name, work[0].pk, lock_version=0, order=[entry.pk]).status_code == status
    assert not RankList.objects.exists()


def test_the_agency_page_shows_codes_and_never_names(entry, work, cora, as_):
    page = as_(cora).get(reverse("placements:agency_ranking", args=[work[0].pk])).content.decode()
    assert entry.application.code in page
    for secret in ("Quill", "ada@example.com", "202-555-0142"):
        assert secret not in page
    assert "Do not ask anybody how they will rank you" in page
    assert "People whom you do not rank are not placed with you." in page


# --- files ---------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(software, holly):
    return make.people_on(make.certificate(software, holly), 3)


def test_a_file_is_tried_first_and_changes_nothing(crowd, work, cora, as_):
    one, two, three = (row.application.code for row in crowd)
    text = f"rank;note;code\n2;x;{one}\n1;x;{two.lower()}\nzwei;x;{three}\n3;x;A-NOBODY\n1;x;{three}\n"
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"text": text})
    page = response.content.decode()
    assert order_on(response) == ids(crowd[1], crowd[0])
    for cause in (
        "the rank is not a whole number",
        "nobody with this code",
        f"rank 1 is already taken by {two}",
    ):
        assert cause in page
    assert "2 people ranked, 3 lines left out" in page
    assert not RankList.objects.exists()


def test_a_tried_order_is_saved_in_a_second_step(crowd, work, cora, as_):
    client = as_(cora)
    post(client, "agency_ranking_draft", work[0].pk, lock_version=0, order=ids(crowd[1], crowd[0]))
    assert RankList.objects.get().draft == ids(crowd[1], crowd[0])


def test_rejected_lines_come_as_a_file_that_runs_no_formula(crowd, work, cora, as_):
    response = post(as_(cora), "agency_rank_rejects", work[0].pk, text="code,rank\n=cmd(),1\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response.content.decode()
        == 'line,cause,text\r\n2,nobody with this code can be ranked here,"\'=cmd(),1"\r\n'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file or paste"),
        ("a,b\n1,2\n", "must name a column"),
        ('code,rank\n"A-1,1\n', "not valid CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(crowd, work, cora, as_, text, words):
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"text": text})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_an_uploaded_file_in_another_encoding_is_refused_with_words(crowd, work, cora, as_):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("list.csv", "code,rank\nü,1".encode("utf-16"))
    response = as_(cora).post(reverse("placements:agency_rank_file", args=[work[0].pk]), {"file": upload})
    assert response.status_code == 422
    assert "not text in UTF-8" in response.content.decode()


# --- query counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_candidate_page_takes_the_same_queries(
    entry, va, software, cora, ada, as_, count, django_assert_num_queries
):
    for _ in range(count):
        make.requisition(va, software, cora)
    client = as_(ada)
    client.get("/")
    with django_assert_num_queries(15):
        client.get(reverse("placements:ranking"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_agency_page_takes_the_same_queries(
    work, software, holly, cora, as_, count, django_assert_num_queries
):
    make.people_on(make.certificate(software, holly), count)
    client = as_(cora)
    client.get("/")
    with django_assert_num_queries(18):
        client.get(reverse("placements:agency_ranking", args=[work[0].pk]))


# --- nobody sees the other side's lists ----------------------------------------------------------------


def test_no_page_of_another_role_tells_how_somebody_ranks(market, cohort, as_, request):
    """Two worlds that differ only in private lists look the same to everybody but the lists' owners."""
    cast = ["cora", "theo", "hank", "tess", "holly", "pat", "sam", "audrey", "ollie", "otto", "rosa", "ben"]
    users = {name: request.getfixturevalue(name) for name in cast}
    one = market.user("one")

    def look():
        seen = {}
        for name, user in {**users, "one": one}.items():
            for url in _pages(market):
                if name == "one" and url == reverse("placements:ranking"):
                    continue
                if name == "cora" and url.startswith(f"/requisitions/{market.va.pk}/ranking"):
                    continue
                response = as_(user).get(url)
                text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
                seen[name, url] = (response.status_code, text)
        return seen

    before = look()
    stamp = RankList.objects.get(application=market.one.application).certified_at
    for row, order in (
        (RankList.objects.filter(application=market.one.application), ids(market.treasury, market.va)),
        (RankList.objects.filter(requisition=market.va), ids(market.three, market.one, market.two)),
    ):
        row.update(draft=order, certified=order, certified_at=stamp, lock_version=7)
    assert look() == before


def _pages(market):
    req, code = market.va, market.one.application.code
    return [
        reverse("placements:ranking"),
        reverse("placements:own_result"),
        reverse("placements:certificates"),
        reverse("placements:certificate", args=[market.certificate.number]),
        reverse("placements:person", args=[market.certificate.number, code]),
        reverse("placements:agency_ranking", args=[req.pk]),
        reverse("placements:requisition_result", args=[req.pk]),
        reverse("placements:matches"),
        reverse("placements:certification"),
        reverse("agencies:requisition", args=[req.pk]),
        reverse("applicants:staff_application", args=[market.one.application.pk]),
        reverse("applicants:status"),
        reverse("notifications:inbox"),
        reverse("placements:board"),
    ]


@pytest.mark.parametrize("who", ["cora", "tess", "holly", "pat", "sam", "audrey", "otto", "ben"])
def test_rank_lists_are_visible_to_their_owners_alone(market, who, request):
    user = request.getfixturevalue(who)
    own = {"cora": {market.va.pk}, "tess": {market.treasury.pk}}.get(who, set())
    seen = RankList.objects.visible_to(user)
    assert {row.requisition_id for row in seen} == own


def test_a_candidate_sees_no_list_but_their_own(market):
    people.account("nobody@example.com", "No Body")
    assert RankList.objects.visible_to(market.user("one")).get().application == market.one.application
