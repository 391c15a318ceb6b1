"""Plugin: one Chromium for all browser tests, and a loud word where there is none.

A test is a browser test when it uses the fixture `chromium`, itself or through another fixture.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

# The shell is Chromium without its window: the same engine for half of the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEFT_OUT = pytest.StashKey[int]()


def executable() -> str | None:
    """Return the path of the browser: the one that `CHROMIUM` names, else the first on PATH."""
    wanted = os.environ.get("CHROMIUM")
    return next((found for name in ([wanted] if wanted else NAMES) if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    if not executable():
        pytest.fail("There is no Chromium, so no page was looked at. Install it: apt-get install chromium")
    # Playwright's synchronous API keeps an event loop in this thread, which Django would otherwise refuse to work beside.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no browser; under CI=true they stay in, and fail."""
    if executable() or os.environ.get("CI") == "true":
        return
    browser_tests = [item for item in items if "chromium" in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if item not in browser_tests]
    config.hook.pytest_deselected(items=browser_tests)
    config.stash[LEFT_OUT] = len(browser_tests)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what did not run."""
    # With pytest-xdist only the workers collect; this process then knows that, not how many.
    left_out = config.stash.get(LEFT_OUT, 0)
    if executable() or not (left_out or config.pluginmanager.hasplugin("dsession")):
        return
    which = f"{left_out} BROWSER TESTS" if left_out else "THE BROWSER TESTS"
    terminalreporter.section(f"{which} DID NOT RUN: there is no Chromium", sep="!", red=True, bold=True)
    terminalreporter.line(
        "Install it (Debian, Ubuntu: apt-get install chromium) or name one: CHROMIUM=/path make test"
    )
