"""Let demo acts happen in the past, so that the history has a length."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside believes that it is `moment`.

    Demo people go through the product's own acts, and those ask Django for the time. `recorded_at` on the
    ledger still says when the row was really written.
    """
    with patch.object(timezone, "now", lambda: moment):
        yield
