"""Say why something failed without repeating what people wrote."""

import traceback

from django.db import DatabaseError


def cause_of(error: BaseException) -> str:
    """Where it failed and with which error, for logs and for the person who has to mend it.

    A database error quotes the values of the row in its detail, so only its class and first line are kept.
    """
    frames = "".join(traceback.format_tb(error.__traceback__, limit=-8))
    return f"{frames}{short_cause(error)}"


def short_cause(error: BaseException) -> str:
    """The error in one line."""
    words = str(error)
    if isinstance(error, DatabaseError):
        words = words.partition("\n")[0]
    return f"{type(error).__name__}: {words}"
