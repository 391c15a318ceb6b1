"""Plugin: lets each worker begin with its share of the long tests, so that nobody is left with one at the end."""

from itertools import chain, groupby

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put modules of tests marked `slow` at the start of each worker's stretch; pytest-xdist gives each worker one."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    slow = [item for item in items if item.get_closest_marker("slow")]
    modules = [list(group) for _, group in groupby(slow, key=lambda item: item.path)]
    spread = [item for item in items if not item.get_closest_marker("slow")]
    for at in range(workers):
        start = at * len(items) // workers
        spread[start:start] = chain.from_iterable(modules[at::workers])
    items[:] = spread
