"""Somebody at a browser: goes, follows, presses, chooses. Every page that comes up is watched and looked at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

DESKTOP, PHONE = (1280, 900), (390, 844)
PATIENCE_MS = 30_000
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]+-[A-Z0-9-]+")
STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


class Watch:
    """What went wrong on any page of a test, and which pages axe has looked at, in this test or before it."""

    def __init__(self, looked_at: set[tuple[str, bool]]) -> None:
        self.problems: list[str] = []
        self.looked_at = looked_at


class Visitor:
    """One person in one browser of their own."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        watch: Watch,
        *,
        size: tuple[int, int] = DESKTOP,
        script: bool = True,
    ) -> None:
        self.browser, self.site, self.watch, self.size = browser, site, watch, size
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=site,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.script = script
        self.expected: set[int] = set()
        self.page: Page = self.tab()

    def tab(self) -> Page:
        """Open another tab of the same browser, watched like the first."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.watch.problems.append(f"{page.url}: {error}"))
        return page

    def without_script(self) -> "Visitor":
        """The same person, signed in as they are, in a browser that runs no scripts."""
        other = Visitor(self.browser, self.site, self.watch, size=self.size, script=False)
        other.context.add_cookies(self.context.cookies())  # type: ignore[arg-type]
        return other

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.look()

    def follow(self, name: str | re.Pattern[str], within: str = "body") -> None:
        """Press a link."""
        self.click(self.page.locator(within).get_by_role("link", name=name).first)

    def press(self, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Press a button that sends a form."""
        self.click(self.page.get_by_role("button", name=name, exact=exact).first)

    def click(self, what: Locator) -> None:
        """Press something that leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def write(self, label: str | re.Pattern[str], words: str) -> None:
        """Fill in a text."""
        self.page.get_by_label(label, exact=isinstance(label, str)).first.fill(words)

    def pick(self, label: str | re.Pattern[str], option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=isinstance(label, str)).first.select_option(label=option)

    def choose(self, question: str | re.Pattern[str], answer: str) -> None:
        """Answer a question that has its answers below it."""
        self.group(question).get_by_label(re.compile(rf"^\s*{re.escape(answer)}")).first.check()

    def tick(self, label: str | re.Pattern[str]) -> None:
        """Check a box."""
        self.page.get_by_label(label).first.check()

    def date(self, question: str | re.Pattern[str], day: Any) -> None:
        """Give a day as month, day and year."""
        group = self.group(question)
        group.get_by_label("Month").select_option(str(day.month))
        group.get_by_label("Day").fill(str(day.day))
        group.get_by_label("Year").fill(str(day.year))

    def group(self, question: str | re.Pattern[str]) -> Locator:
        """The fieldset of a question."""
        return self.page.get_by_role("group", name=question).first

    @property
    def heading(self) -> str:
        """What the page is headed with."""
        return self.page.locator("h1").first.inner_text()

    @property
    def words(self) -> str:
        """Everything that can be read on the page."""
        return self.page.locator("body").inner_text()

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Wait until the page shows these words; fails with the page's own."""
        try:
            self.page.get_by_text(words).locator("visible=true").first.wait_for()
        except Exception as error:
            raise AssertionError(f"{words!r} is not on {self.page.url}:\n{self.words[:3000]}") from error

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Within, an answer with one of these statuses is what the person came for."""
        self.expected = set(statuses)
        yield
        self.page.wait_for_load_state()
        self.expected = set()

    def look(self) -> None:
        """Wait until the page is there and hold it against its width; have axe look at the first of its kind."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth") if self.script else 0
        if wide > self.size[0]:
            self.watch.problems.append(f"{self.page.url} scrolls sideways: {wide} px at {self.size[0]}")
        path = IDS.sub("*", self.page.url.removeprefix(self.site).split("?")[0])
        kind = (path, self.page.title().startswith("Error: "))
        if not self.script or kind in self.watch.looked_at:
            return
        self.watch.looked_at.add(kind)
        for found in Axe().run(self.page).response["violations"]:
            nodes = [node["target"] for node in found["nodes"]][:5]
            self.watch.problems.append(f"{self.page.url} at {self.size[0]}: {found['id']} {nodes}")

    def close(self) -> None:
        """Shut the browser."""
        self.context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = STATUS.match(message.text)
        if status and int(status[1]) in self.expected:
            return
        self.watch.problems.append(f"{message.location.get('url', '')}: {message.text}")
