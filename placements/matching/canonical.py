"""Canonical JSON and its SHA-256: one byte string for one meaning, on every platform and Python version."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def encode(data: Any) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces, no floats. Raises TypeError on a float: it has no one spelling."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    json.loads(text, parse_float=refuse_float)
    return text.encode()


def digest(data: Any) -> str:
    """SHA-256 in hex of a `Snapshot`, a `Result` or plain JSON data."""
    plain = data.to_json() if hasattr(data, "to_json") else data
    return hashlib.sha256(encode(plain)).hexdigest()


def refuse_float(text: str) -> Any:
    raise TypeError(f"canonical JSON holds no floats, not {text}; use whole numbers on a stated grid")
