"""What apps above this one know about whom a reviewer speaks for, as names of organizations."""

from collections.abc import Callable, Collection, Iterable

# From ids of reviewers to (id, name of an organization they speak for or came from).
Source = Callable[[Collection[int]], Iterable[tuple[int, str]]]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add where to look; asked in one go for all reviewers in question."""
    if source not in _sources:
        _sources.append(source)
    return source


def spoken_for(reviewers: Collection[int]) -> list[tuple[int, str]]:
    """Every (reviewer, organization) that any of the sources knows."""
    return [pair for source in _sources for pair in source(reviewers)]
