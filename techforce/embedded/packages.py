"""Where the wheels with the servers are installed."""

from importlib.util import find_spec
from pathlib import Path


def package_folder(name: str) -> Path:
    """Return the folder of the installed package `name`; raises `RuntimeError` with the remedy if it is missing.

    Looked up, not imported: both packages do work on import (make folders, warn) that we have no use for.
    """
    found = find_spec(name)
    if found is None or found.origin is None:
        raise RuntimeError(f"The package {name} is not installed: run `make install`.")
    return Path(found.origin).parent
