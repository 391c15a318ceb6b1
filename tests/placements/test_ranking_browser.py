"""Ranking, running and reading a match in Chromium: by keyboard, without script, and under axe."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from placements.actions.match_run import create_match_run
from placements.models import RankList
from tests.factories import placements as make
from tests.support.runs import carried_out
from tests.support.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def browse(chromium, live_server) -> Callable:
    """`browse(user, path, width=390, script=False)`: the page as that person sees it."""
    opened = []

    def open_(user, path, *, width=1440, scheme="light", script=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        opened.append(context)
        value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.problems = []
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in opened:
        context.close()


def shown(page):
    return [row.inner_text() for row in page.locator(".rank__row b").all()]


@pytest.fixture
def work(market, va, software, cora):
    """Three requisitions in the list of `one`."""
    third = make.requisition(va, software, cora, title="Work of the third kind")
    make.ranked(market.one, market.va, market.treasury, third)
    return market.va, market.treasury, third


def test_a_list_is_ranked_by_keyboard_alone(market, work, browse):
    va, treasury, third = work
    page = browse(market.user("one"), "/ranking/")
    page.locator(f"#down-{va.pk}").focus()
    with page.expect_response(lambda answer: answer.url.endswith("/ranking/draft/")):
        page.keyboard.press("Enter")
    with page.expect_response(lambda answer: answer.url.endswith("/ranking/draft/")):
        page.keyboard.press("Alt+ArrowDown")
    assert shown(page) == [treasury.title, third.title, va.title]
    assert page.locator(".rank__said").inner_text() == f"{va.title} is now number 3 of 3"
    page.get_by_role("button", name="Certify this order").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your list is certified")
    assert RankList.objects.get(application=market.one.application).certified == [
        treasury.pk,
        third.pk,
        va.pk,
    ]
    assert page.problems == []


def test_certifying_waits_for_a_move_that_is_still_being_saved(market, work, browse):
    va, treasury, third = work
    page = browse(market.user("one"), "/ranking/")
    held = []
    page.route("**/ranking/draft/", lambda route: held.append(route))
    page.locator(f"#down-{va.pk}").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    page.get_by_role("button", name="Certify this order").click(no_wait_after=True)
    page.wait_for_timeout(200)
    [save] = held
    save.continue_()
    page.wait_for_selector("text=Your list is certified")
    row = RankList.objects.get(application=market.one.application)
    assert (row.certified, row.lock_version) == ([treasury.pk, va.pk, third.pk], 3)
    assert page.problems == []


def test_a_list_is_ranked_without_script_on_a_phone(market, work, browse):
    va, treasury, third = work
    page = browse(market.user("one"), "/ranking/", width=390, script=False)
    page.get_by_role("button", name=f"Move {third.title} up").click()
    page.get_by_role("button", name=f"Take {va.title} off the list").click()
    page.locator(f"[name=add][value='{va.pk}']").click()
    assert shown(page) == [third.title, treasury.title, va.title]
    page.get_by_role("link", name="Type numbers instead").click()
    page.get_by_label(f"Number for {va.title}").fill("1")
    page.get_by_role("button", name="Save in this order").click()
    page.get_by_role("button", name="Certify this order").click()
    certified = RankList.objects.get(application=market.one.application).certified
    assert certified == [
        third.pk,
        va.pk,
        treasury.pk,
    ]  # of two firsts, the one that stood higher stays higher


def test_a_row_is_dragged_to_its_place(market, work, browse):
    va, _, third = work
    page = browse(market.user("one"), "/ranking/")
    with page.expect_response(lambda answer: answer.url.endswith("/ranking/draft/")):
        page.locator(f"#r-{third.pk}").drag_to(page.locator(f"#r-{va.pk}"), target_position={"x": 40, "y": 4})
    assert shown(page)[0] == third.title
    page.reload()
    assert shown(page)[0] == third.title


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    market, work, cohort, cora, holly, pat, browse, width, scheme
):
    run = make.match_run(cohort, pat, state="failed", cause="The engine refused: a list names nobody.")
    pages = [
        (market.user("one"), reverse("placements:ranking")),
        (market.user("one"), reverse("placements:own_result")),
        (cora, reverse("placements:certificates")),
        (cora, reverse("placements:certificate", args=[market.certificate.number])),
        (cora, reverse("placements:person", args=[market.certificate.number, market.one.application.code])),
        (cora, reverse("placements:agency_ranking", args=[market.va.pk])),
        (cora, reverse("placements:agency_rank_file", args=[market.va.pk])),
        (cora, reverse("placements:requisition_result", args=[market.va.pk])),
        (holly, reverse("placements:certification")),
        (pat, reverse("placements:matches")),
        (pat, reverse("placements:match_run", args=[run.number])),
        (pat, reverse("placements:ranking_window", args=[cohort.slug])),
    ]
    for user, path in pages:
        page = browse(user, path, width=width, scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        assert (path, {one["id"]: [node["target"] for node in one["nodes"]] for one in found}) == (path, {})
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
        assert (path, page.problems) == (path, [])


def test_axe_finds_nothing_wide_and_bright_or_narrow_and_dark(
    closed, cohort, software, cora, sam, pat, browse, live_server
):
    run = carried_out(create_match_run(cohort, by=pat))
    number = run.number
    one = closed.user("one")
    by_person = {
        pat: [
            reverse("placements:match_trial", args=[number]),
            reverse("placements:match_comparison", args=[number, number]),
            reverse("placements:match_people", args=[number]),
            reverse("placements:override_proposal", args=[number]),
            reverse("placements:fit_weights", args=[software.pk]),
            reverse("placements:round_new", args=[cohort.slug]),
            reverse("placements:seat_caps", args=[cohort.slug]),
        ],
        sam: [reverse("placements:match_run", args=[number]), reverse("agencies:critical_claims")],
        cora: [
            reverse("placements:interviews", args=[closed.va.pk]),
            reverse("placements:pass_overs", args=[closed.va.pk]),
            reverse("placements:conduct_reporting"),
        ],
        one: [reverse("placements:own_preference"), reverse("public:fit"), reverse("public:verifications")],
    }
    for user, paths in by_person.items():
        page = browse(user, paths[0])
        for path in paths:
            page.goto(live_server.url + path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            for width, scheme in ((1440, "light"), (390, "dark")):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = Axe().run(page).response["violations"]
                assert (path, {one["id"]: [n["target"] for n in one["nodes"]] for one in found}) == (path, {})
                assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
            assert (path, page.problems) == (path, [])
