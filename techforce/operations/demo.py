"""The local demo: who may be played, and the email that the system wrote into a folder."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from techforce.access.roles import ROLES, Role
from techforce.accounts.models import User

from .demo_cast import CAST, Member

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
BETWEEN_MESSAGES = b"\n" + b"-" * 79 + b"\n"
NEWEST = 30


def is_open() -> bool:
    """Whether the demo page exists: switched on, and the site answers to this machine's own names only."""
    return bool(settings.DEMO_SIGN_IN) and set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS


@dataclass(frozen=True)
class Player:
    member: Member
    role: Role


def players() -> list[Player]:
    """The members of the cast that exist here, in the order of the cast."""
    addresses = [member.email for member in CAST]
    here = set(User.objects.filter(email__in=addresses, is_active=True).values_list("email", flat=True))
    return [Player(member, ROLES[member.role]) for member in CAST if member.email in here]


def player(address: str) -> User | None:
    """The account of one member of the cast; None for anybody else, whoever they are."""
    if address not in {member.email for member in CAST}:
        return None
    return User.objects.filter(email=address, is_active=True).first()


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    date: str
    text: str


def letters() -> list[Letter]:
    """The newest emails that were written into the local folder, newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "")
    if not getattr(settings, "EMAIL_FILE_PATH", None) or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    found: list[Letter] = []
    for path in files[:NEWEST]:
        parts = path.read_bytes().split(BETWEEN_MESSAGES)
        found += [_letter(part) for part in reversed(parts) if part.strip()]
        if len(found) >= NEWEST:
            break
    return found[:NEWEST]


def _letter(source: bytes) -> Letter:
    parsed = email.message_from_bytes(source.lstrip(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)  # noqa: S101 - what this policy makes
    body = parsed.get_body(("plain",))
    text = body.get_content() if body else ""
    return Letter(str(parsed["To"] or ""), str(parsed["Subject"] or ""), str(parsed["Date"] or ""), text)
