"""Ask a page as a member of the cast, look at the answer, and undo whatever it did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test import Client

WRITES = ("insert", "update", "delete", "truncate")
# A session may be opened or its last use noted whatever the page is.
HOUSEKEEPING = ('"django_session"',)


@dataclass
class Answer:
    status: int
    location: str
    written: list[str] = field(default_factory=list)


def ask(client: Client, method: str, path: str) -> Answer:
    """One request without a body; what it wrote is noted and rolled back."""
    point = transaction.savepoint()
    with noting_writes() as written:
        response = client.generic(method, path, headers={"accept": "text/html"})
        if response.streaming:
            b"".join(response.streaming_content)  # a file that is sent stays open until it is read
    transaction.savepoint_rollback(point)
    return Answer(response.status_code, response.headers.get("Location", ""), written)


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """The statements that changed something."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().lower().startswith(WRITES) and not any(table in sql for table in HOUSEKEEPING):
            written.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written
