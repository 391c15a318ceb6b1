"""Keeps what somebody sent after their session had ended, until they have signed in again and send it once more."""

import json
import time
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from .boxes import open_text, seal_text
from .models import User

# Tells whose text it is once nobody is signed in any more; opens nothing.
COOKIE = "writer"
COOKIE_AGE = 24 * 60 * 60
KEY = "kept"
LONGEST = 500_000
KEPT_FOR = 60 * 60
LEFT_OUT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Kept:
    """One form as it was sent: where to, and its fields in order. Files cannot be kept; `files` says there were some."""

    path: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person typed and would miss, with a readable name."""
        long = [(name, value) for name, value in self.fields if len(value) > 20 or " " in value.strip()]
        return [(name.replace("_", " ").replace("-", " ").capitalize(), value) for name, value in long]


def mark_of(user: User) -> str:
    """Stands for a person on their own device without naming them."""
    return salted_hmac("accounts.keeping", str(user.pk)).hexdigest()


def mark_writer(response: HttpResponse, user: User) -> None:
    """Leave the mark in the browser."""
    response.set_cookie(
        COOKIE,
        mark_of(user),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep(request: HttpRequest) -> bool:
    """Seal the form that was just sent into the visitor's session; False if nobody knows whose it is or it is too long."""
    mark = request.COOKIES.get(COOKIE, "")
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in LEFT_OUT
    ]
    if not mark or sum(len(name) + len(str(value)) for name, value in fields) > LONGEST:
        return False
    form = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    text = json.dumps({**form, "mark": mark, "at": time.time()})
    request.session[KEY] = {"sealed": seal_text(text), "path": request.path}
    return True


def kept(request: HttpRequest, user: User) -> Kept | None:
    """What waits for this person in this browser; what somebody else wrote here does not exist."""
    held: dict[str, Any] = request.session.get(KEY) or {}
    try:
        form = json.loads(open_text(held.get("sealed", "")))
    except (InvalidToken, ValueError):
        return None
    if not constant_time_compare(form["mark"], mark_of(user)) or time.time() - form["at"] > KEPT_FOR:
        return None
    return Kept(form["path"], [(name, value) for name, value in form["fields"]], form["files"])


def forget(request: HttpRequest) -> None:
    """It was sent again, or is not wanted."""
    request.session.pop(KEY, None)
