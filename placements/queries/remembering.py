"""Keep what a query found for some seconds: in the shared cache, or in this process while the cache is away."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
T = TypeVar("T")
QUIET_SECONDS = 5.0
MISSING = object()
_memory: dict[str, tuple[float, Any]] = {}
_quiet_until = 0.0


def remembered(key: str, seconds: int, compute: Callable[[], T]) -> T:
    """What `compute` gave at most `seconds` ago. A cache that is away costs one attempt every few seconds.

    Only for numbers that everybody may see: the key says nothing about who asks.
    """
    if time.monotonic() < _quiet_until:
        return _from_memory(key, seconds, compute)
    try:
        found = cache.get(key, MISSING)
        if found is not MISSING:
            return found
        value = compute()
        _memory[key] = (time.monotonic() + seconds, value)  # for the moment in which the cache goes away
        cache.set(key, value, seconds)
    except (RedisError, OSError) as error:
        _be_quiet(error)
        return _from_memory(key, seconds, compute)
    return value


def kept(key: str, seconds: int, compute: Callable[[], T]) -> T:
    """What `compute` gave under this key, from the shared cache; computed anew while the cache is away.

    For keys that name everything the value depends on. Who may see it is settled before this is asked.
    """
    if time.monotonic() < _quiet_until:
        return compute()
    try:
        found = cache.get(key, MISSING)
    except (RedisError, OSError) as error:
        _be_quiet(error)
        return compute()
    if found is not MISSING:
        return found
    value = compute()
    try:
        cache.set(key, value, seconds)
    except (RedisError, OSError) as error:
        _be_quiet(error)
    return value


def _from_memory(key: str, seconds: int, compute: Callable[[], T]) -> T:
    now = time.monotonic()
    until, value = _memory.get(key, (0.0, None))
    if now >= until:
        value = compute()
        _memory[key] = (now + seconds, value)
    return value


def _be_quiet(error: Exception) -> None:
    global _quiet_until
    _quiet_until = time.monotonic() + QUIET_SECONDS
    log.warning("cache away, numbers come from the database: %s", type(error).__name__)


def forget_all() -> None:
    """Forget what this process keeps, and try the shared cache again."""
    global _quiet_until
    _quiet_until = 0.0
    _memory.clear()
