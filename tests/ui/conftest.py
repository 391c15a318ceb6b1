"""The server and pages for the interface's own tests, and the font files that pages expect."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

from techforce.ui import fonts

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def font_files() -> list[Path]:
    """The two font files, built if they are missing."""
    return fonts.build(settings.VAR_DIR / "static" / "vendor" / "public-sans")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A web server without a database: the interface's own pages must not need one."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def open_page(chromium: Browser, server: str, font_files: list[Path]) -> Iterator[Open]:
    """`open_page("/staff/", width=390, scheme="dark")`; a console error, for example of the CSP, fails the test."""
    contexts, complaints = [], []

    def go(
        path: str,
        *,
        width: int = 1440,
        scheme: str = "light",
        forced: str = "none",
        script: bool = True,
        watch: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            forced_colors=forced,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        if watch:
            page.on(
                "console", lambda m: complaints.append(f"{path}: {m.text}") if m.type == "error" else None
            )
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.goto(f"{server}{path}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
