"""Every page there is, read from the URLconf itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from techforce.access.declaring import Declaration, declaration_of
from techforce.access.middleware import TRUSTED_MODULES


@dataclass(frozen=True)
class Url:
    """One pattern: its full name, its path as written, and what its view declares."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def declaration(self) -> Declaration | None:
        return declaration_of(self.view)

    @property
    def of_a_library(self) -> bool:
        """Pages of allauth and the admin carry their own rules; they are tested beside the table."""
        known = self.name.startswith("admin:") or self.view.__module__.startswith(TRUSTED_MODULES)
        return self.declaration is None and known


def every_url() -> list[Url]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def declared_urls() -> dict[str, Url]:
    """Our own pages by name. A name that two patterns share would hide one of them from the table."""
    found: dict[str, Url] = {}
    for url in every_url():
        if not url.of_a_library:
            assert url.name not in found, f"two pages are named {url.name}"
            found[url.name] = url
    return found


def _walk(patterns: Iterable[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[Url]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield Url(f"{namespace}{pattern.name}", f"{route}{pattern.pattern}", pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, f"{route}{pattern.pattern}", inner)
