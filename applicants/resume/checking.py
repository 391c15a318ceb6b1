"""Has an uploaded file read by the child process, and says in plain words why one is refused."""

import hashlib
import json
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from .limits import SECONDS

START = "import sys; sys.path.insert(0, sys.argv[1]); from applicants.resume.child import main; main()"
AGAIN = "Save it from your word processor as a new PDF, and upload that."
WORDS = {
    "missing": "Choose a file first.",
    "empty": "This file is empty. Choose another one.",
    "too_large": "This file is larger than {megabytes} MB. Save it with smaller pictures, or without any.",
    "wrong_type": "Only PDF (.pdf) and Word (.docx) files are accepted.",
    "not_pdf": f"The name says PDF, but the content is something else. {AGAIN}",
    "not_docx": f"The name says Word, but the content is something else. {AGAIN}",
    "two_formats": f"There is something in this file before or after the document. {AGAIN}",
    "encrypted": "This file is protected by a password. Save it without one, and upload that.",
    "pages": "This file has too many pages. Upload your résumé alone.",
    "active": f"This file contains a script, a form or a field that runs. {AGAIN}",
    "macros": f"This file contains macros, controls or embedded files. {AGAIN}",
    "attachments": f"Other files are attached inside this file. {AGAIN}",
    "external": f"This file loads parts of itself from somewhere else. {AGAIN}",
    "link": "A link in this file leads to something other than a web page, an email address or a phone number.",
    "bomb": f"This file unpacks to far more than a résumé holds. {AGAIN}",
    "damaged": f"This file is damaged, or not made the way we can read. {AGAIN}",
    "no_text": "We found no text in this file: it may be a picture of a page. Save it as text, not as a scan.",
    "unchecked": f"We could not check this file. {AGAIN}",
}
STATUS = {"too_large": 413, "wrong_type": 415, "not_pdf": 415, "not_docx": 415}
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class ResumeRefused(Exception):
    """The file is not taken. `str()` is for the person who sent it."""

    def __init__(self, code: str) -> None:
        super().__init__(WORDS[code].format(megabytes=settings.RESUME_MAX_BYTES // 1024 // 1024))
        self.code = code
        self.status = STATUS.get(code, 422)


@dataclass(frozen=True)
class Resume:
    """A file that passed every check."""

    data: bytes
    name: str
    kind: str
    pages: int
    text: str
    digest: str


def check_resume(file: Any) -> Resume:
    """Read an uploaded file under guard. Raises ResumeRefused."""
    name = plain_name(file.name or "")
    kind = name.rpartition(".")[2].lower()
    if file.size > settings.RESUME_MAX_BYTES:  # before a byte is read
        raise ResumeRefused("too_large")
    if kind not in KINDS:
        raise ResumeRefused("wrong_type")
    if not file.size:
        raise ResumeRefused("empty")
    data = file.read()
    found = inspect(data, kind, settings.RESUME_PAGE_CAP)
    if "refused" in found:
        code = found["refused"]
        raise ResumeRefused(code if code in WORDS else "unchecked")
    return Resume(data, name, kind, found["pages"], found["text"], hashlib.sha256(data).hexdigest())


def inspect(data: bytes, kind: str, cap: int) -> dict[str, Any]:
    """The child's verdict; a child that dies, hangs or babbles is a refusal."""
    command = [sys.executable, "-I", "-c", START, str(settings.BASE_DIR), kind, str(cap)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS * 3, env={}, check=True
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "unchecked"}
    return found if isinstance(found, dict) else {"refused": "unchecked"}


def plain_name(name: str) -> str:
    """The file's own name for display and download: no path, nothing unprintable, no quotes."""
    last = unicodedata.normalize("NFKC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in "<>:\"|?*;'`$&")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem.strip(' .')[:80] or 'resume'}.{ending.lower()[:5]}" if dot else kept[:80]
