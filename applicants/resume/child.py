"""The process that reads one résumé: bytes come in, a verdict goes out, and it can do nothing else.

Knows neither Django nor the database, so that a file that takes it over gains nothing.
"""

import json
import re
import sys
from typing import Any

from .limits import PAGE_CHARACTERS, Unacceptable, give_up_rights

READABLE = re.compile(r"[^\S\n]+")
# Controls, and the marks that turn writing round: text must read as it stands.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def main() -> None:
    """`kind` and `cap` are the arguments; the file is standard input."""
    give_up_rights()
    kind, cap = sys.argv[-2], int(sys.argv[-1])
    sys.stdout.write(json.dumps(verdict(sys.stdin.buffer.read(), kind, cap)))


def verdict(data: bytes, kind: str, cap: int) -> dict[str, Any]:
    """{"pages", "text"} of an acceptable file, {"refused": code} of any other."""
    try:
        if kind == "pdf":
            from .pdf import read_pdf as read
        else:
            from .docx import read_docx as read
        count, pages = read(data, cap)
        text = "\n\n".join(clean(page) for page in pages).strip()
        if not text:
            raise Unacceptable("no_text")
    except Unacceptable as error:
        return {"refused": error.code}
    except MemoryError:
        return {"refused": "bomb"}
    except Exception:  # noqa: BLE001 whatever a parser trips over is not a file that we understand
        return {"refused": "damaged"}
    return {"pages": count, "text": text}


def clean(page: str) -> str:
    """One page as plain lines: no controls, no runs of blanks, no more than a page holds."""
    lines = INVISIBLE.sub("", page.encode("utf-8", "ignore").decode()).split("\n")
    text = "\n".join(READABLE.sub(" ", line).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()[:PAGE_CHARACTERS]
