"""Forgets what this test process keeps in the shared cache, and nothing of anybody else's."""

from django.core.cache import cache


def forget_own_keys() -> None:
    """Delete the keys under our own prefix. `cache.clear()` would empty the whole server, other processes' limits
    and the queues included."""
    client = cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]
    keys = list(client.scan_iter(match=f"{cache.key_prefix}:*", count=1000))
    if keys:
        client.delete(*keys)
