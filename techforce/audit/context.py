"""Which request or task is acting now."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request or task under way; empty outside of both."""
    return _request_id.get()


@contextmanager
def acting(request_id: str) -> Iterator[None]:
    """Everything inside is recorded under this id."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


def new_request_id() -> str:
    """A fresh id. What a client sends is never used: it could forge another's."""
    return uuid.uuid4().hex
