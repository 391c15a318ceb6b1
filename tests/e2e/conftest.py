"""A running system for each module of this folder, and people who come to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from techforce.ui import fonts
from tests.e2e.visitor import Visitor, Watch
from tests.support.servers import server_url
from tests.support.stack import Stack

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker and beat on a database and a Redis of their own, with the cast and an open cohort."""
    fonts.build(Path(settings.VAR_DIR) / "static" / "vendor" / "public-sans")
    system = Stack(tmp_path_factory.mktemp("stack"), server_url())
    try:
        system.start("-m", "tests.e2e.world")
        yield system
    finally:
        system.stop()


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[str, bool]]:
    """Kinds of pages that axe has seen: it looks at each once in a module."""
    return set()


@pytest.fixture
def arrive(chromium: Browser, stack: Stack, looked_at: set[tuple[str, bool]]) -> Iterator[Arrive]:
    """`arrive(size=PHONE)`: somebody at a browser. Any console error, blocked resource or axe finding fails the test."""
    watch, here = Watch(looked_at), []

    def come(**how: object) -> Visitor:
        here.append(Visitor(chromium, stack.url, watch, **how))  # type: ignore[arg-type]
        return here[-1]

    yield come
    for visitor in here:
        visitor.close()
    assert watch.problems == []
