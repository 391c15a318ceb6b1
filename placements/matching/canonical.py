"""Canonical JSON and its SHA-256: one byte string for one meaning, on every platform and Python version."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def encode(data: Any) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces, no floats. Raises TypeError on a float: it has no one spelling."""
    text = spell(data)
    json.loads(text, parse_float=refuse_float)
    return text


def spell(data: Any) -> bytes:
    """The canonical spelling of data known to hold no floats."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(data: Any) -> str:
    """SHA-256 in hex of a `Snapshot` or of plain JSON data; a snapshot is spelled row by row, so memory stays flat."""
    found = hashlib.sha256()
    for part in data.spelled() if hasattr(data, "spelled") else (encode(data),):
        found.update(part)
    return found.hexdigest()


def refuse_float(text: str) -> Any:
    raise TypeError(f"canonical JSON holds no floats, not {text}; use whole numbers on a stated grid")
