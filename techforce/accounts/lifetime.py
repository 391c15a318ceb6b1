"""How long a session lives, its idle limit and its absolute one, and how long this one has left."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

# The idle limit moves with use, once a minute so that a read is not a write each time.
STEP = 60


@dataclass(frozen=True)
class Left:
    """Seconds until the session ends: unused, and, once that is near, in any case.

    The same on every page while the end is far: two people's pages must not differ by the second they were asked for.
    """

    unused: int
    at_most: int | None


def touch(request: HttpRequest, *, at_once: bool = False) -> None:
    """The session was used."""
    now = time.time()
    if at_once or now - request.session.get("seen_at", 0) > STEP:
        request.session["seen_at"] = now


def is_over(request: HttpRequest) -> bool:
    """Whether it has lived as long as any may."""
    return bool(
        time.time() - request.session.setdefault("born_at", time.time()) > settings.SESSION_ABSOLUTE_AGE
    )


def left(request: HttpRequest) -> Left:
    """What it has left, never told too long."""
    now = time.time()
    at_most = request.session.get("born_at", now) + settings.SESSION_ABSOLUTE_AGE - now
    is_near = at_most < 2 * settings.SESSION_COOKIE_AGE
    return Left(settings.SESSION_COOKIE_AGE - STEP, max(0, int(at_most)) if is_near else None)
