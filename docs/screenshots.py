"""Take the pictures of the README from a running system with demo data.

Without an argument a system is started for the purpose, filled with the small demo, and taken away again:
`python docs/screenshots.py [http://127.0.0.1:8000]`.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from techforce import embedded  # noqa: E402
from techforce.ui import fonts  # noqa: E402
from tests.support.browser import FLAGS, executable  # noqa: E402
from tests.support.stack import Stack  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
DESK, PHONE = (1280, 860), (390, 844)
WAITS = 30
LARGEST_BYTES = 200_000
FEWEST_COLORS = 32


def stay(page: Page) -> None:
    """The page is right as it is."""


def send_empty(page: Page) -> None:
    """Begin an application and send its first step without answers."""
    start = page.get_by_role("button", name="Start your application")
    (start if start.count() else page.get_by_role("link", name="Go on with your draft")).first.click()
    page.get_by_label("Given name").fill("Ada")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("alert").wait_for()


def take_review(page: Page) -> None:
    """Take the next application from the queue and give the first scores."""
    page.get_by_role("button", name="Take the next one").click()
    for scale in page.locator("fieldset.crit .scale").all()[:2]:
        scale.locator("label").nth(3).click()


def open_result(page: Page) -> None:
    """Go through the requests until one has a published result."""
    links = page.locator("table th a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in links:
        page.goto(link)
        found = page.get_by_role("link", name="See the result")
        if found.count():
            found.first.click()
            return
    raise SystemExit("No request of this agency has a published result: there is nothing to show.")


def add_choices(page: Page) -> None:
    """Put requests on the list until it has three, or there are no more."""
    more = page.get_by_role("button", name="Add to my list")
    while more.count() and page.locator(".rank__row").count() < 3:
        more.first.click()
        page.wait_for_load_state()
    page.goto("/ranking/")


def open_newest_run(page: Page) -> None:
    """Open the first run of the list."""
    page.locator("table th a").first.click()


def change_seats(page: Page) -> None:
    """Give the first request of a trial one seat more than it had."""
    seats = page.locator(".trial td input").first
    seats.fill(str(int(seats.input_value()) + 1))


def compare_runs(page: Page) -> None:
    """Withdraw the last request, run that, wait for it, and put both runs side by side."""
    page.locator(".trial td input[type=checkbox]").last.check()
    page.get_by_role("button", name="Run it as a dry run").click()
    compare = page.get_by_role("link", name="Compare them")
    for _ in range(WAITS):
        if compare.count():
            break
        page.wait_for_timeout(2000)
        page.reload()
    compare.click()


def open_narrowing(page: Page) -> None:
    """Go through the requests until one has people whom its agency can rank."""
    links = page.locator("table th a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in links:
        page.goto(f"{link}ranking/")
        if page.locator(".sift").count() and page.locator(".fit--score").count():
            page.locator("#sift-h").evaluate("heading => heading.scrollIntoView()")
            return
    raise SystemExit("No request of this agency has people to rank: there is nothing to show.")


@dataclass(frozen=True)
class Shot:
    """One picture: who stands where, and what they do first. `who` is a name of the demo cast, empty for a visitor."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] = stay
    size: tuple[int, int] = DESK
    scheme: str = "light"


SHOTS = (
    Shot("home", "", "/"),
    Shot("home-dark", "", "/", scheme="dark"),
    Shot("home-phone", "", "/", size=PHONE),
    Shot("apply", "Ada Quill", "/apply/", send_empty),
    Shot("apply-phone", "Ada Quill", "/apply/", send_empty, PHONE),
    Shot("status", "Dana Whitlow", "/status/"),
    Shot("status-phone", "Dana Whitlow", "/status/", size=PHONE),
    Shot("review", "Rosa Okafor", "/reviews/", take_review),
    Shot("ranking", "Ben Osei", "/ranking/", add_choices),
    Shot("ranking-phone", "Ben Osei", "/ranking/", add_choices, PHONE),
    Shot("result", "Cora Diaz", "/requisitions/?view=all", open_result),
    Shot("match", "Pat Moss", "/matches/", open_newest_run),
    Shot("match-dark", "Pat Moss", "/matches/", open_newest_run, scheme="dark"),
    Shot("trial", "Pat Moss", "/matches/1/trial/", change_seats),
    Shot("compare", "Pat Moss", "/matches/1/trial/", compare_runs),
    Shot("fit", "Cora Diaz", "/requisitions/?view=all", open_narrowing),
    Shot("own-result", "Dana Whitlow", "/result/"),
    Shot("own-result-phone", "Dana Whitlow", "/result/", size=PHONE),
    Shot("verify", "", "/verify/1/"),
    Shot("board", "Pat Moss", "/board/"),
)


def main() -> None:
    """Take every picture and say which."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, system() as site:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        for shot in SHOTS:
            path = FOLDER / f"{shot.name}.png"
            path.write_bytes(small(take(browser, site, shot)))
            print(f"  {path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} KB", flush=True)
        browser.close()


@contextmanager
def system() -> Iterator[str]:
    """The address of the system that was named, or of one that lives as long as this block."""
    if len(sys.argv) > 1:
        yield sys.argv[1].rstrip("/")
        return
    fonts.build(ROOT / "var" / "static" / "vendor" / "public-sans")
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded.running(ROOT / "var" / "test", durable=False) as servers,
    ):
        stack = Stack(Path(folder), servers["DATABASE_URL"])
        try:
            print("  Starting a system and filling it with the small demo …", flush=True)
            stack.start("manage.py", "seed_demo", "--scale", "small")
            yield stack.url
        finally:
            stack.stop()


def take(browser: Browser, site: str, shot: Shot) -> bytes:
    """Go there as that person and return the picture."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme=shot.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.who:
        page.goto("/demo/")
        page.get_by_role("button", name=f"Sign in as {shot.who}").click()
    page.goto(shot.path)
    shot.act(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = page.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> bytes:
    """The same picture with as many colors as fit into the size that a README page can bear."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    colors = 256
    while True:
        file = io.BytesIO()
        whole.quantize(colors, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if len(file.getvalue()) < LARGEST_BYTES or colors <= FEWEST_COLORS:
            return file.getvalue()
        colors //= 2


if __name__ == "__main__":
    main()
