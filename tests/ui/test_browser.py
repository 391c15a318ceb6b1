"""The interface in Chromium: accessible, steady in width, working by keyboard, enhanced by the scripts."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.ui.conftest import Open
from tests.ui.pages import LAYOUTS, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.ui.pages")]
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
)
LOOKED_AT = (
    "/ui/gallery/",
    *(f"/public/{name}/" for name in PUBLIC),
    *(f"/{name}/" for name in LAYOUTS),
    "/error/404/",
    "/error/500/",
)


def violations(page: object) -> dict[str, list[object]]:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    return {v["id"]: [node["target"] for node in v["nodes"]] for v in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_axe_finds_nothing_in_the_gallery(open_page: Open, width: int, scheme: str) -> None:
    assert violations(open_page("/ui/gallery/", width=width, scheme=scheme)) == {}


@pytest.mark.parametrize("path", LOOKED_AT[1:])
def test_axe_finds_nothing_on_pages(open_page: Open, path: str) -> None:
    assert violations(open_page(path, width=1440, scheme="light")) == {}
    assert violations(open_page(path, width=390, scheme="dark")) == {}


@pytest.mark.parametrize("path", LOOKED_AT)
def test_nothing_scrolls_sideways_at_320(open_page: Open, path: str) -> None:
    page = open_page(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }",
        SPACING,
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["/ui/gallery/", "/public/home/", "/candidate/", "/staff/"])
def test_targets_are_large_enough(open_page: Open, path: str) -> None:
    small = open_page(path, width=390).evaluate(
        """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, textarea, nav a, .btn')]
        .filter(e => e.offsetParent && !e.closest('label') && getComputedStyle(e).position !== 'absolute')
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 24)"""
    )

    assert small == []


def test_the_error_summary_has_focus_and_leads_to_the_fields_without_script(open_page: Open) -> None:
    page = open_page("/candidate/", script=False)
    page.locator("button:has-text('Save and continue')").click()

    assert page.title().startswith("Error: ")
    page.keyboard.press("Tab")
    assert page.locator(".errors a:focus").count() == 1
    for link in page.locator(".errors a").all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_selected_states_survive_forced_colours(open_page: Open) -> None:
    page = open_page("/ui/gallery/", forced="active")
    page.screenshot(path=str(screens() / "gallery-forced.png"), full_page=True)
    paint = "e => getComputedStyle(e).backgroundColor"

    chosen = page.locator(".choice:has(:checked)").first.evaluate(paint)
    other = page.locator(".choice:not(:has(:checked))").first.evaluate(paint)
    seat = page.locator(".seats i").first.evaluate(paint)

    assert chosen != other
    assert seat != page.locator("body").evaluate(paint)


def screens() -> Path:
    """Where looked-at pictures are kept; not part of the repository."""
    folder = Path(settings.VAR_DIR) / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_focused_control_is_not_hidden_by_a_sticky_bar(open_page: Open) -> None:
    page = open_page("/rubric/")
    for _ in range(14):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return false;
            const r = e.getBoundingClientRect(); const at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
            return !(at && (e === at || e.contains(at) || at.contains(e))); }"""
        )
        assert hidden is False


def test_words_are_counted_while_typing(open_page: Open) -> None:
    page = open_page("/candidate/")
    page.locator("#id_story").fill("one two  three")

    assert page.locator("#id_story_count").inner_text() == "3 words, 147 more needed"
    page.locator("#id_story").fill("word " * 260)
    assert page.locator("#id_story_count").inner_text() == "260 words, 10 too many"
    assert page.locator("#id_story_count + [aria-live]").inner_text() == "260 words, 10 too many"


def test_a_draft_saves_itself_and_warns_while_it_has_not(open_page: Open) -> None:
    page = open_page("/autosave/", watch=False)  # the lost connection below is a console error
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_response(lambda response: "autosave=1" in response.url):
        page.locator("#t").fill("County clerks were re-typing renewals")
    page.get_by_text("Saved at 11:59 PM Eastern").wait_for()

    page.goto(page.url)
    assert asked == []
    page.context.set_offline(True)
    page.locator("#t").press_sequentially("x")
    page.get_by_text("Not saved: no connection").wait_for()
    page.evaluate("location.reload()")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)


def test_a_chosen_file_says_its_size(open_page: Open) -> None:
    page = open_page("/candidate/")
    page.locator("#id_resume").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"x" * 4096}
    )

    assert page.locator(".filebox [role=status]").inner_text() == "cv.pdf, 4 KB"


def order(page: object) -> list[str]:
    return page.locator(".rank__what b").all_inner_texts()


def test_a_ranked_list_is_moved_by_buttons_keys_and_dragging(open_page: Open) -> None:
    page = open_page("/rank/")
    page.get_by_role("button", name="Move Claims down").click()
    assert order(page) == ["Fraud", "Claims", "Floods"]
    assert page.locator(".rank__said").inner_text() == "Claims is now number 2 of 3"

    page.keyboard.press("Alt+ArrowDown")
    assert order(page) == ["Fraud", "Floods", "Claims"]
    assert page.evaluate("document.activeElement.closest('.rank__row').innerText.includes('Claims')") is True

    page.locator(".rank__row", has_text="Claims").drag_to(
        page.locator(".rank__row", has_text="Fraud"), target_position={"x": 200, "y": 4}
    )
    assert order(page) == ["Claims", "Fraud", "Floods"]
    assert page.locator("input[name=order]").evaluate_all("all => all.map(e => e.value)") == [
        "Claims",
        "Fraud",
        "Floods",
    ]
    assert page.get_by_role("button", name="Move Claims up").is_disabled()


def test_a_ranked_list_works_without_script(open_page: Open) -> None:
    page = open_page("/rank/", script=False)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Move Claims down").click()

    assert "down=Claims" in sent.value.post_data


def test_review_keys_score_and_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/rubric/")
    page.keyboard.press("2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("3")
    assert page.locator("#c1_2").is_checked()
    assert (
        page.evaluate("[...document.querySelectorAll(':checked')].map(e => e.id)") == ["c1_2", "c3_3"]
        or page.locator("#c2_3").is_checked()
    )

    page.keyboard.press("n")
    page.keyboard.type("1 is not a score here")
    assert page.locator("textarea:focus").input_value() == "1 is not a score here"

    page.get_by_role("button", name="Shortcuts: on").click()
    page.keyboard.press("1")
    assert page.locator("[value='1']:checked").count() == 0


def test_the_theme_switch_works_without_script(open_page: Open) -> None:
    page = open_page("/public/about/", script=False)
    page.get_by_role("button", name="Dark").click()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/public/about/")
    assert (
        page.locator("body").evaluate("e => getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(8, 13, 34)"
    )
